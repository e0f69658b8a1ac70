import { safeParse } from 'zod/mini';
import { $ZodRecord, $ZodType } from 'zod/v4/core';
import type { $ZodIssue } from 'zod/v4/core';
import { nearest } from '../../../lab/text/nearest.ts';
import type { FileFormat } from './file-format.ts';
import type { FileProblem, ProblemAt } from './problem.ts';
import { isClosed, keysOf, schemaAt, shapeAt, valueAt } from './schema-path.ts';
import { excerpt, isGroup, typeMismatch, valueInWords, wordList } from './words.ts';
import { wordingOf } from './wording.ts';
import type { Wording } from './wording.ts';

type Path = readonly PropertyKey[];

/** A file whose shape is wrong: its values as they stand, the format that they are held against, and where they are. */
export interface MisshapenFile {
  readonly format: FileFormat<unknown>;
  readonly content: unknown;
  readonly problemAt: ProblemAt;
}

/** What each fault that the schema found is to a teacher, with its place. */
export function problemsOf(issues: readonly $ZodIssue[], file: MisshapenFile): readonly FileProblem[] {
  return problemsUnder([], issues, file);
}

/**
 * The problems below a place. Where a value may have one of several shapes, what is wrong is told once, of
 * the one that it was meant to have.
 */
function problemsUnder(
  base: Path,
  issues: readonly $ZodIssue[],
  file: MisshapenFile,
): readonly FileProblem[] {
  const told = new Set<string>();
  return withoutFollowers(issues).flatMap((issue) => {
    const path = [...base, ...issue.path];
    const choice = path.findIndex(
      (_, index) => index >= base.length && wordingAt(path.slice(0, index + 1), file).meant !== undefined,
    );
    if (choice === -1) return problemsOfIssue(issue, path, file);
    const place = path.slice(0, choice + 1);
    const key = place.join('\n');
    if (told.has(key)) return [];
    told.add(key);
    return problemsOfChoice(place, file);
  });
}

/** The schema also measures a text where a list should stand: what is of the wrong kind is told of as that alone. */
function withoutFollowers(issues: readonly $ZodIssue[]): readonly $ZodIssue[] {
  const mistyped = new Set(
    issues.flatMap(({ code, path }) => (code === 'invalid_type' ? [path.join('\n')] : [])),
  );
  return issues.filter(({ code, path }) => code === 'invalid_type' || !mistyped.has(path.join('\n')));
}

function problemsOfChoice(path: Path, file: MisshapenFile): readonly FileProblem[] {
  const meant = wordingAt(path, file).meant?.(valueAt(file.content, path));
  if (meant === undefined) return [];
  if (meant instanceof $ZodType) return problemsBy(meant, path, file);
  return [file.problemAt(meant.key === undefined ? path : [...path, meant.key], meant.message, 'key')];
}

/** What is wrong with one part of a file, held against one shape. */
function problemsBy(schema: $ZodType, path: Path, file: MisshapenFile): readonly FileProblem[] {
  const { error } = safeParse(schema, valueAt(file.content, path));
  return error === undefined ? [] : problemsUnder(path, error.issues, file);
}

function problemsOfIssue(issue: $ZodIssue, path: Path, file: MisshapenFile): readonly FileProblem[] {
  const { problemAt } = file;
  const value = valueAt(file.content, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problemAt([...path, key], unknownKey(key, path, file), 'key'));
  if (issue.code === 'invalid_key') {
    const name = `the ${entryOf(path, file)}'s name "${excerpt(String(path.at(-1)))}"`;
    const problem = problemAt(path, `${name} ${issue.issues[0]?.message ?? 'is wrong'}`, 'key');
    // The schema looks under a name only where the name is right.
    const below = schemaAt(file.format.schema, path, file.content);
    return below === undefined ? [problem] : [problem, ...problemsBy(below, path, file)];
  }
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
    return isMisspelt(path, file) ? [] : [problemAt(path, missingKey(path, file))];
  const wording = shapeWordingAt(path, file);
  return [
    problemAt(path, wording.wrong?.(value) ?? `${nameOf(path, file)} ${predicateOf(issue, value, wording)}`),
  ];
}

