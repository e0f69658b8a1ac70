import type { FieldCodecs } from './codec.ts';
import type { Party } from './values.ts';

/** Whose doing a fact is. The tap is the attacker's; the certificate authority and `lab` are nobody on the path. */
export type Doer = Party | 'tap' | 'authority' | 'lab';

/** What somebody who has looked at a lane knows beyond a fact itself. */
export interface FactContext {
  /** Whether the fact's connection speaks TLS. */
  readonly tls: boolean;
  /** Whether it is the first fact of its type in its lane. */
  readonly first: boolean;
}

/** The words for a type of fact. They may hold hostile text: they are not yet safe for a terminal or a page. */
export interface FactWords<F> {
  /** Who did it: their name stands before the sentence, and their place is where it is told. */
  readonly by: Doer;
  /** The transcript's sentence without its doer, or several lines. `untold` where a reader need not see it. */
  readonly sentence: 'untold' | ((fact: F) => string | readonly string[]);
  /** What was done, in a few words of the past tense: told on the stage at its doer's place, and on the ladder. */
  readonly brief: 'untold' | ((fact: F, seen?: FactContext) => string);
  /** Said where the stage does not tell it: it shows it elsewhere, or has no room for it. */
  readonly only?: 'ladder';
  /** When the ladder tells it. Ordinarily always. */
  readonly ladder?: (fact: F, seen: FactContext) => boolean;
}

/** All there is to know of a type of fact. */
export interface FactKind<F extends { readonly type: string }> extends FactWords<F> {
  readonly type: F['type'];
  /** Its fields beside `type` and `at`, as they are saved and read back. */
  readonly fields: FieldCodecs<Omit<F, 'type'>>;
  /**
   * How often it may come in a session. `any`: a screen keeps none of them for good. `bounded`: it keeps
   * each, so that there are at most SESSION_LIMITS.kept of them.
   */
  readonly often: 'any' | 'bounded';
}

/** The fact that a kind is about. */
export type FactOf<K> = K extends FactKind<infer F> ? F : never;

/** At whose place it is told; undefined where it is nobody's on the path. */
export function placeOf(by: Doer): Party | undefined {
  if (by === 'lab' || by === 'authority') return undefined;
  return by === 'tap' ? 'attacker' : by;
}
