import { listOf, wholeFrom } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import { wholeCount } from './values.ts';

/** Which question of the session it is, counted from 1. */
const questionNumber = wholeFrom(1, SESSION_LIMITS.kept);

/** A class may vote on a question from now on. */
export interface QuestionOpened {
  readonly type: 'question-opened';
  readonly question: number;
  /** How many choices it has. */
  readonly choices: number;
}

const questionOpened: FactKind<QuestionOpened> = {
  type: 'question-opened',
  fields: { question: questionNumber, choices: wholeFrom(1, SESSION_LIMITS.choices) },
  often: 'bounded',
  by: 'lab',
  sentence: 'untold',
  brief: 'untold',
};

/** How many of the class have voted by now, whatever for. */
export interface VoteCounted {
  readonly type: 'vote-counted';
  readonly question: number;
  readonly votes: number;
}

const voteCounted: FactKind<VoteCounted> = {
  type: 'vote-counted',
  fields: { question: questionNumber, votes: wholeCount },
  often: 'any',
  by: 'lab',
  sentence: 'untold',
  brief: 'untold',
};

/** Nobody may vote on it any more: how many votes each choice has, the first one first. Nobody's name is known here. */
export interface QuestionClosed {
  readonly type: 'question-closed';
  readonly question: number;
  readonly votes: readonly number[];
}

const questionClosed: FactKind<QuestionClosed> = {
  type: 'question-closed',
  fields: { question: questionNumber, votes: listOf(wholeCount, SESSION_LIMITS.choices) },
  often: 'bounded',
  by: 'lab',
  sentence: ({ votes }) => `   Votes: ${votes.map((count, index) => `${index + 1}) ${count}`).join(', ')}`,
  brief: 'untold',
};

/** How a class that follows on devices of its own has voted: numbers, and no names. */
export const VOTE_FACTS = [questionOpened, voteCounted, questionClosed] as const;

/** A fact of that family. */
export type VoteFact = FactOf<(typeof VOTE_FACTS)[number]>;
