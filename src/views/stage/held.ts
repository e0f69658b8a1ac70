import type { MessageReleased } from '../../../lab/facts/facts.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import { differences } from '../hand/difference.ts';
import type { LaneState } from './state.ts';
import { withFormChange } from './tampering.ts';

/** Messages in the attacker's hand that a lane keeps: as many as a lab holds at once. */
const KEPT = 100;

/** The lane with what a fact says of the attacker's hand, where it does: a message that is held, or no longer. */
export function withHand(lane: LaneState, fact: LaneFact): LaneState {
  if (fact.type === 'message-held') return { ...lane, held: [...lane.held, fact].slice(-KEPT) };
  return fact.type === 'message-released' ? withReleased(lane, fact) : lane;
}

/** The lane without a message that was held: a field of a form that he wrote another value into is told as tampered with. */
function withReleased(lane: LaneState, { held, after }: MessageReleased): LaneState {
  const was = lane.held.find((each) => each.held === held);
  const next = { ...lane, held: lane.held.filter((each) => each.held !== held) };
  if (was === undefined || after === undefined || was.kind !== 'request') return next;
  const changed = differences(was.message, after).find(({ what }) => what.startsWith('field '));
  if (changed === undefined) return next;
  const { what, before, after: is } = changed;
  return withFormChange(next, {
    type: 'form-tampered',
    lane: was.lane,
    connection: was.connection,
    field: what.slice('field '.length),
    before,
    after: is,
  });
}
