import { printable } from '../../../lab/text/printable.ts';
import { UserError } from '../../errors.ts';
import { FILE_LIMITS } from './limits.ts';

/** Something wrong in a file: where, counted from 1, and one sentence of what is wrong and what would be right. */
export interface FileProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A problem at the value that `path` leads to, or at its key. What is missing is placed at what it is missing from. */
export type ProblemAt = (path: readonly PropertyKey[], message: string, at?: 'key' | 'value') => FileProblem;

/** At most so many problems as are listed of one file, in its order, each safe to show on one line. */
export function listedProblems(problems: readonly FileProblem[]): readonly FileProblem[] {
  return (
    problems
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, FILE_LIMITS.problems)
      // A key may hold a line end, and a problem is one line.
      .map((problem) => ({ ...problem, message: printable(problem.message) }))
  );
}

/** What is said of a file that is read for its content and has problems: the first of them, with its place. */
export function firstProblem(problems: readonly FileProblem[], file: string): UserError {
  const [{ line, column, message } = { line: 1, column: 1, message: 'this cannot be read' }, ...more] =
    problems;
  const others = more.length === 0 ? '' : ` (plainsight check lists ${more.length} more)`;
  return new UserError(`${message}${others}`, { position: { file, line, column } });
}
