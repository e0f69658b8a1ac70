import type { Fact } from './facts.ts';

/** What a log of facts is to those who read it: one under way, or one in a file. It grows, and never changes. */
export interface FactLog {
  /** How many facts there are by now. */
  readonly length: number;
  /** The fact at `index`; undefined where there is none. It may have to be read from a file: ask for few. */
  at(index: number): Fact | undefined;
  /** Its type alone, which costs next to nothing. */
  typeAt(index: number): Fact['type'] | undefined;
  /** Calls `listener` whenever facts have come; returns what ends that. */
  subscribe(listener: () => void): () => void;
}

/** The facts of the types named among the first `until` of a log, in order. No other fact is read. */
export function* factsOfType<T extends Fact['type']>(
  log: FactLog,
  types: readonly T[],
  until = log.length,
): Generator<Extract<Fact, { readonly type: T }>> {
  const wanted: ReadonlySet<string> = new Set(types);
  for (let index = 0; index < until; index += 1) {
    if (!wanted.has(log.typeAt(index) ?? '')) continue;
    const fact = log.at(index);
    if (fact !== undefined && isOneOf(fact, types)) yield fact;
  }
}

function isOneOf<T extends Fact['type']>(
  fact: Fact,
  types: readonly T[],
): fact is Extract<Fact, { readonly type: T }> {
  return (types as readonly string[]).includes(fact.type);
}
