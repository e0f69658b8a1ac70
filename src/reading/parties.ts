import type { ClientParty, OtherClient } from '../../lab/facts/facts.ts';
import { otherClientOf } from '../../lab/facts/values.ts';
import type { Fact } from '../../lab/facts/session.ts';

/**
 * Tells whose facts are: what a fact says of itself, else whoever opened its connection, else the victim.
 * Give it the facts of a session in order.
 */
export class Parties {
  readonly #others = new Map<string, OtherClient>();

  /** Whose the fact is. */
  of(fact: Fact): ClientParty {
    const said = 'party' in fact ? fact.party : undefined;
    if (!('lane' in fact) || !('connection' in fact) || fact.connection === undefined)
      return said ?? 'victim';
    const key = `${fact.connection} ${fact.lane}`;
    const other = otherClientOf(said);
    if (fact.type === 'connection-opened' && other !== undefined) this.#others.set(key, other);
    return said ?? this.#others.get(key) ?? 'victim';
  }
}

/** The facts that are the victim's or nobody's, and those of each other client that came. */
export interface FactsByClient<F extends Fact> {
  readonly own: readonly F[];
  readonly others: ReadonlyMap<OtherClient, readonly F[]>;
}

/** Sorts facts by whose connection they are about. */
export function factsByClient<F extends Fact>(facts: readonly F[]): FactsByClient<F> {
  const parties = new Parties();
  const own: F[] = [];
  const others = new Map<OtherClient, F[]>();
  for (const fact of facts) {
    const other = otherClientOf(parties.of(fact));
    if (other === undefined) own.push(fact);
    else {
      const theirs = others.get(other) ?? [];
      others.set(other, theirs);
      theirs.push(fact);
    }
  }
  return { own, others };
}
