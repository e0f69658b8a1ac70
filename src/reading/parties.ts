import type { ClientParty } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';

/**
 * Tells whose facts are: what a fact says of itself, else whoever opened its connection, else the victim.
 * Give it the facts of a session in order.
 */
export class Parties {
  readonly #strangers = new Set<string>();

  /** Whose the fact is. */
  of(fact: Fact): ClientParty {
    const said = 'party' in fact ? fact.party : undefined;
    if (!('lane' in fact) || !('connection' in fact) || fact.connection === undefined)
      return said ?? 'victim';
    const key = `${fact.connection} ${fact.lane}`;
    if (fact.type === 'connection-opened' && said === 'stranger') this.#strangers.add(key);
    return said ?? (this.#strangers.has(key) ? 'stranger' : 'victim');
  }
}

/** The facts that are none of a stranger's, and those that are. */
export function withoutStrangers<F extends Fact>(
  facts: readonly F[],
): { readonly own: readonly F[]; readonly strangers: readonly F[] } {
  const parties = new Parties();
  const own: F[] = [];
  const strangers: F[] = [];
  for (const fact of facts) (parties.of(fact) === 'stranger' ? strangers : own).push(fact);
  return { own, strangers };
}
