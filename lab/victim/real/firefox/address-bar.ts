import { addressBar, HTTPS_ONLY } from '../../address-bar.ts';
import type { PageSeen } from '../controls.ts';
import { behindTheDoor } from '../door-errors.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { chromiumNameOf } from './error-names.ts';

/** What Firefox's address bar and its error page say. */
export interface FirefoxBar {
  readonly url: string;
  /** The document in the page's place, where it is one of Firefox's own: `about:certerror?…`. */
  readonly document: string;
  readonly secure: boolean;
  /** Firefox's name of the error, where it shows one. */
  readonly code?: string;
  /** Its name of the certificate's fault that a person accepted. */
  readonly accepted?: string;
  /** The lab's own name for why it waits no longer. */
  readonly gaveUp?: string;
  readonly outcome: OutcomeOf;
}

/** The same in the lab's words: the error as Chromium spells it, and what Firefox calls it. */
export function firefoxBar(bar: FirefoxBar): Pick<PageSeen, 'security' | 'error' | 'calls'> {
  const { url, document, secure, code, accepted, gaveUp, outcome } = bar;
  if (gaveUp !== undefined) return addressBar(url, gaveUp);
  if (document.startsWith('about:httpsonlyerror'))
    return { ...addressBar(url, HTTPS_ONLY), calls: 'httpsonlyerror' };
  const said = code ?? accepted;
  if (said === undefined) return { security: secure ? 'secure' : 'not-secure' };
  const known = behindTheDoor(said, url, outcome);
  const error = known === said ? chromiumNameOf(said) : known;
  return { ...addressBar(url, error), ...calls(said) };
}

function calls(name: string): { readonly calls?: string } {
  return name === '' ? {} : { calls: name.slice(0, 200) };
}
