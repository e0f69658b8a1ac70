import type { FactLog } from '../../lab/facts/fact-log.ts';
import { headOf } from '../../lab/facts/fact-log.ts';
import { reduce } from '../views/stage/reduce.ts';
import { EMPTY_STATE } from '../views/stage/state.ts';
import type { LessonView } from './lesson.ts';

/** How many questions were asked among the first `point` facts. */
export function countQuestions(log: FactLog, point: number): number {
  let count = 0;
  for (let index = 0; index < point; index += 1) if (log.typeAt(index) === 'question-asked') count += 1;
  return count;
}

/** How many facts the step with this index ends with, where a later one has begun among the first `point`. */
export function endOfStep(log: FactLog, step: number, point: number): number | undefined {
  let started = -1;
  for (let index = 0; index < point; index += 1) {
    if (log.typeAt(index) !== 'step-started') continue;
    if (step >= 0 && started === step) return index;
    started += 1;
  }
  return undefined;
}

/** What the stage showed after the first `end` facts. */
export function viewAt(log: FactLog, end: number): LessonView {
  const state = headOf(log).facts.slice(0, end).reduce(reduce, EMPTY_STATE);
  return { state, point: end, paused: false, waits: false, over: false, asks: false, blank: false };
}
