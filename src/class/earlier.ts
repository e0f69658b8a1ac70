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

/** What the stage showed at the end of the step with this index, among the first `point` facts; undefined where it has not begun there. */
export function viewAfterStep(log: FactLog, step: number, point: number): LessonView | undefined {
  const starts: number[] = [];
  for (let index = 0; index < point; index += 1) if (log.typeAt(index) === 'step-started') starts.push(index);
  if (starts[step] === undefined) return undefined;
  const end = starts[step + 1] ?? point;
  const state = headOf(log).facts.slice(0, end).reduce(reduce, EMPTY_STATE);
  return { state, point: end, paused: false, waits: false, over: false, asks: false, blank: false };
}
