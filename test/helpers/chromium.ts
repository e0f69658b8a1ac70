import type { ExecutionContext } from 'ava';

import { BANK_HOST, ORDINARY } from '../../lab/settings.ts';
import { openRealBrowser } from '../../lab/victim/real/open-real-browser.ts';
import type { RealBrowser } from '../../lab/victim/real/open-real-browser.ts';
import { notebook } from './attacker.ts';
import type { Notebook } from './attacker.ts';

/** A Chromium beside a lane's own victim, with its facts in a notebook of its own. */
export type ChromiumBeside = Notebook & Pick<RealBrowser, 'visit' | 'submit' | 'chat' | 'close'>;

/** Opens one, as the lab opens it for a victim, where `ports` are the bank's on loopback. It trusts these authorities, PEM, and ends with the test. */
export async function openChromium(
  t: ExecutionContext,
  ports: ReadonlyMap<number, number>,
  ...authorities: readonly string[]
): Promise<ChromiumBeside> {
  const notes = notebook();
  const browser = openRealBrowser({
    kind: 'chromium',
    lane: 'chromium',
    settings: ORDINARY.victim,
    home: `https://${BANK_HOST}/`,
    resolve: (destination) => {
      const port = ports.get(Number(destination.split(':')[1]));
      return Promise.resolve(port === undefined ? undefined : { address: '127.0.0.1', port });
    },
    trusted: authorities,
    emit: notes.emit,
  });
  t.teardown(() => browser.close());
  await browser.ready;
  return {
    ...notes,
    visit: (url) => browser.visit(url),
    submit: (form, values) => browser.submit(form, values),
    chat: (text) => browser.chat(text),
    close: () => browser.close(),
  };
}
