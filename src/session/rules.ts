import { Wrong } from '../../lab/facts/codec.ts';
import type { ConnectionId, LaneId } from '../../lab/facts/facts.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { knownFact, SESSION_FORMAT } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';

/** What must hold between the facts of one session, so that whoever follows it needs bounded memory. */
export class Rules {
  readonly #lanes = new Set<string>();
  readonly #counts = new Map<Fact['type'], number>();
  readonly #open = new Set<string>();
  #facts = 0;

  /** Whether the session has ended in order. */
  get closed(): boolean {
    return this.#counts.has('session-closed');
  }

  /** Takes the next fact. Throws `Wrong` where it does not fit to those before it. */
  take(fact: Fact): void {
    this.#facts += 1;
    if (this.#facts > SESSION_LIMITS.facts) {
      throw new Wrong(`a session may have at most ${SESSION_LIMITS.facts} facts, and here comes one more`);
    }
    if (knownFact(fact)?.often !== 'any') this.#count(fact);
    if ('lane' in fact) this.#enter(fact.lane);
    if (fact.type === 'session-opened') {
      for (const { id } of fact.lanes) this.#enter(id);
    } else if (fact.type === 'segment-captured') this.#connect(keyOf(fact));
    else if (fact.type === 'connection-closed') this.#open.delete(keyOf(fact));
  }

  #count(fact: Fact): void {
    const count = (this.#counts.get(fact.type) ?? 0) + 1;
    this.#counts.set(fact.type, count);
    if (fact.type === 'session-opened' && count > 1) {
      throw new Wrong('a second session begins here: put each session into a file of its own');
    }
    if (count > SESSION_LIMITS.kept) {
      throw new Wrong(`a session may have at most ${SESSION_LIMITS.kept} ${fact.type} facts`);
    }
  }

  #enter(lane: string): void {
    this.#lanes.add(lane);
    if (this.#lanes.size > SESSION_LIMITS.lanes) {
      throw new Wrong(`a session may have at most ${SESSION_LIMITS.lanes} lanes`);
    }
  }

  #connect(connection: string): void {
    this.#open.add(connection);
    if (this.#open.size > SESSION_LIMITS.connections) {
      throw new Wrong(`a session may have at most ${SESSION_LIMITS.connections} connections open at once`);
    }
  }
}

/** A connection as a screen keeps it: within its lane. */
function keyOf({ lane, connection }: { readonly lane: LaneId; readonly connection: ConnectionId }): string {
  return `${connection} ${lane}`;
}

/** What is wrong with a session's format number; undefined for one that this version reads. */
export function formatFault(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= SESSION_FORMAT) return undefined;
  return `the session is of format ${value}, and this plainsight reads format ${SESSION_FORMAT}: read it with a newer one`;
}
