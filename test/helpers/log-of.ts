import type { Fact } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { Session } from '../../src/session/session.ts';

/** Facts as the log that screens are given. */
export function logOf(facts: readonly Fact[]): FactLog {
  const session = new Session();
  for (const fact of facts) session.restore(fact);
  return session;
}