/** What is wrong with a value, as it follows the value's name. */
function predicateOf(issue: $ZodIssue, value: unknown, wording: Wording): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeMismatch(issue.expected, value)}${helpOf(wording, value)}`;
    case 'invalid_value':
      return `must be ${notOneOf(issue.values.map(String), value, wording)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return `must ${outOfBounds(issue.origin, 'at least', Number(issue.minimum), value)}`;
    case 'too_big':
      return `must ${outOfBounds(issue.origin, 'at most', Number(issue.maximum), value)}`;
    default:
      return issue.message;
  }
}

function notOneOf(values: readonly string[], value: unknown, wording: Wording): string {
  const either = wordList(values, 'or');
  const help = helpOf(wording, value);
  if (typeof value !== 'string') return `${either}, not ${valueInWords(value)}${help}`;
  const meant = nearest(value, values);
  const hint = meant === undefined ? wording.hint : `did you mean "${meant}"?`;
  return `${either}, not "${excerpt(value)}"${help !== '' || hint === undefined ? help : `; ${hint}`}`;
}

function helpOf({ help }: Wording, value: unknown): string {
  const text = help?.(value);
  return text === undefined ? '' : `; ${text}`;
}

function outOfBounds(origin: string, which: string, limit: number, value: unknown): string {
  if (origin === 'string') return `have ${which} ${limit} characters, not ${String(value).length}`;
  if (origin === 'array')
    return `have ${which} ${limit} ${limit === 1 ? 'entry' : 'entries'}, not ${Array.isArray(value) ? value.length : 0}`;
  return `be ${which} ${limit}, not ${String(value)}`;
}

function unknownKey(key: string, path: Path, file: MisshapenFile): string {
  const { format, content } = file;
  const keys = keysOf(shapeAt(format.schema, path, content));
  // A key of another shape that may stand here is as probably what was meant.
  const meant = nearest(key, [...keys, ...keysOf(schemaAt(format.schema, path, content))]);
  const right =
    shapeWordingAt(path, file).instead?.(key) ??
    (meant === undefined ? `it may have ${wordList(keys, 'and')}` : `did you mean "${meant}"?`);
  return `unknown key "${excerpt(key)}" in ${placeOf(path, file)}; ${right}`;
}

function missingKey(path: Path, file: MisshapenFile): string {
  const { example } = wordingAt(path, file);
  const needs = `${placeOf(path.slice(0, -1), file)} needs "${String(path.at(-1))}"`;
  return example === undefined ? needs : `${needs}: add ${example}`;
}

/** Whether the key that is missing is there with a slip of the pen, which is told of already. */
function isMisspelt(path: Path, { format, content }: MisshapenFile): boolean {
  const above = path.slice(0, -1);
  const parent = valueAt(content, above);
  const shape = shapeAt(format.schema, above, content);
  const keys = keysOf(shape);
  return (
    // Where any other key may stand, nothing is said of one.
    isClosed(shape) &&
    isGroup(parent) &&
    Object.keys(parent).some((key) => !keys.includes(key) && nearest(key, keys) === path.at(-1))
  );
}

/** What a place is called that has keys. */
function placeOf(path: Path, file: MisshapenFile): string {
  return shapeWordingAt(path, file).name ?? nameOf(path, file);
}

function nameOf(path: Path, file: MisshapenFile): string {
  const last = path.at(-1);
  if (last === undefined) return `a ${file.format.noun}`;
  if (typeof last === 'number') return `${entryOf(path, file)} ${last + 1}`;
  const parent = schemaAt(file.format.schema, path.slice(0, -1), file.content);
  const name = excerpt(String(last));
  return parent instanceof $ZodRecord ? `${entryOf(path, file)} "${name}"` : name;
}

function entryOf(path: Path, file: MisshapenFile): string {
  return wordingAt(path, file).entry ?? 'entry';
}

function wordingAt(path: Path, { format, content }: MisshapenFile): Wording {
  return wordingOf(schemaAt(format.schema, path, content));
}

function shapeWordingAt(path: Path, { format, content }: MisshapenFile): Wording {
  return wordingOf(shapeAt(format.schema, path, content));
}
