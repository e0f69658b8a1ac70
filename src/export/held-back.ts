import type { Fact } from '../../lab/facts/session.ts';
import { holdsPeoplesOwn, redacted } from './redacted.ts';
import { sealFacts } from './sealed.ts';

/** What of a session may leave with an export. */
export interface HeldBackOptions {
  /** Only what the attacker has. */
  readonly sealed: boolean;
  /** What people typed themselves as well, and what was read in a session from elsewhere; and the TLS secrets of either. */
  readonly withTyped: boolean;
}

/** The facts that an export is made of: nothing in them says what is to be held back. */
export function heldBack(facts: Iterable<Fact>, { sealed, withTyped }: HeldBackOptions): Iterable<Fact> {
  const own = withTyped || !holdsPeoplesOwn(facts) ? facts : redacted(facts);
  return sealed ? sealFacts(own) : own;
}
