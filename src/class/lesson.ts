import type { FactLog } from '../../lab/facts/fact-log.ts';
import type { VoteFact } from '../../lab/facts/votes.ts';
import type { LabState } from '../views/stage/state.ts';

/** What the stage shows, as a class follows it. */
export interface LessonView {
  readonly state: LabState;
  /** How many facts are shown. */
  readonly point: number;
  readonly paused: boolean;
  /** Whether the next step waits for the teacher. */
  readonly waits: boolean;
  readonly over: boolean;
  /** Whether the question that is seen stands open. */
  readonly asks: boolean;
  /** Whether the stage is blanked: the class's devices are, too. */
  readonly blank: boolean;
  /** The lesson that may follow now, where one may. */
  readonly ahead?: string;
}

/** A lesson under way. */
export interface Lesson {
  readonly facts: FactLog;
  readonly view: () => LessonView;
  /** Whether it can be played anew. */
  readonly restarts: boolean;
  readonly subscribe: (listener: () => void) => () => void;
  /** Does what a teacher orders, one object of JSON; false where it is no order. */
  readonly obey: (order: string) => boolean;
  /** A step's own notes as paragraphs, with the right answer where it asks. */
  readonly notesOf: (step: number) => readonly string[];
  /** What of votes goes into the session. */
  readonly tell: (fact: VoteFact) => void;
}

/** A lesson that a teacher may choose. */
export interface LessonOffer {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly chapter: string;
}
