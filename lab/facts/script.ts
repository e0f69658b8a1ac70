import { listOf, objectOf, oneOf, optional, truth, wholeFrom } from './codec.ts';
import type { FactKind } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import { SHOWN_WORDS } from './shown.ts';
import type { ShownWord } from './shown.ts';
import { connectionId, wholeCount, directionWord, laneId, LARGEST, shortText, anyText } from './values.ts';
import type { LaneId } from './values.ts';

/** The format of a saved session that this version writes, and the newest that it reads. */
export const SESSION_FORMAT = 1;

const STEP_KINDS = [
  'say',
  'visit',
  'click',
  'submit',
  'chat',
  'knock',
  'obtain',
  'attack',
  'show',
  'wait',
  'ask',
  'claim',
] as const;

/** A step of the scenario as an audience sees it. */
export interface StepOutline {
  readonly kind: (typeof STEP_KINDS)[number];
  /** The sentence told with it; empty where the step has none. */
  readonly text: string;
  /** The lanes it plays in. */
  readonly lanes: readonly LaneId[];
  /** What a `show` step holds up. */
  readonly shows?: ShownWord;
  /** How many seconds a `wait` step stays. */
  readonly seconds?: number;
  /** Whether the stage waits here until a person goes on. */
  readonly pause?: boolean;
  /** What the instructor alone reads at this step. */
  readonly note?: string;
  /** Of an `ask` step: the right choice with its number, empty for a poll; and why it is right. */
  readonly answer?: string;
  readonly because?: string;
}

const stepKind = oneOf(...STEP_KINDS);

/** Seconds that a step may wait in a session that is read. */
const LONGEST_WAIT = 60;

/** A lane as an audience sees it before it is open. */
export interface LaneOutline {
  readonly id: LaneId;
  readonly title: string;
  readonly url: string;
}

/** Where a session comes from that no lab of ours ran: what kind of file, and its name. */
export interface SessionSource {
  readonly kind: 'capture' | 'har';
  readonly file: string;
}

/** The first fact of every session: what is played, and everything about the script that a view needs. */
export interface SessionOpened {
  readonly type: 'session-opened';
  readonly format: number;
  readonly version: string;
  readonly scenario: string;
  readonly title: string;
  /** What the passwords were made up from; empty in a sealed session. */
  readonly seed: string;
  /** Wall-clock time, ISO 8601; every `at` counts from here. */
  readonly time: string;
  readonly lanes: readonly LaneOutline[];
  readonly steps: readonly StepOutline[];
  /** What an instructor says and points at; never on the stage itself. */
  readonly notes: string;
  /** Set where its bytes were captured elsewhere: then there are a client, a server and an onlooker, and no claims. */
  readonly source?: SessionSource;
  /** True where people take part and type values of their own; exports leave those out unless told otherwise. */
  readonly typed?: boolean;
}

const sessionOpened: FactKind<SessionOpened> = {
  type: 'session-opened',
  fields: {
    format: wholeFrom(1, LARGEST),
    version: shortText,
    scenario: anyText,
    title: anyText,
    seed: anyText,
    time: shortText,
    lanes: listOf(objectOf<LaneOutline>({ id: laneId, title: anyText, url: anyText }), SESSION_LIMITS.lanes),
    steps: listOf(
      objectOf<StepOutline>({
        kind: stepKind,
        text: anyText,
        lanes: listOf(laneId, SESSION_LIMITS.lanes),
        shows: optional(oneOf(...SHOWN_WORDS)),
        seconds: optional(wholeFrom(0, LONGEST_WAIT)),
        pause: optional(truth),
        note: optional(anyText),
        answer: optional(anyText),
        because: optional(anyText),
      }),
      SESSION_LIMITS.kept,
    ),
    notes: anyText,
    source: optional(objectOf<SessionSource>({ kind: oneOf('capture', 'har'), file: anyText })),
    typed: optional(truth),
  },
  often: 'bounded',
  by: 'lab',
  sentence: ({ title, seed, scenario, source }) => [
    title,
    source !== undefined
      ? SOURCE_WORDS[source.kind]
      : seed === ''
        ? `scenario ${scenario} · sealed: as the attacker has it, without seed, secrets and keys`
        : `scenario ${scenario} · seed ${seed} (--seed repeats password and balances)`,
  ],
  brief: 'untold',
};

const SOURCE_WORDS = {
  capture: 'a capture from elsewhere: client and server, as an onlooker on the path has them',
  har: "a HAR from elsewhere: exchanges as a browser's tools wrote them down; no bytes were captured",
} as const satisfies Record<SessionSource['kind'], string>;

const stepFields = { index: wholeFrom(0, SESSION_LIMITS.kept), kind: stepKind, text: anyText };

/** Which step of the scenario it is. `index` counts from 0. */
interface OfStep extends Pick<StepOutline, 'kind' | 'text'> {
  readonly index: number;
}

