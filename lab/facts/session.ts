import type { LabFact, LaneId } from './facts.ts';

/** The format of a saved session that this version writes, and the newest that it reads. */
export const SESSION_FORMAT = 1;

/** A step of the scenario as an audience sees it. */
export interface StepOutline {
  readonly kind: 'say' | 'visit' | 'submit' | 'knock' | 'attack' | 'ask' | 'claim';
  /** The sentence told with it; empty where the step has none. */
  readonly text: string;
  /** The lanes it plays in. */
  readonly lanes: readonly LaneId[];
}

/** A lane as an audience sees it before it is open. */
export interface LaneOutline {
  readonly id: LaneId;
  readonly title: string;
  readonly url: string;
}

/** The first fact of every session: what is played, and everything about the script that a view needs. */
export interface SessionOpened {
  readonly type: 'session-opened';
  readonly format: number;
  readonly version: string;
  readonly scenario: string;
  readonly title: string;
  readonly seed: string;
  /** Wall-clock time, ISO 8601; every `at` counts from here. */
  readonly time: string;
  readonly lanes: readonly LaneOutline[];
  readonly steps: readonly StepOutline[];
  /** What an instructor says and points at; never on the stage itself. */
  readonly notes: string;
}

/** A step of the scenario began. `index` counts from 0. */
export interface StepStarted {
  readonly type: 'step-started';
  readonly index: number;
  readonly kind: StepOutline['kind'];
  readonly text: string;
}

/** A step of the scenario is done: what it set going in the lab has come to rest. */
export interface StepFinished {
  readonly type: 'step-finished';
  readonly index: number;
  readonly kind: StepOutline['kind'];
  readonly text: string;
}

/** The class was asked to predict. `answer` counts from 1. */
export interface QuestionAsked {
  readonly type: 'question-asked';
  readonly question: string;
  readonly choices: readonly string[];
  readonly answer: number;
  readonly because: string;
}

/** The class chose; 0 is a question that was passed over. */
export interface AnswerGiven {
  readonly type: 'answer-given';
  readonly choice: number;
}

/** The run has shown the answer to the question asked last. */
export interface QuestionExplained {
  readonly type: 'question-explained';
  /** What the class chose, from 1; 0 where it passed. */
  readonly choice: number;
  readonly answer: number;
  readonly because: string;
}

/** Where a claim's proof lies in the captured bytes. */
export interface Evidence {
  /** Bytes searched, and in how many encodings. */
  readonly searched: number;
  readonly ways: number;
  /** Places found, first to last, at most 16. */
  readonly found: readonly EvidencePlace[];
  /** One sentence for a person. */
  readonly text: string;
}

/** One place in what was captured on a connection; `offset` and `length` in bytes of that direction's stream. */
export interface EvidencePlace {
  readonly connection: number;
  readonly direction: 'to-bank' | 'to-victim';
  readonly offset: number;
  readonly length: number;
  /** How it was written there: `as it is`, `base64`, … */
  readonly way: string;
}

/** A claim was held against the bytes of one lane. */
export interface ClaimChecked {
  readonly type: 'claim-checked';
  readonly lane: LaneId;
  readonly claim: string;
  readonly held: boolean;
  readonly evidence: Evidence;
}

/** The last fact of a session that ended in order. */
export interface SessionClosed {
  readonly type: 'session-closed';
  readonly held: number;
  readonly failed: number;
  readonly how: 'finished' | 'interrupted' | 'broken';
}

/** What the script says about the playing of it. */
export type ScriptFact =
  | SessionOpened
  | StepStarted
  | StepFinished
  | QuestionAsked
  | AnswerGiven
  | QuestionExplained
  | ClaimChecked
  | SessionClosed;

/** Anything that can stand in a session, before the session stamps its time on it. */
export type Happening = LabFact | ScriptFact;

/** One thing that happened; `at` is ms since the session began. */
export type Fact = Happening & { readonly at: number };
