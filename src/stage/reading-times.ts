import type { Fact } from '../../lab/facts/session.ts';
import { EXPLAINED, HELD_UP, readingTime } from './pacing.ts';

/** Until when what was said is still being read, in ms of the stage's clock: the next step waits for that. */
export class ReadingTimes {
  #step = 0;
  /** Until when a recorded question stands open before its recorded answer; 0 where none does. */
  #ask = 0;
  #explained = 0;

  /** Until when the last step, or what was explained after it, is read. */
  get step(): number {
    return this.#step;
  }

  /** Until when the last answer explained stays, whatever comes after it. */
  get explained(): number {
    return this.#explained;
  }

  /** Nobody reads any more. */
  end(): void {
    this.#step = 0;
    this.#ask = 0;
    this.#explained = 0;
  }

  /** Who has just answered need not be shown the question once more. */
  answered(): void {
    this.#ask = 0;
  }

  /** Until when a fact waits for what was said before it to be read. */
  heldUntil({ type }: Fact): number {
    // An answer would cover what the step before it has shown.
    if (type === 'step-started' || type === 'question-explained') return this.#step;
    return type === 'answer-given' || type === 'question-closed' ? this.#ask : 0;
  }

  /** A fact is shown at `now`; `hurrying` where nobody reads what it asks. A step that it begins stays `seconds` at least. */
  pass(fact: Fact, now: number, hurrying: boolean, seconds = 0): void {
    if (fact.type === 'step-started') {
      const stay = Math.max(readingTime(fact.text), seconds * 1_000);
      this.#step = now + stay + (fact.kind === 'show' ? HELD_UP : 0);
    }
    if (fact.type === 'question-asked' && !hurrying)
      this.#ask = now + readingTime([fact.question, ...fact.choices].join(' '));
    if (fact.type === 'answer-given' && this.#ask > 0) {
      this.#step = now + readingTime('');
      this.#ask = 0;
    }
    if (fact.type === 'question-explained') {
      this.#step = now + readingTime(fact.because) + EXPLAINED;
      this.#explained = this.#step;
    }
  }
}
