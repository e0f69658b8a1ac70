/** What sets one lane apart from another. Every field has an ordinary value, so that a lane says only what it is about. */
export interface LaneSettings {
  readonly title: string;
  /** The page that the victim opens first, in the lab's world: `http://bank.test/login`. */
  readonly visit: string;
  readonly bank: BankSettings;
  readonly attacker: AttackerSettings;
  readonly victim: VictimSettings;
}

/** How the bank is served. */
export interface BankSettings {
  /** What answers on logical port 80. */
  readonly http: 'serve' | 'redirect' | 'closed' | 'tls';
  /** What answers on logical port 443; `plain` is HTTP without TLS, on the wrong port. */
  readonly https: 'serve' | 'closed' | 'plain';
  /** Whether pages over TLS carry Strict-Transport-Security for a year and all subdomains (RFC 6797). */
  readonly hsts: boolean;
  /** Whether the session cookie carries `Secure`, so that browsers send it over TLS only. */
  readonly secureCookie: boolean;
  /** What its certificate is like. */
  readonly certificate: 'good' | 'expired' | 'wrong-name' | 'self-signed' | 'unknown-authority';
  /** TLS versions that it speaks. */
  readonly tls: 'both' | '1.2' | '1.3';
  /** How TLS 1.2 agrees on keys: fresh ones for each connection, or sent under the bank's RSA key (RFC 5246 §7.4.7.1). */
  readonly keyExchange: 'ecdhe' | 'rsa';
  /** Whether it lets only customers with a client certificate in. */
  readonly clientCertificate: boolean;
  /** Whether a MySQL server greets on logical port 3306. */
  readonly mysql: boolean;
}

/** What an attacker may do, in a scenario's words. */
export const ATTACKS = ['watch', 'forge', 'strip', 'tamper'] as const;

/** What each of them means, for a teacher. */
export const ATTACK_MEANINGS: Readonly<Record<(typeof ATTACKS)[number], string>> = {
  watch: 'records what passes',
  forge: 'answers TLS with a certificate of its own',
  strip: 'keeps the victim on http',
  tamper: 'changes a transfer on its way',
};

/** What the attacker does with what passes. */
export interface AttackerSettings {
  /**
   * `watch`: HTTP is read, TLS is tunnelled untouched. `forge`: TLS is ended with a leaf of the attacker's
   * own. `strip`: the victim is kept on HTTP while the bank is spoken to over TLS. `tamper`: a transfer's
   * receiver is changed in HTTP, one bit of the form's record is flipped in TLS.
   */
  readonly does: (typeof ATTACKS)[number];
  /** Logical ports of the bank on which it lets nothing through: connections are refused. */
  readonly blocks: readonly number[];
}

/** What the victim is like. */
export interface VictimSettings {
  /** Whether the attacker's authority stands in the victim's trust store. */
  readonly trustsAttacker: boolean;
  /** Whether they click through a certificate warning, where the browser lets them. */
  readonly clicksThrough: boolean;
  /**
   * What the browser makes of addresses: as typed; https first, falling back to http where that fails;
   * or https only, with a warning page in front of http.
   */
  readonly browses: 'as-typed' | 'https-first' | 'https-only';
  /** Whether the bank's name stands on the browser's HSTS preload list. */
  readonly preloaded: boolean;
  /** Whether they hold the client certificate that the bank gave out. */
  readonly clientCertificate: boolean;
}

/** The ordinary case: a bank on both ports, an attacker who watches, a victim who trusts the public authority only. */
export const ORDINARY: Omit<LaneSettings, 'title' | 'visit'> = {
  bank: {
    http: 'serve',
    https: 'serve',
    hsts: false,
    secureCookie: false,
    certificate: 'good',
    tls: 'both',
    keyExchange: 'ecdhe',
    clientCertificate: false,
    mysql: false,
  },
  attacker: { does: 'watch', blocks: [] },
  victim: {
    trustsAttacker: false,
    clicksThrough: false,
    browses: 'as-typed',
    preloaded: false,
    clientCertificate: false,
  },
};
