/** What sets one lane apart from another. Every field has an ordinary default, so that a lane says only what it is about. */
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
  /** Whether the session cookie carries `Secure`, so that browsers send it over TLS only. Not, where it is not given. */
  readonly secureCookie?: boolean;
}

/** What the attacker does with what passes. */
export interface AttackerSettings {
  /** `watch`: HTTP is read, TLS is tunnelled untouched. `forge`: TLS is ended with a leaf of the attacker's own. */
  readonly does: 'watch' | 'forge';
}

/** What the victim is like. */
export interface VictimSettings {
  /** Whether the attacker's authority stands in the victim's trust store. */
  readonly trustsAttacker: boolean;
}

/** The ordinary case: a bank on both ports, an attacker who watches, a victim who trusts the public authority only. */
export const ORDINARY = {
  bank: { http: 'serve', https: 'serve' },
  attacker: { does: 'watch' },
  victim: { trustsAttacker: false },
} as const satisfies Omit<LaneSettings, 'title' | 'visit'>;
