import type { Fact } from '../../lab/facts/session.ts';

/** Between two redraws, at the least: ms. */
export const FRAME = 33;

/** How long a packet takes from the victim to the bank, or back, on the stage: ms. */
export const TRAVEL = 600;

/** How long a question waits for the class before the stage goes on by itself: ms. Pausing holds it. */
export const QUESTION_WAIT = 20_000;

/** How much longer than its reading time an explained answer stays: ms. */
export const EXPLAINED = 2_000;

/** How much longer than its reading time a step stays that holds something up: ms. */
export const HELD_UP = 8_000;

/** Time to read a sentence aloud: ms for each word, and at least this long. */
const WORD = 300;
const SHORTEST_READING = 2_500;

/** How long a sentence stays before the next step may come, in ms. */
export function readingTime(text: string): number {
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return Math.max(SHORTEST_READING, words * WORD);
}

/** How long a lane stays with a fact before its next one is shown, in ms. What cannot be seen takes no time. */
export function dwell(fact: Fact): number {
  switch (fact.type) {
    case 'segment-captured':
      return TRAVEL;
    case 'form-filled':
      return 1_600;
    case 'page-shown':
    case 'bank-booked':
      return 500;
    case 'claim-checked':
      return 900;
    default:
      return 0;
  }
}
