import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Pair } from 'yaml';
import type { FileKind } from './file-format.ts';
import { forbiddenYaml, tooDeep } from './forbidden.ts';
import { FILE_LIMITS } from './limits.ts';
import type { FileProblem, ProblemAt } from './problem.ts';
import { syntaxProblem } from './syntax.ts';

/** A file's text read as YAML 1.2: its plain values, or the problems that it has as YAML. */
export type ReadDocument =
  | {
      readonly content: unknown;
      readonly problemAt: ProblemAt;
      /** How the value that a path leads to is written in the file; undefined for lists and groups. */
      readonly writtenAt: (path: readonly PropertyKey[]) => string | undefined;
    }
  | { readonly problems: readonly FileProblem[] };

/**
 * Reads text as one YAML document of plain maps, lists and values. Never throws. Tags, anchors and
 * aliases are refused, so that a file is as large as it looks.
 */
export function readDocument(text: string, kind: FileKind): ReadDocument {
  const source = withoutMark(text);
  const control = controlCharacter(source, kind);
  if (control !== undefined) return { problems: [control] };
  const lines = new LineCounter();
  const problem = ({ offset, message }: { offset: number; message: string }): FileProblem => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { line: Math.max(1, line), column: Math.max(1, col), message };
  };
  const document = parseYaml(source, lines);
  if (document === undefined)
    return { problems: [{ line: Math.max(1, lines.lineStarts.length), column: 1, message: tooDeep(kind) }] };
  if (document.errors.length > 0) {
    const found = document.errors
      .slice(0, FILE_LIMITS.problems)
      .map((error) => problem(syntaxProblem(error, source, kind)));
    return {
      problems: found.filter((each, index) => found.findIndex(({ line }) => line === each.line) === index),
    };
  }
  // %YAML 1.1 would make `no` a truth value and 1:30 a number.
  if (document.directives.yaml.explicit === true) {
    const message = `a ${kind.noun} has no % lines: take it out`;
    return { problems: [problem({ offset: source.search(/^%/m), message })] };
  }
  const forbidden = forbiddenYaml(document, kind);
  if (forbidden.length > 0) return { problems: forbidden.map(problem) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const message = `the file is empty: a ${kind.noun} needs ${kind.needs}`;
    return { problems: [{ line: 1, column: 1, message }] };
  }
  return {
    content: document.toJS({ maxAliasCount: 0 }),
    problemAt: (path, message, at = 'value') => problem({ offset: offsetOf(document, path, at), message }),
    writtenAt: (path) => {
      const { node } = placeIn(document, path);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

/** What stands under some of a document's outermost keys, whatever is wrong with the rest of it. Never throws. */
export function outermostValues(text: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  const contents = parseYaml(withoutMark(text))?.contents;
  return isMap(contents) ? Object.fromEntries(keys.map((key) => [key, contents.get(key)])) : {};
}

/** Text without the byte order mark that some editors put before it. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Undefined where lists stand so deep in one another that the parser, which calls itself for each, has no stack for them. */
function parseYaml(source: string, lineCounter?: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(source, {
      version: '1.2',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      ...(lineCounter && { lineCounter }),
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first character that no text file should hold. */
function controlCharacter(source: string, { noun }: FileKind): FileProblem | undefined {
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

/** The place of a path's last key or value, or of the nearest thing above it that is in the file. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], at: 'key' | 'value'): number {
  return placeIn(document, path, at).offset;
}

/** What a path leads to, if it leads there, and its offset. */
function placeIn(
  document: Document.Parsed,
  path: readonly PropertyKey[],
  at: 'key' | 'value' = 'value',
): { readonly node: unknown; readonly offset: number } {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined;
    node = isSeq(node) ? node.items[Number(step)] : pair?.value;
    if (pair === undefined && node === undefined) return { node, offset };
    const isLast = index === path.length - 1;
    const key = startOf(pair?.key);
    offset = (isLast && at === 'key' ? key : undefined) ?? startOf(node) ?? key ?? offset;
  }
  return { node, offset };
}

/** Where a node begins; undefined for a value that is left empty. */
function startOf(node: unknown): number | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [from, to] = node.range;
  return isScalar(node) && node.value === null && from === to ? undefined : from;
}
