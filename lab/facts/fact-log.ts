import type { Fact } from './session.ts';

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

/** Facts, and bytes in them, that whoever looks at everything at once holds at most of a log. */
export const HEAD_LIMITS = { facts: 200_000, bytes: 256 * 1024 * 1024 } as const;

/** The beginning of a log as an array, and whether that is all of it so far. */
export interface LogHead {
  readonly facts: readonly Fact[];
  readonly whole: boolean;
}

interface GrowingHead {
  readonly facts: Fact[];
  bytes: number;
  whole: boolean;
}

const HEADS = new WeakMap<FactLog, GrowingHead>();

/** The log's facts as an array that grows with it, for views that need them all; bounded by HEAD_LIMITS. */
export function headOf(log: FactLog): LogHead {
  const head = HEADS.get(log) ?? { facts: [], bytes: 0, whole: true };
  HEADS.set(log, head);
  while (head.facts.length < log.length) {
    const fact = log.at(head.facts.length);
    if (fact === undefined) break;
    if (fact.type === 'segment-captured') head.bytes += fact.bytes.length;
    if (head.facts.length >= HEAD_LIMITS.facts || head.bytes > HEAD_LIMITS.bytes) {
      head.whole = false;
      break;
    }
    head.facts.push(fact);
  }
  return head;
}
