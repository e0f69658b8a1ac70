import type { Fact, Happening } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { SegmentColumns } from '../../lab/facts/segment-columns.ts';
import type { SegmentCaptured } from '../../lab/facts/tap.ts';

/** Called after a fact was appended. */
export type Listener = (fact: Fact, index: number) => void;

/**
 * The append-only log of one run's facts. Everything shown or exported is derived from it.
 * Time comes from a clock that is handed in (ms, monotonic), so that a test can hold it still.
 */
export class Session implements FactLog {
  /** Of a segment its index among the segments, which stand in columns; any other fact itself. */
  readonly #log: (Fact | number)[] = [];
  readonly #segments = new SegmentColumns();
  readonly #facts: Fact[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #clock: () => number;
  readonly #began: number;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#began = clock();
  }

  /** All facts so far, in order: one array, which grows whenever it is asked for. What is in it never changes. */
  get facts(): readonly Fact[] {
    while (this.#facts.length < this.#log.length) {
      const fact = this.at(this.#facts.length);
      if (fact !== undefined) this.#facts.push(fact);
    }
    return this.#facts;
  }

  /** How many facts there are by now. */
  get length(): number {
    return this.#log.length;
  }

  /** The fact at `index`; undefined where there is none. */
  at(index: number): Fact | undefined {
    const kept = this.#log[index];
    return typeof kept === 'number' ? (this.#facts[index] ?? this.#segments.at(kept)) : kept;
  }

  /** Its type. */
  typeAt(index: number): Fact['type'] | undefined {
    const kept = this.#log[index];
    return typeof kept === 'number' ? 'segment-captured' : kept?.type;
  }

  /** ms since the session began, rounded to µs. */
  get now(): number {
    return Math.round((this.#clock() - this.#began) * 1000) / 1000;
  }

  /** Stamps the time on a fact and appends it. */
  readonly append = (happening: Happening): void => {
    if (happening.type === 'segment-captured') this.#keep(happening, this.now);
    else this.restore({ at: this.now, ...happening });
  };

  /** Appends a fact that already carries its time, as one read from a file does. */
  readonly restore = (fact: Fact): void => {
    if (fact.type === 'segment-captured') this.#keep(fact, fact.at);
    else this.#tell(fact, this.#log.push(fact) - 1);
  };

  #keep(segment: SegmentCaptured, at: number): void {
    const index = this.#log.push(this.#segments.push(segment, at)) - 1;
    if (this.#listeners.size > 0) this.#tell({ at, ...segment }, index);
  }

  #tell(fact: Fact, index: number): void {
    for (const listener of this.#listeners) listener(fact, index);
  }

  /** Calls `listener` for every fact from now on; returns what ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
