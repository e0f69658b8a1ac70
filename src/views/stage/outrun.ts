import type { ClaimChecked } from '../../../lab/facts/session.ts';
import type { LaneState } from './state.ts';

/** Whether a claim held that something is nowhere in what the attacker has. */
export function foundNothing({ claim, held, evidence }: ClaimChecked): boolean {
  return held && / not read /.test(claim) && evidence.found.length === 0;
}

/** Whether it held against less than the attacker has by now: what it did not find he may have read since. */
export function heldThen(
  { claims, outrun }: Pick<LaneState, 'claims' | 'outrun'>,
  claim: ClaimChecked,
): boolean {
  const index = claims.indexOf(claim);
  return foundNothing(claim) && index >= 0 && index < outrun;
}
