import type { LaneId } from '../../lab/facts/facts.ts';
import type { Claim } from '../views/claims/claims.ts';

/** Values of a lane that a task may ask for, in a scenario's words; each student has others, but for the name of the bank. */
export const TASK_VALUES = ['password', 'receipt', 'balance', 'session cookie', 'bank name'] as const;

/** One of them. */
export type TaskValue = (typeof TASK_VALUES)[number];

/** What a task may ask of the place of a value: Wireshark's `tcp.stream`, the byte in its direction from 0, `frame.number`, and the name of the field. */
export const PLACE_PARTS = ['stream', 'offset', 'frame', 'field'] as const;

/** One of them. */
export type PlacePart = (typeof PLACE_PARTS)[number];

/** Something that each student is to find out in a capture of their own, or in a run of their own. */
export type Task = ValueTask | WhereTask | OpenedTask | ChoiceTask | SessionTask;

interface TaskBase {
  /** The task's own words; empty where the usual ones do. */
  readonly ask: string;
  readonly points: number;
}

/** A value that stands in clear in the capture is to be given. */
export interface ValueTask extends TaskBase {
  readonly kind: 'value';
  readonly what: TaskValue;
  readonly lane: LaneId;
}

/** The place of a value in the capture is to be given. */
export interface WhereTask extends TaskBase {
  readonly kind: 'where';
  readonly what: TaskValue;
  readonly lane: LaneId;
  /** Never empty. */
  readonly give: readonly PlacePart[];
}

/** A value is to be read in TLS, of which the capture holds the key log. */
export interface OpenedTask extends TaskBase {
  readonly kind: 'opened';
  readonly what: 'receipt';
  readonly lane: LaneId;
}

/** The lanes are to be chosen for which a claim holds. */
export interface ChoiceTask extends TaskBase {
  readonly kind: 'choice';
  readonly claim: Claim;
  /** The claim in the file's words. */
  readonly sentence: string;
  /** The lanes to choose from, at least one. */
  readonly lanes: readonly LaneId[];
}

/** A session of one's own is to be handed in: the scenario, played with a seed of one's own. */
export interface SessionTask extends TaskBase {
  readonly kind: 'session';
}

/** What a lesson is for, for whoever teaches with it. Each list may be empty. */
export interface Teaching {
  readonly objectives: readonly Objective[];
  /** What to do before the lesson, a sentence each. */
  readonly prepare: readonly string[];
  readonly misconceptions: readonly Misconception[];
}

/** What students can do after the lesson. */
export interface Objective {
  /** Goes on after "Students can". */
  readonly can: string;
  /** Knowledge areas of CyBOK 1.1 that it belongs to, by name. */
  readonly cybok: readonly string[];
  /** Work roles of the NICE Framework 2.0.0 that need it, by name. */
  readonly nice: readonly string[];
}

/** What students often think, and what is so instead. */
export interface Misconception {
  readonly thought: string;
  readonly but: string;
}