/** A step of the scenario began. */
export interface StepStarted extends OfStep {
  readonly type: 'step-started';
}

const stepStarted: FactKind<StepStarted> = {
  type: 'step-started',
  fields: stepFields,
  often: 'bounded',
  by: 'lab',
  sentence: (step) => ['', `${step.index + 1}. ${step.text === '' ? step.kind : step.text}`],
  brief: 'untold',
};

/** A step of the scenario is done: what it set going in the lab has come to rest. */
export interface StepFinished extends OfStep {
  readonly type: 'step-finished';
}

const stepFinished: FactKind<StepFinished> = {
  type: 'step-finished',
  fields: stepFields,
  often: 'bounded',
  by: 'lab',
  sentence: 'untold',
  brief: 'untold',
};

/** One of a question's choices, counted from 1; 0 is none of them. */
const choice = wholeFrom(0, SESSION_LIMITS.choices);

/** The class was asked to predict. `answer` counts from 1; 0 where none is right: a poll, whose reason may be empty. */
export interface QuestionAsked {
  readonly type: 'question-asked';
  readonly question: string;
  readonly choices: readonly string[];
  readonly answer: number;
  readonly because: string;
}

const questionAsked: FactKind<QuestionAsked> = {
  type: 'question-asked',
  fields: {
    question: anyText,
    choices: listOf(anyText, SESSION_LIMITS.choices),
    answer: choice,
    because: anyText,
  },
  often: 'bounded',
  by: 'lab',
  sentence: ({ choices }) => choices.map((words, index) => `   ${index + 1}) ${words}`),
  brief: 'untold',
};

/** The class chose; 0 is a question that was passed over. */
export interface AnswerGiven {
  readonly type: 'answer-given';
  readonly choice: number;
}

const answerGiven: FactKind<AnswerGiven> = {
  type: 'answer-given',
  fields: { choice },
  often: 'bounded',
  by: 'lab',
  sentence: 'untold',
  brief: 'untold',
};

/** The run has shown the answer to the question asked last. */
export interface QuestionExplained {
  readonly type: 'question-explained';
  /** What the class chose, from 1; 0 where it passed. */
  readonly choice: number;
  readonly answer: number;
  readonly because: string;
}

const questionExplained: FactKind<QuestionExplained> = {
  type: 'question-explained',
  fields: { choice, answer: choice, because: anyText },
  often: 'bounded',
  by: 'lab',
  sentence: ({ answer, because }) => ['', `   ${answer === 0 ? '' : `Answer: ${answer}. `}${because}`],
  brief: 'untold',
};

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

const evidencePlace = objectOf<EvidencePlace>({
  connection: connectionId,
  direction: directionWord,
  offset: wholeCount,
  length: wholeCount,
  way: anyText,
});

/** A claim was held against the bytes of one lane. */
export interface ClaimChecked {
  readonly type: 'claim-checked';
  readonly lane: LaneId;
  readonly claim: string;
  readonly held: boolean;
  readonly evidence: Evidence;
}

const claimChecked: FactKind<ClaimChecked> = {
  type: 'claim-checked',
  fields: {
    lane: laneId,
    claim: anyText,
    held: truth,
    evidence: objectOf<Evidence>({
      searched: wholeCount,
      ways: wholeCount,
      found: listOf(evidencePlace, SESSION_LIMITS.places),
      text: anyText,
    }),
  },
  often: 'bounded',
  by: 'lab',
  sentence: ({ held, claim, evidence }) => `${held ? '✓ held   ' : '✗ FAILED '} ${claim}: ${evidence.text}`,
  brief: 'untold',
};

/** The last fact of a session that ended in order. */
export interface SessionClosed {
  readonly type: 'session-closed';
  readonly held: number;
  readonly failed: number;
  /** Claims that the run was left before, where there were any. */
  readonly unchecked?: number;
  readonly how: 'finished' | 'interrupted' | 'broken';
}

const sessionClosed: FactKind<SessionClosed> = {
  type: 'session-closed',
  fields: {
    held: wholeCount,
    failed: wholeCount,
    unchecked: optional(wholeCount),
    how: oneOf('finished', 'interrupted', 'broken'),
  },
  often: 'bounded',
  by: 'lab',
  sentence: ({ held, failed, unchecked = 0, how }) => {
    const ended = how === 'finished' ? '' : ` The run was ${how} before its end.`;
    const left = unchecked === 0 ? '' : `, ${unchecked} not checked`;
    return ['', `${held} ${held === 1 ? 'claim' : 'claims'} held, ${failed} failed${left}.${ended}`];
  },
  brief: 'untold',
};

/** What the script says about the playing of it. */
export const SCRIPT_FACTS = [
  sessionOpened,
  stepStarted,
  stepFinished,
  questionAsked,
  answerGiven,
  questionExplained,
  claimChecked,
  sessionClosed,
] as const;
