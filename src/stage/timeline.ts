import type { Fact } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { reduce } from '../views/stage/reduce.ts';
import { EMPTY_STATE } from '../views/stage/state.ts';
import type { LabState } from '../views/stage/state.ts';
import { weightOf } from '../views/stage/weight.ts';

/** Facts between two remembered states, to begin with: going back folds at most so many. */
const CHECKPOINT_EVERY = 256;

/** States that are remembered, and the bytes that they may keep alive. With more, every second one is forgotten. */
const CHECKPOINTS = { most: 512, least: 16, bytes: 64 * 1024 * 1024 } as const;

/**
 * The states of a growing log at every point of it. A point is the count of facts that it has seen:
 * 0 is before the first. Going on by one fact costs one fold, going back as many as lie between two
 * checkpoints: 256 in a log of 100,000 facts, 2,048 in one of a million.
 */
export class Timeline {
  readonly #log: FactLog;
  #checkpoints: { readonly state: LabState; readonly bytes: number }[] = [{ state: EMPTY_STATE, bytes: 0 }];
  #bytes = 0;
  #every = CHECKPOINT_EVERY;
  /** Points at which a step begins to be told, in order. */
  readonly #steps: number[] = [];
  #scanned = 0;
  #at = 0;
  #state: LabState = EMPTY_STATE;

  constructor(log: FactLog) {
    this.#log = log;
  }

  /** The last point: how many facts there are by now. */
  get end(): number {
    return this.#log.length;
  }

  /** The fact that is passed when going on from `point`. */
  fact(point: number): Fact | undefined {
    return this.#log.at(point);
  }

  /** The state at `point`, which is held between 0 and the end. */
  stateAt(point: number): LabState {
    const wanted = Math.max(0, Math.min(point, this.end));
    const nearest = Math.min(Math.floor(wanted / this.#every), this.#checkpoints.length - 1);
    if (wanted < this.#at || nearest * this.#every > this.#at) {
      this.#at = nearest * this.#every;
      this.#state = this.#checkpoints[nearest]?.state ?? EMPTY_STATE;
    }
    while (this.#at < wanted) {
      const fact = this.#log.at(this.#at);
      if (fact !== undefined) this.#state = reduce(this.#state, fact);
      this.#at += 1;
      if (this.#at === this.#checkpoints.length * this.#every) this.#remember(this.#state);
    }
    return this.#state;
  }

  /** Points at which each step begins to be told, as far as the log goes. */
  stepStarts(): readonly number[] {
    for (; this.#scanned < this.end; this.#scanned += 1) {
      if (this.#log.typeAt(this.#scanned) === 'step-started') this.#steps.push(this.#scanned);
    }
    return this.#steps;
  }

  /** Points at which each step is fully told: just before the next one starts, or the end. */
  stepEnds(): readonly number[] {
    return [...this.stepStarts().slice(1), this.end];
  }

  #remember(state: LabState): void {
    const bytes = weightOf(state);
    this.#checkpoints.push({ state, bytes });
    this.#bytes += bytes;
    const { most, least } = CHECKPOINTS;
    while (
      this.#checkpoints.length > most ||
      (this.#bytes > CHECKPOINTS.bytes && this.#checkpoints.length > least)
    ) {
      this.#checkpoints = this.#checkpoints.filter((_, index) => index % 2 === 0);
      this.#bytes = this.#checkpoints.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
      this.#every *= 2;
    }
  }
}
