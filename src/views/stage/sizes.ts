import type { ClaimChecked } from '../../../lab/facts/session.ts';
import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { LabState } from './state.ts';

/** Whether a claim sets the size of what was sealed in one lane beside that of another's. */
export function comparesSizes({ claim }: Pick<ClaimChecked, 'claim'>): boolean {
  return claim.startsWith('record lengths differ ');
}

/** The state with both sizes that a claim has compared; the same state where its proof does not name two. */
export function withSizes(state: LabState, { lane: id, evidence }: ClaimChecked): LabState {
  const sizes = new Map<number, number>();
  for (const { connection, length } of evidence.found)
    sizes.set(connection, (sizes.get(connection) ?? 0) + length + RECORD_HEADER);
  // What was found in the claim's own lane stands first.
  const [mine, others, ...more] = sizes.values();
  const pair = state.steps[state.step]?.lanes ?? [];
  const one = state.lanes.find((lane) => lane.id === id);
  const other = state.lanes.find((lane) => lane.id !== id && pair.includes(lane.id));
  if (mine === undefined || others === undefined || more.length > 0) return state;
  if (one === undefined || other === undefined || pair.length !== 2) return state;
  const lanes = state.lanes.map((lane) => {
    if (lane.id === one.id)
      return { ...lane, sized: { bytes: mine, than: { title: other.title, bytes: others } } };
    if (lane.id === other.id)
      return { ...lane, sized: { bytes: others, than: { title: one.title, bytes: mine } } };
    return lane;
  });
  return { ...state, lanes };
}
