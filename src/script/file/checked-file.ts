import * as z from 'zod/mini';
import { readDocument } from './document.ts';
import type { FileFormat } from './file-format.ts';
import { FILE_LIMITS } from './limits.ts';
import { withNumbersAsText } from './numbers-as-text.ts';
import { firstProblem, listedProblems } from './problem.ts';
import type { FileProblem } from './problem.ts';
import { decodeText } from './read-file.ts';
import { problemsOf } from './sentences.ts';

/** What a file holds, or everything that is wrong with it, in the order of the file; one of the two. */
export interface CheckedFile<Content> {
  readonly content?: Content;
  readonly problems: readonly FileProblem[];
  /** What is better done otherwise, where nothing is wrong. */
  readonly warnings?: readonly FileProblem[];
}

/** Reads a file's bytes, which must be UTF-8; undefined are more than are read. Never throws. */
export function checkBytes<Content>(
  bytes: Uint8Array | undefined,
  format: FileFormat<Content>,
): CheckedFile<Content> {
  if (bytes === undefined) return { problems: [tooLarge(format)] };
  const text = decodeText(bytes);
  return typeof text === 'string' ? checkText(text, format) : { problems: [text] };
}

/** Reads a file's text as YAML and holds it against its format. Pure; never throws. */
export function checkText<Content>(text: string, format: FileFormat<Content>): CheckedFile<Content> {
  if (text.length > FILE_LIMITS.bytes) return { problems: [tooLarge(format)] };
  const read = readDocument(text, format);
  if ('problems' in read) return { problems: listedProblems(read.problems) };
  const { problemAt, writtenAt } = read;
  const content = withNumbersAsText(read.content, format.schema, writtenAt);
  const result = z.safeParse(format.schema, content);
  const problems = [
    ...(result.success ? [] : problemsOf(result.error.issues, { format, content, problemAt })),
    ...format.crossCheck(content, problemAt),
  ];
  if (!result.success || problems.length > 0) return { problems: listedProblems(problems) };
  const whole = listedProblems(format.wholeCheck?.(content, problemAt) ?? []);
  if (whole.length > 0) return { problems: whole };
  const warnings = listedProblems(format.advise?.(content, problemAt) ?? []);
  return { content: result.data, problems: [], ...(warnings.length > 0 && { warnings }) };
}

/** What a checked file holds. Throws a `UserError` with the first problem's place where there is one. */
export function contentOf<Content>({ content, problems }: CheckedFile<Content>, path: string): Content {
  if (content === undefined) throw firstProblem(problems, path);
  return content;
}

function tooLarge({ noun }: FileFormat<unknown>): FileProblem {
  const most = FILE_LIMITS.bytes / 1024;
  return { line: 1, column: 1, message: `the file is larger than ${most} KiB, the most a ${noun} may have` };
}
