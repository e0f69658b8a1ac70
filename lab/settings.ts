import { ATTACK_WORDS, KNOWN_ATTACKS } from './attacker/attacks.ts';
import { choice, flag, flagInWords, namedTexts, ordinaryOf, ports } from './setting-kinds.ts';
import type { ValuesOf } from './setting-kinds.ts';

export type { Setting, SettingGroup, ValuesOf } from './setting-kinds.ts';

/** The bank's name in the lab's world. */
export const BANK_HOST = 'bank.test';

/** Every attack by its word, with what it does, without a stop. */
export const ATTACKS_AT_HAND = KNOWN_ATTACKS.map(({ word, meaning }) => ({ word, meaning }));

/** What each word for an attacker means, for a teacher. */
export const ATTACK_MEANINGS = KNOWN_ATTACKS.map(({ word, meaning }) => `${word}: ${meaning}.`).join(' ');

/**
 * Everything that may set one lane apart from another, said once: types, ordinary values, the schema of
 * scenario files, its error sentences and the reference are made from it. Names are written with hyphens
 * in files. The meaning is for teachers.
 */
export const LANE_SETTINGS = {
  /** How the bank is served. */
  bank: {
    server: choice(
      ['built-in', 'nginx', 'apache'],
      "Which server stands in front of the bank's pages: the lab's own, or the machine's nginx or Apache, which must be installed.",
    ),
    http: choice(
      ['serve', 'redirect', 'closed', 'tls'],
      'What answers on port 80: pages, a redirect to 443, nothing, or TLS on the wrong port.',
    ),
    https: choice(
      ['serve', 'closed', 'plain'],
      'What answers on port 443: pages over TLS, nothing, or HTTP without TLS on the wrong port.',
    ),
    // For a year and all subdomains.
    hsts: flag('Whether pages over TLS ask browsers to come over https only from then on (RFC 6797).'),
    secureCookie: flag(
      'Whether the session cookie is marked Secure, so that browsers send it over TLS only.',
    ),
    certificate: choice(
      ['good', 'expired', 'wrong-name', 'self-signed', 'unknown-authority'],
      "What is wrong with the bank's certificate, if anything.",
    ),
    tls: choice(
      ['both', '1.2', '1.3'],
      "The versions of TLS that the bank speaks, in quotes: '1.2', '1.3', or both.",
    ),
    // RFC 5246, section 7.4.7.1, is what rsa means.
    keyExchange: choice(
      ['ecdhe', 'rsa'],
      "How TLS 1.2 agrees on keys: ecdhe makes fresh ones each time; rsa sends them under the bank's own key and needs tls: '1.2'.",
    ),
    // RFC 9113, section 3.2.
    http2: flag(
      'Whether the bank speaks HTTP/2 as well, with browsers that offer it in their ClientHello (ALPN).',
    ),
    clientCertificate: flag('Whether the bank lets only customers with a certificate of their own in.'),
    customers: namedTexts(
      'Who else may sign in, each with a password: { bob: sunny-day-12 }. Alice is a customer already; named here, she has this password.',
    ),
    signUp: flag('Whether people may open an account of their own, on a page for it.'),
    mysql: flag('Whether a MySQL server answers on port 3306.'),
  },
  /** What the attacker does with what passes. */
  attacker: {
    does: choice(ATTACK_WORDS, ATTACK_MEANINGS),
    // Connections there are refused.
    blocks: ports(
      "Ports of the bank's that the attacker lets nobody reach, until he begins another attack: [443].",
    ),
  },
  /** What the victim is like. */
  victim: {
    browser: choice(
      ['model', 'chromium', 'firefox'],
      "Which browser the victim has: the lab's own small model of one, or the machine's Chromium (Chrome, Edge, Brave) or Firefox, which must be installed.",
    ),
    trustsAttacker: flagInWords(
      'trusts',
      ['public', 'attacker'],
      'Whose certificates the victim accepts: the public authority only, or the attacker as well.',
    ),
    clicksThrough: flag('Whether the victim clicks a certificate warning away, where the browser lets them.'),
    browses: choice(
      ['as-typed', 'https-first', 'https-only'],
      'What the browser makes of http addresses: as typed; https first, with http where that fails; or https only, with a warning page in front of http.',
    ),
    preloaded: flag(
      'Whether the browser came with the bank on its HSTS preload list, so that it never tries http.',
    ),
    http2: flag('Whether the browser offers HTTP/2 in its ClientHello (ALPN), as today’s browsers do.'),
    // RFC 8996.
    tls: choice(
      ['both', '1.0'],
      "The versions of TLS that the browser offers: both that are in use, 1.2 and 1.3, or '1.0' alone, as browsers of long ago did.",
    ),
    clientCertificate: flag('Whether the victim holds the certificate that the bank gave to its customers.'),
  },
} as const;

/** How the bank is served. */
export type BankSettings = ValuesOf<typeof LANE_SETTINGS.bank>;

/** What the attacker does with what passes. */
export type AttackerSettings = ValuesOf<typeof LANE_SETTINGS.attacker>;

/** What the victim is like. */
export type VictimSettings = ValuesOf<typeof LANE_SETTINGS.victim>;

/** What sets one lane apart from another. */
export interface LaneSettings {
  readonly title: string;
  /** The page that the victim opens first, in the lab's world: `http://bank.test/login`. */
  readonly visit: string;
  readonly bank: BankSettings;
  readonly attacker: AttackerSettings;
  readonly victim: VictimSettings;
}

/** The ordinary case: a bank on both ports, an attacker who watches, a victim who trusts the public authority only. */
export const ORDINARY: Omit<LaneSettings, 'title' | 'visit'> = {
  bank: ordinaryOf(LANE_SETTINGS.bank),
  attacker: ordinaryOf(LANE_SETTINGS.attacker),
  victim: ordinaryOf(LANE_SETTINGS.victim),
};
