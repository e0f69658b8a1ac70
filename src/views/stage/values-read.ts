import type { LaneFact } from '../../../lab/facts/session.ts';
import { searchSecret } from '../../reading/secrets.ts';
import { isAmong, valuesOfFact } from '../secret-values.ts';
import type { SecretValue } from '../secret-values.ts';
import type { LaneState } from './state.ts';

/** Values that a lane looks for: the latest. */
const VALUES = 64;

/** The values known in the lane that pass. */
export function valuesIn({ planted }: LaneState, passes: (value: string) => boolean): readonly SecretValue[] {
  return planted.filter(({ value }) => value !== '' && passes(value));
}

/** Whether a value stands in bytes, spelled in any way that the search for secrets knows. */
export function standsIn(bytes: Uint8Array, value: string): boolean {
  return searchSecret([{ connection: 0, direction: 'to-bank', bytes }], value).findings.length > 0;
}

/** The lane with the values that a fact plants or types. */
export function withValues(lane: LaneState, fact: LaneFact): LaneState {
  const news = valuesOfFact(fact);
  const kept = lane.planted.filter((each) => !isAmong(each, news));
  return news.length === 0 ? lane : { ...lane, planted: [...kept, ...news].slice(-VALUES) };
}

/** The lane after the attacker has read these values. */
export function withRead(lane: LaneState, values: readonly SecretValue[]): LaneState {
  if (values.length === 0) return lane;
  const readValues = new Map(lane.readValues);
  for (const { name, value } of values) readValues.set(name, value);
  return { ...lane, read: [...new Set([...lane.read, ...values.map(({ name }) => name)])], readValues };
}
