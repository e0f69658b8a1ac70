import type { VoteFact } from '../../lab/facts/votes.ts';
import type { Fact } from '../../lab/facts/session.ts';
import type { Lesson, LessonView } from '../../src/class/lesson.ts';
import { readStageOrder } from '../../src/stage/notes/orders.ts';
import { Session } from '../../src/session/session.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import type { LabState } from '../../src/views/stage/state.ts';

/** A lesson whose facts are told by hand, from a session that was recorded. */
export class ToldLesson implements Lesson {
  readonly facts = new Session();
  /** What the teacher's page has ordered. */
  readonly orders: string[] = [];
  readonly restarts = true;
  readonly #recorded: readonly Fact[];
  readonly #listeners = new Set<() => void>();
  #told = 0;
  #state: LabState = EMPTY_STATE;
  #asks = false;
  #blank = false;

  constructor(recorded: readonly Fact[]) {
    this.#recorded = recorded.filter(({ type }) => type !== 'session-closed');
    this.facts.subscribe((fact) => {
      this.#state = reduce(this.#state, fact);
    });
  }

  /** Tells what was recorded, to the first fact of this type and with it, or to the end. */
  tellTo(type?: Fact['type']): void {
    for (;;) {
      const fact = this.#recorded[this.#told];
      if (fact === undefined) break;
      this.#told += 1;
      this.facts.restore(fact);
      if (fact.type === type) break;
    }
    this.#asks = this.facts.facts.at(-1)?.type === 'question-asked';
    this.#tell();
  }

  readonly view = (): LessonView => ({
    state: this.#state,
    point: this.facts.length,
    paused: false,
    waits: false,
    over: this.#told === this.#recorded.length,
    asks: this.#asks,
    blank: this.#blank,
  });

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly obey = (order: string): boolean => {
    const read = readStageOrder(order);
    if (read === undefined) return false;
    this.orders.push(order);
    // As on a stage, whatever comes next only shows it again.
    const blank = !this.#blank && read.type === 'blank';
    if (blank !== this.#blank) {
      this.#blank = blank;
      this.#tell();
    }
    return true;
  };

  readonly notesOf = (step: number): readonly string[] => {
    const { note, answer } = this.#state.steps[step] ?? {};
    return [answer, note].filter((each) => each !== undefined);
  };

  readonly tell = (fact: VoteFact): void => {
    this.facts.append(fact);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
