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
 * lane of its own is about, whose claim is being checked, or in which a password was read that all send, unless a person has chosen another since.
 */
export function laneInFront(state: LabState, chosen: TabChosen | undefined): number {
  const { steps, lanes, claimed } = state;
  const indexOf = (wanted: LaneId | undefined): number => lanes.findIndex(({ id }) => id === wanted);
  for (let step = Math.min(state.step, steps.length - 1); step >= 0; step -= 1) {
    const about = indexOf(focusOf({ ...state, step })[0]);
    // Of several lanes it is the one whose claim was checked last; where all act, the one in which there is most to see.
    const lane =
      claimed?.step === step
        ? indexOf(claimed.lane)
        : about === -1 && acts(steps[step])
          ? lanes.findIndex(isRead)
          : about;
    if (lane === -1) continue;
    return chosen !== undefined && chosen.step >= step ? chosen.lane : lane;
  }
  return chosen?.lane ?? 0;
}

function acts(step: LabState['steps'][number] | undefined): boolean {
  return step?.kind === 'submit';
}

function isRead({ read }: LabState['lanes'][number]): boolean {
  return read.includes('password');
}
