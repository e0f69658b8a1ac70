import type { LabState } from '../views/stage/state.ts';
import type { Head } from './head.ts';
import type { Journey } from './journeys.ts';
import type { PlayerWaits } from './player-waits.ts';

/** What the stage draws. A new object for every change. */
export interface StageScene {
  readonly state: LabState;
  /** Where on the log the head stands, and where the log ends. */
  readonly point: number;
  readonly end: number;
  /** The step that the lab itself has come to. */
  readonly liveStep: number;
  readonly paused: boolean;
  /** Whether every step waits for the teacher, and whether one does just now. */
  readonly manual: boolean;
  readonly waits: boolean;
  /** Whether the head was moved fact by fact: the last of the facts shown is what is looked at. */
  readonly byFact: boolean;
  /** False for a session that is played again from a file. */
  readonly live: boolean;
  /** Whether all that happened is shown and no further step will come. */
  readonly over: boolean;
  /** Whether a lesson would be lost that is under way, wherever in it the stage looks. */
  readonly underWay: boolean;
  readonly journeys: ReadonlyMap<string, Journey>;
  /** Whether the question that is seen stands open, so that a choice answers it. */
  readonly asks: boolean;
  /** ms until an open question is passed over; endless where every step waits. */
  readonly questionLeft?: number;
}

/** Whose scene it is: whether a lab runs on behind, and how fast the clock goes. */
interface Staging {
  readonly live: boolean;
  readonly speed: number;
}

/** What is to be drawn at `now` (ms of the stage's clock), with the head where it stands. */
export function sceneOf(
  head: Head,
  { question, gated, ended }: PlayerWaits,
  { live, speed }: Staging,
  now: number,
): StageScene {
  const { timeline, traffic, hand, point, paused } = head;
  const { end } = timeline;
  const state = traffic.seen(timeline.stateAt(point), now);
  const over = ended && point === end && now >= head.reading.explained;
  return {
    state,
    point,
    end,
    live,
    liveStep: live ? timeline.stepEnds().length - 1 : state.step,
    paused,
    manual: hand.manual,
    waits: hand.holds && !paused && question === undefined && (point < end ? head.beforeStep : gated),
    byFact: head.byFact,
    over,
    underWay: live ? timeline.stepStarts().length > 0 && !ended : state.step >= 0 && !over,
    journeys: traffic.at(now),
    // Whoever looks back may see another question than the one that the lab has come to.
    asks:
      question !== undefined &&
      state.question !== undefined &&
      state.question.choice === undefined &&
      point > (timeline.stepStarts().at(-1) ?? 0),
    ...(question !== undefined && !paused && { questionLeft: Math.max(0, question.until - now) / speed }),
  };
}
