import type { AskStep } from '../scenario.ts';

/** When the next step may begin, and what a class answers. */
export interface Pace {
  /** Resolves when step `index` may begin. */
  before(index: number): Promise<void>;
  /** Resolves with the choice, from 1; 0 passes the question over. */
  answer(step: AskStep): Promise<number>;
}

/** No screen, no waiting, no one to ask. */
export const AT_ONCE: Pace = {
  before: () => Promise.resolve(),
  answer: () => Promise.resolve(0),
};
