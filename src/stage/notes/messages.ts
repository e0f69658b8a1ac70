import type { StepNotes } from './step-notes.ts';

/** A step as the notes tell it. */
export interface ToldStep extends StepNotes {
  readonly kind: string;
  readonly text: string;
}

/** A scenario is on the stage: what an instructor reads beside it. */
export interface ScenarioMessage {
  readonly type: 'scenario';
  readonly title: string;
  /** How long it takes in a class. */
  readonly minutes: number;
  readonly notes: string;
  readonly steps: readonly ToldStep[];
}

/** Where the stage stands in it. */
export interface StepMessage {
  readonly type: 'step';
  /** Index of the step shown; -1 before the first. */
  readonly step: number;
  readonly paused: boolean;
  /** Whether the next step waits for the teacher. */
  readonly waits: boolean;
  readonly over: boolean;
  /** Whether nothing is to be seen on it. Ordinarily not. */
  readonly blank?: boolean;
  /** The choices of the question that stands, where one does and is not answered. */
  readonly choices?: readonly string[];
  /** The scenario that may follow now, where one may. */
  readonly ahead?: string;
  /** ms since the scenario began, and since this step was first shown. */
  readonly elapsed: number;
  readonly inStep: number;
}

/** The catalogue is on the screen: nothing is played. */
export interface CatalogueMessage {
  readonly type: 'catalogue';
}

/** What a running demo tells `plainsight notes`: steps and notes, and nothing of what was captured. */
export type NotesMessage = ScenarioMessage | StepMessage | CatalogueMessage;
