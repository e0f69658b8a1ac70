import { byLikeness } from '../../lab/text/nearest.ts';
import type { LaneId } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { UserError } from '../errors.ts';

/** The session as if there had been this lane alone: its facts, and those of no lane. Throws a UserError where there is none of that name. */
export function oneLane(facts: Iterable<Fact>, lane: LaneId): Iterable<Fact> {
  const lanes = lanesOf(facts);
  if (!lanes.has(lane)) {
    const known = [...lanes];
    const [nearest] = byLikeness(lane, known);
    const meant = nearest === undefined ? 'the session has none' : `did you mean ${nearest}?`;
    throw new UserError(
      `there is no lane "${lane}": ${meant}${known.length > 1 ? ` The lanes are ${known.join(', ')}` : ''}`,
    );
  }
  return {
    *[Symbol.iterator]() {
      const claims = { held: 0, failed: 0 };
      for (const fact of facts) {
        if ('lane' in fact && fact.lane !== lane) continue;
        if (fact.type === 'claim-checked') claims[fact.held ? 'held' : 'failed'] += 1;
        yield inLane(fact, lane, claims);
      }
    },
  };
}

function inLane(fact: Fact, lane: LaneId, claims: { readonly held: number; readonly failed: number }): Fact {
  // How many of this lane's claims were not checked is not known.
  if (fact.type === 'session-closed') return { type: fact.type, at: fact.at, how: fact.how, ...claims };
  if (fact.type !== 'session-opened') return fact;
  const steps = fact.steps.map((step) => ({ ...step, lanes: step.lanes.filter((id) => id === lane) }));
  return { ...fact, lanes: fact.lanes.filter(({ id }) => id === lane), steps };
}

function lanesOf(facts: Iterable<Fact>): ReadonlySet<LaneId> {
  const lanes = new Set<LaneId>();
  for (const fact of facts) {
    if (fact.type === 'session-opened') for (const { id } of fact.lanes) lanes.add(id);
    else if ('lane' in fact) lanes.add(fact.lane);
  }
  return lanes;
}
