import type { Fact, SessionOpened } from '../../lab/facts/session.ts';

/** The fact that opened the session; undefined in one that lacks it. */
export function openingOf(facts: Iterable<Fact>): SessionOpened | undefined {
  for (const fact of facts) {
    if (fact.type === 'session-opened') return fact;
  }
  return undefined;
}
