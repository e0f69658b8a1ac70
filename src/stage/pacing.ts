import type { Fact } from '../../lab/facts/session.ts';

/** Between two redraws, at the least: ms. */
export const FRAME = 33;

/** How long a packet takes from its sender to the attacker, stays there, and takes to its receiver: ms. */
export interface Legs {
  readonly approach: number;
  readonly held: number;
  readonly onward: number;
}

/** Most of what passes is a handshake, a page or its answer: it hardly stops. */
export const ORDINARY_LEGS: Legs = { approach: 250, held: 100, onward: 250 };

/** How long an ordinary packet takes from the victim to the bank, or back: ms. */
export const TRAVEL = ORDINARY_LEGS.approach + ORDINARY_LEGS.held + ORDINARY_LEGS.onward;

/** The moment of a lesson: the packet stops, its bytes are written out, and then all is still so that a class can see it. */
export const BEAT = { legs: { approach: 900, held: 3_600, onward: 700 }, writing: 1_000 } as const;

/** The same for what comes after the moment. */
export const SHORT_BEAT: Legs = { approach: 500, held: 2_200, onward: 500 };

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
