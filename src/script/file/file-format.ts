import type * as z from 'zod/mini';
import type { FileProblem, ProblemAt } from './problem.ts';

/** A kind of file that people write, for the sentences about one. */
export interface FileKind {
  readonly noun: string;
  /** What an empty one lacks. */
  readonly needs: string;
  /** How deep its lists and keys stand in one another. */
  readonly depth: number;
}

/** All that the reading of a kind of file has to know: what may stand in it, and what is said where something else does. */
export interface FileFormat<Content> extends FileKind {
  /** Its shape, with the words for its parts (`worded`). */
  readonly schema: z.ZodMiniType<Content>;
  /** What the shape alone cannot show. Takes the file's values as they stand, so that this is found beside faults of shape. */
  readonly crossCheck: (content: unknown, problemAt: ProblemAt) => readonly FileProblem[];
  /** What is wrong with the whole of a file whose parts are each right. */
  readonly wholeCheck?: (content: unknown, problemAt: ProblemAt) => readonly FileProblem[];
  /** What is better done otherwise in a file of which nothing is wrong. */
  readonly advise?: (content: unknown, problemAt: ProblemAt) => readonly FileProblem[];
}
