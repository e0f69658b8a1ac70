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
export const BROWSER_EXCEPTIONS: readonly BrowserException[] = [
  'bank answers with alert protocol_version',
  'browser shows ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  'victim sent no request',
].map((claim) => ({
  scenario: 'old-tls',
  browser: 'chromium',
  claim,
  reason:
    'Chromium has no TLS below 1.2 any more, and nothing switches it on (`--ssl-version-max=tls1` is passed over, `=tls1.2` is not). It offers 1.2 and 1.3, and the bank answers.',
}));

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
  ['`http2`', 'always offered, whatever the lane says; the bank decides', 'the same'],
  [
    "`tls: '1.0'`",
    'no: it offers 1.2 and 1.3, and says so when it is opened',
    'its preferences for the least and the newest version, both TLS 1.0',
  ],
  [
    '`client-certificate`',
    "on Linux, in an NSS database of this run's own, and shown without a question; elsewhere none, since it takes one from the user's own store",
    'among the certificates of this one profile, and shown without a question',
  ],
];
