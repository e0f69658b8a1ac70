import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Pair, YAMLError } from 'yaml';
import { printable } from '../../../lab/text/printable.ts';
import { UserError } from '../../errors.ts';
import { SCENARIO_LIMITS } from '../format/limits.ts';
import { refused } from './refused.ts';
import { QUOTES, SCENARIO_FILE, tooDeep } from './words.ts';
import type { FileKind } from './words.ts';

/** Something wrong in a file: where, counted from 1, and one sentence of what is wrong and what would be right. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A file's text read as YAML 1.2: its plain value, or the problems that it has as YAML. */
export type ReadText =
  | { readonly value: unknown; readonly problemAt: ProblemAt }
  | { readonly problems: readonly Problem[] };

/** A problem at the value that `path` leads to, or at its key. What is missing is placed at what it is missing from. */
export type ProblemAt = (path: readonly PropertyKey[], message: string, at?: 'key' | 'value') => Problem;

/**
 * Reads text as one YAML document of plain maps, lists and values. Never throws. Tags, anchors and
 * aliases are refused, so that a file is as large as it looks.
 */
export function readText(text: string, kind: FileKind = SCENARIO_FILE): ReadText {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = new LineCounter();
  const problem = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { line: Math.max(1, line), column: Math.max(1, col), message };
  };
  const control = unreadable(source, kind);
  if (control !== undefined) return { problems: [control] };

  const document = parseDocument(source, {
    version: '1.2',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  if (document.errors.length > 0) {
    const found = document.errors
      .slice(0, SCENARIO_LIMITS.problems)
      .map((error) => syntaxProblem(error, source, kind, problem));
    return {
      problems: found.filter((each, index) => found.findIndex(({ line }) => line === each.line) === index),
    };
  }
  // %YAML 1.1 would make `no` a truth value and 1:30 a number.
  if (document.directives.yaml.explicit === true)
    return { problems: [problem(source.search(/^%/m), `a ${kind.noun} has no % lines: take it out`)] };
  const bad = refused(document, kind);
  if (bad.length > 0) return { problems: bad.map(({ offset, message }) => problem(offset, message)) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const message = `the file is empty: a ${kind.noun} needs ${kind.needs}`;
    return { problems: [{ line: 1, column: 1, message }] };
  }
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    problemAt: (path, message, at = 'value') => problem(offsetOf(document, path, at), message),
  };
}

/** The first character that no text file should hold. */
function unreadable(source: string, { noun }: FileKind): Problem | undefined {
  const match = /[^\P{Cc}\n\r\t]|\r(?!\n)|\p{Cs}/u.exec(source);
  if (match === null) return undefined;
  const before = source.slice(0, match.index).split('\n');
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    message: `the file holds the control character U+${code}: a ${noun} is plain text, take it out`,
  };
}

/** What to say of YAML's own errors of any file. What is not listed gets the general sentence. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
  BAD_INDENT: 'this line is not indented like the lines that it belongs with',
  BLOCK_AS_IMPLICIT_KEY: `there are two colons or an extra indent here: ${QUOTES} if the colon is part of it`,
  MULTILINE_IMPLICIT_KEY: 'this line has no colon: write key: value',
  BAD_SCALAR_START: `a text cannot begin with this character: ${QUOTES}`,
  BAD_ALIAS: `a text cannot begin with * or &: ${QUOTES}`,
  BAD_DQ_ESCAPE: "this backslash means nothing here: write \\\\ for one backslash, or use 'single quotes'",
  TAG_RESOLVE_FAILED: `a text cannot begin with !: ${QUOTES}`,
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  BLOCK_IN_FLOW: `a comma is missing here: inside [ ] and { } one stands between entries; or ${QUOTES}`,
  MISSING_CHAR: 'something is missing here: a colon and a space after a key, a comma, or a closing bracket',
};

/** YAML's error in a teacher's words. A quote left open is placed where it opens, not where the file ends. */
function syntaxProblem(
  error: YAMLError,
  source: string,
  kind: FileKind,
  problem: (offset: number, message: string) => Problem,
): Problem {
  const [offset] = error.pos;
  const quote = /closing (["'])quote/.exec(error.message)?.[1];
  if (quote !== undefined)
    return problem(source.lastIndexOf(quote, offset - 1), 'this quote is opened and not closed');
  const isBracket = error.code === 'BAD_INDENT' && error.message.startsWith('Flow');
  const own: Partial<Record<ErrorCode, string>> = {
    MULTIPLE_DOCS: `a second document begins here: a file holds one ${kind.noun}, take the --- or ... line out`,
    RESOURCE_EXHAUSTION: tooDeep(kind),
  };
  const message = isBracket ? SENTENCES.MISSING_CHAR : (own[error.code] ?? SENTENCES[error.code]);
  return problem(
    offset,
    message ?? `this cannot be read here: write key: value, and ${QUOTES} if it has special characters`,
  );
}

/** The place of a path's last key or value, or of the nearest thing above it that is in the file. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], at: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined;
    node = isSeq(node) ? node.items[Number(step)] : pair?.value;
    if (pair === undefined && node === undefined) return offset;
    const isLast = index === path.length - 1;
    const key = start(pair?.key);
    offset = (isLast && at === 'key' ? key : undefined) ?? start(node) ?? key ?? offset;
  }
  return offset;
}

/** Where a node begins; undefined for a value that is left empty. */
function start(node: unknown): number | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [from, to] = node.range;
  return isScalar(node) && node.value === null && from === to ? undefined : from;
}

/** What is said of a file that is read for its content and has problems: the first of them, with its place. */
export function firstFault(problems: readonly Problem[], file: string): UserError {
  const [{ line, column, message } = { line: 1, column: 1, message: 'this cannot be read' }, ...more] =
    problems;
  const others = more.length === 0 ? '' : ` (plainsight check lists ${more.length} more)`;
  return new UserError(`${message}${others}`, { position: { file, line, column } });
}

/** The problem of a file of more bytes than are read. */
export function tooLarge({ noun }: FileKind): Problem {
  const most = SCENARIO_LIMITS.file / 1024;
  return { line: 1, column: 1, message: `the file is larger than ${most} KiB, the most a ${noun} may have` };
}

/** At most so many problems as are listed of one file, in its order, each safe to show on one line. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return (
    problems
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, SCENARIO_LIMITS.problems)
      // A key may hold a line end, and a problem is one line.
      .map((problem) => ({ ...problem, message: printable(problem.message) }))
  );
}
