import type { RealBrowserKind } from '../../lab/victim/real/found-browser.ts';

/** A claim that does not hold with a real browser, since that browser itself behaves otherwise. */
export interface BrowserException {
  readonly scenario: string;
  readonly browser: RealBrowserKind;
  /** The claim's sentence. */
  readonly claim: string;
  /** What the browser does instead, and by whose decision. */
  readonly reason: string;
}

/** All of them. A claim that fails with a browser and does not stand here is a fault of the lab's. */
export const BROWSER_EXCEPTIONS: readonly BrowserException[] = [];

/** How what sets a victim apart is brought about in each browser; `settings.ts` says what each means. */
export const BROWSER_SETTINGS: readonly (readonly [setting: string, chromium: string, firefox: string])[] = [
  [
    '`trusts: attacker`',
    "the attacker's authority stands beside the public one, among the certificates of this one profile",
    'the same',
  ],
  [
    '`clicks-through`',
    'the link "Proceed" of the warning; where HSTS forbids it there is none',
    'what the button "Accept the Risk and Continue" does; where HSTS forbids it there is none',
  ],
  ['`browses: https-only`', '"Always use secure connections"', 'HTTPS-Only Mode'],
  [
    '`browses: https-first`',
    'as typed: it tries https first for public names only, and `bank.test` is none',
    'HTTPS-First, names under `.test` counted in, for an address that a link or another program gives',
  ],
  [
    '`preloaded`',
    'the bank stands in what this profile remembers of HSTS before the first visit; the list itself is compiled in',
    'the same',
  ],
  [
    '`client-certificate`',
    'none: it takes one from the store of the system or the user, not of one profile',
    'none yet',
  ],
];
