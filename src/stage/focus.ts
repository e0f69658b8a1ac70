import type { LaneId } from '../../lab/facts/facts.ts';
import type { LabState } from '../views/stage/state.ts';

/** A tab that a person chose by hand, in the step with index `step`. */
export interface TabChosen {
  readonly lane: number;
  readonly step: number;
}

/** The lanes that the running step is about, where it is not about them all. */
export function focusOf({ steps, step, lanes }: LabState): readonly LaneId[] {
  const about = steps[step]?.lanes ?? [];
  return about.length < lanes.length ? about : [];
}

/**
 * Index of the lane that stands in front where only one fits: the one that the latest step about a
 * lane of its own is about, unless a person has chosen another since.
 */
export function laneInFront(state: LabState, chosen: TabChosen | undefined): number {
  const { steps, lanes } = state;
  for (let step = Math.min(state.step, steps.length - 1); step >= 0; step -= 1) {
    const [first] = focusOf({ ...state, step });
    const lane = lanes.findIndex(({ id }) => id === first);
    if (lane === -1) continue;
    return chosen !== undefined && chosen.step >= step ? chosen.lane : lane;
  }
  return chosen?.lane ?? 0;
}
