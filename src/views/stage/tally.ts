import type { QuestionExplained } from '../../../lab/facts/session.ts';

/** How a class has done with the questions that the run has answered. */
export interface Tally {
  readonly right: number;
  readonly wrong: number;
  /** Questions passed over. */
  readonly passed: number;
}

/** Before the first question. */
export const NO_TALLY: Tally = { right: 0, wrong: 0, passed: 0 };

/** The tally after one more question was explained. */
export function tallied(tally: Tally, { choice, answer }: Omit<QuestionExplained, 'type'>): Tally {
  // Of a poll no answer is right, and none is wrong.
  if (answer === 0) return tally;
  if (choice === 0) return { ...tally, passed: tally.passed + 1 };
  if (choice === answer) return { ...tally, right: tally.right + 1 };
  return { ...tally, wrong: tally.wrong + 1 };
}

/** `2 of 3 right`, with those passed over; empty where no question was answered, as in a run with no class. */
export function tallyText({ right, wrong, passed }: Tally): string {
  const answered = right + wrong;
  if (answered === 0) return '';
  return `${right} of ${answered} right${passed === 0 ? '' : `, ${passed} passed over`}`;
}
