import type { Fact, Happening } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';

/** Called after a fact was appended. */
export type Listener = (fact: Fact, index: number) => void;

/**
 * The append-only log of one run's facts. Everything shown or exported is derived from it.
 * Time comes from a clock that is handed in (ms, monotonic), so that a test can hold it still.
 */
export class Session implements FactLog {
  readonly #facts: Fact[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #clock: () => number;
  readonly #began: number;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#began = clock();
  }

  /** All facts so far, in order. The array grows; what is in it never changes. */
  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** How many facts there are by now. */
  get length(): number {
    return this.#facts.length;
  }

  /** The fact at `index`; undefined where there is none. */
  at(index: number): Fact | undefined {
    return this.#facts[index];
  }

  /** Its type. */
  typeAt(index: number): Fact['type'] | undefined {
    return this.#facts[index]?.type;
  }

  /** ms since the session began, rounded to µs. */
  get now(): number {
    return Math.round((this.#clock() - this.#began) * 1000) / 1000;
  }

  /** Stamps the time on a fact and appends it. */
  readonly append = (happening: Happening): void => {
    this.restore({ at: this.now, ...happening });
  };

  /** Appends a fact that already carries its time, as one read from a file does. */
  readonly restore = (fact: Fact): void => {
    const index = this.#facts.push(fact) - 1;
    for (const listener of this.#listeners) listener(fact, index);
  };

  /** Calls `listener` for every fact from now on; returns what ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
