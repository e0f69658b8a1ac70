import type { Fact } from '../../lab/facts/session.ts';
import { isTyped, redactTyped } from './redacted.ts';
import { sealFacts } from './sealed.ts';

/** What of a session may leave with an export. */
export interface HeldBackOptions {
  /** Only what the attacker has. */
  readonly sealed: boolean;
  /** What people typed themselves as well, and the TLS secrets of a session in which they did. */
  readonly withTyped: boolean;
}

/** The facts that an export is made of: nothing in them says what is to be held back. */
export function heldBack(facts: Iterable<Fact>, { sealed, withTyped }: HeldBackOptions): Iterable<Fact> {
  const own = !withTyped && isTyped(facts) ? redactTyped(facts) : facts;
  return sealed ? sealFacts(own) : own;
}
