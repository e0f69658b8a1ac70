import { placeOf } from '../../../lab/facts/kind.ts';
import { knownFact } from '../../../lab/facts/session.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import type { LaneState } from './state.ts';

/** The lane with what the attacker or the victim did, where the fact tells it and the stage has room for it. */
export function withWhatWasDone(lane: LaneState, fact: LaneFact): LaneState {
  const known = knownFact(fact);
  if (known === undefined || known.brief === 'untold' || known.only === 'ladder') return lane;
  const place = placeOf(known.by);
  if (place === 'attacker') return { ...lane, attackerDid: known.brief(fact) };
  return place === 'victim' ? { ...lane, victimDid: known.brief(fact) } : lane;
}
