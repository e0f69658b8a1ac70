import { placeOf } from '../../../lab/facts/kind.ts';
import { knownFact } from '../../../lab/facts/session.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import type { LaneState } from './state.ts';

/** The lane with what the attacker or the victim did, where the fact tells a deed that the stage has room for. */
export function withDeed(lane: LaneState, fact: LaneFact): LaneState {
  const known = knownFact(fact);
  if (known === undefined || known.deed === 'untold' || known.only === 'ladder') return lane;
  const place = placeOf(known.by);
  if (place === 'attacker') return { ...lane, attackerDid: known.deed(fact) };
  return place === 'victim' ? { ...lane, victimDid: known.deed(fact) } : lane;
}
