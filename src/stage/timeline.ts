import type { Fact } from '../session/facts.ts';
import { reduce } from '../state/reduce.ts';
import { EMPTY_STATE } from '../state/state.ts';
import type { LabState } from '../state/state.ts';

/** Facts between two remembered states: going back folds at most so many. */
const CHECKPOINT_EVERY = 256;

/**
 * The states of a growing log at every point of it. A point is the count of facts that it has seen:
 * 0 is before the first. Going on by one fact costs one fold, going anywhere at most CHECKPOINT_EVERY.
 */
export class Timeline {
  readonly #facts: readonly Fact[];
  readonly #checkpoints: LabState[] = [EMPTY_STATE];
  /** Points at which a step begins to be told, in order. */
  readonly #steps: number[] = [];
  #scanned = 0;
  #at = 0;
  #state: LabState = EMPTY_STATE;

  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
  }

  /** The last point: how many facts there are by now. */
  get end(): number {
    return this.#facts.length;
  }

  /** The fact that is passed when going on from `point`. */
  fact(point: number): Fact | undefined {
    return this.#facts[point];
  }

  /** The state at `point`, which is held between 0 and the end. */
  stateAt(point: number): LabState {
    const wanted = Math.max(0, Math.min(point, this.end));
    if (wanted < this.#at || wanted - this.#at > CHECKPOINT_EVERY) {
      const nearest = Math.min(Math.floor(wanted / CHECKPOINT_EVERY), this.#checkpoints.length - 1);
      if (wanted < this.#at || nearest * CHECKPOINT_EVERY > this.#at) {
        this.#at = nearest * CHECKPOINT_EVERY;
        this.#state = this.#checkpoints[nearest] ?? EMPTY_STATE;
      }
    }
    while (this.#at < wanted) {
      const fact = this.#facts[this.#at];
      if (fact !== undefined) this.#state = reduce(this.#state, fact);
      this.#at += 1;
      if (this.#at === this.#checkpoints.length * CHECKPOINT_EVERY) this.#checkpoints.push(this.#state);
    }
    return this.#state;
  }

  /** Points at which each step is fully told: just before the next one starts, or the end. */
  stepEnds(): readonly number[] {
    for (; this.#scanned < this.end; this.#scanned += 1) {
      if (this.#facts[this.#scanned]?.type === 'step-started') this.#steps.push(this.#scanned);
    }
    return [...this.#steps.slice(1), this.end];
  }
}
