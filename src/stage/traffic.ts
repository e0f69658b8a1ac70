import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { LabState } from '../views/stage/state.ts';
import { Journeys } from './journeys.ts';
import type { Journey } from './journeys.ts';
import type { Timeline } from './timeline.ts';

/** What is under way in the lanes: packets, and what a lane has just shown and stays with. Times are ms of the stage's clock. */
export class Traffic {
  readonly #timeline: Timeline;
  readonly #busy = new Map<string, number>();
  readonly #journeys = new Journeys();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Whether anything moves. */
  get moves(): boolean {
    return this.#journeys.any;
  }

  /** When every lane has shown what came before; 0 where nothing did. */
  get atRest(): number {
    return Math.max(0, ...this.#busy.values());
  }

  /** When a lane has. Segments that follow in the same direction are one burst, and travel together. */
  atRestIn(lane: string, segment: SegmentCaptured | undefined): number {
    const joins = segment !== undefined && this.#journeys.directionIn(lane) === segment.direction;
    return joins ? 0 : (this.#busy.get(lane) ?? 0);
  }

  /** A lane stays with what it shows until then. */
  stay(lane: string, until: number): void {
    this.#busy.set(lane, until);
  }

  /** The victim has filled a form. */
  filled(lane: string): void {
    this.#journeys.filled(lane);
  }

  /** A packet leaves, the last fact before `point`: nothing else of its lane is shown until it has arrived. */
  setOut({ lane, direction }: SegmentCaptured, point: number, now: number): void {
    const [before, after] = [point - 1, point].map((each) =>
      this.#timeline.stateAt(each).lanes.find(({ id }) => id === lane),
    );
    if (after !== undefined) this.stay(lane, this.#journeys.setOut(direction, now, before ?? after, after));
  }

  /** Forgets what has arrived by now. */
  arrived(now: number): void {
    this.#journeys.arrived(now);
  }

  /** Nothing is waited for any more, and nothing moves. */
  clear(): void {
    this.#busy.clear();
    this.#journeys.clear();
  }

  /** Where each packet is now. */
  at(now: number): ReadonlyMap<string, Journey> {
    return this.#journeys.at(now);
  }

  /** The state as it is seen now, with what moves still on its way. */
  seen(state: LabState, now: number): LabState {
    return this.#journeys.seen(state, now);
  }
}
