import { AUTHORITY_FACTS } from './authority.ts';
import { BANK_FACTS } from './bank.ts';
import { CAPTURE_FACTS } from './capture.ts';
import { objectOf } from './codec.ts';
import type { FieldCodec, FieldCodecs } from './codec.ts';
import { HOLD_FACTS } from './hold.ts';
import { INTERCEPTOR_FACTS } from './interceptor.ts';
import type { FactOf, FactWords } from './kind.ts';
import { LANE_FACTS } from './lane.ts';
import { SCRIPT_FACTS } from './script.ts';
import { TAP_FACTS } from './tap.ts';
import { THIEF_FACTS } from './thief.ts';
import { milliseconds, shortText } from './values.ts';
import type { LaneId } from './values.ts';
import { VICTIM_FACTS } from './victim.ts';
import { VOTE_FACTS } from './votes.ts';

export type * from './capture.ts';
export type * from './script.ts';
export type * from './votes.ts';
export { SESSION_FORMAT } from './script.ts';

/** Every family: what is not in it can neither be said nor be read back. */
const FACT_KINDS = [
  ...LANE_FACTS,
  ...VICTIM_FACTS,
  ...TAP_FACTS,
  ...INTERCEPTOR_FACTS,
  ...HOLD_FACTS,
  ...THIEF_FACTS,
  ...BANK_FACTS,
  ...AUTHORITY_FACTS,
  ...SCRIPT_FACTS,
  ...VOTE_FACTS,
  ...CAPTURE_FACTS,
] as const;

/** Anything that can stand in a session, before the session stamps its time on it. */
export type Happening = FactOf<(typeof FACT_KINDS)[number]>;

/** One thing that happened; `at` is ms since the session began. */
export type Fact = Happening & { readonly at: number };

/** A fact that belongs to a lane. */
export type LaneFact = Extract<Fact, { readonly lane: LaneId }>;

/** What is known of a type of fact: its words, how often it may come, and the codec of the whole fact. */
export interface KnownFact extends FactWords<Fact> {
  readonly often: 'any' | 'bounded';
  readonly codec: FieldCodec<Fact>;
}

/** Every type of fact that this version knows. */
export const KNOWN_FACTS: ReadonlyMap<string, KnownFact> = new Map(
  FACT_KINDS.map(({ fields, ...kind }): [string, KnownFact] => {
    const all: FieldCodecs<object> = { at: milliseconds, type: shortText, ...fields };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind is checked against its own fact
    return [kind.type, { ...kind, codec: objectOf(all) } as unknown as KnownFact];
  }),
);

/** What is known of a fact. A fact of a type that this version does not know has nothing to say. */
export function knownFact(fact: Fact): KnownFact | undefined {
  return KNOWN_FACTS.get(fact.type);
}
