/** How one task came out. `unchecked` is what cannot be told without the class key. */
export type TaskOutcome = 'right' | 'partly' | 'wrong' | 'missing' | 'another' | 'unchecked';

/** What came of one task of one student. */
export interface TaskVerdict {
  /** The task's number, from 1. */
  readonly task: number;
  readonly title: string;
  readonly outcome: TaskOutcome;
  readonly points: number;
  readonly of: number;
  /** What it was held against and what was found, for the teacher. It may give what is right. */
  readonly evidence: string;
  /** One sentence for the student, which gives nothing away. */
  readonly feedback: string;
}

/** What came of a task beside its number and title. */
export type Judged = Pick<TaskVerdict, 'outcome' | 'evidence' | 'feedback'> & {
  /** The part of the points, from 0 to 1. */
  readonly part: number;
};

/** A part of the points, rounded to a hundredth. */
export function pointsFor(part: number, of: number): number {
  return Math.round(part * of * 100) / 100;
}

/** A task to which nothing was written. */
export const NO_ANSWER: Judged = {
  outcome: 'missing',
  part: 0,
  evidence: 'no answer was handed in',
  feedback: 'There is no answer to this task yet.',
};

/** A task that only the class key can tell. */
export function unchecked(why: string): Judged {
  return { outcome: 'unchecked', part: 0, evidence: why, feedback: `This cannot be checked here: ${why}.` };
}
