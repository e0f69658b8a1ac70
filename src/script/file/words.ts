import { SCENARIO_LIMITS } from '../format/limits.ts';

/** What helps where YAML takes a character of a text for its own. */
export const QUOTES = 'put the whole text in "quotes"';

/** A kind of file that people write, for the sentences about one. */
export interface FileKind {
  readonly noun: string;
  /** What an empty one lacks. */
  readonly needs: string;
  /** How deep its lists and keys stand in one another. */
  readonly depth: number;
}

/** A scenario's file. */
export const SCENARIO_FILE: FileKind = {
  noun: 'scenario',
  needs: 'title, minutes, shows, lanes and steps',
  depth: 5,
};

/** The sentence about too deep a nesting. */
export function tooDeep({ noun, depth }: FileKind): string {
  return `lists and keys stand more than ${SCENARIO_LIMITS.depth} deep in one another: a ${noun} needs ${depth}`;
}

/** What a value should have been and what it is, for a sentence that ends in `must be …`. */
export function wanted(expected: string, value: unknown): string {
  if (expected === 'string') {
    const quotes = typeof value === 'number' || typeof value === 'boolean' ? ': put it in "quotes"' : '';
    return value === null ? 'text, but nothing stands here' : `text, not ${kindOf(value)}${quotes}`;
  }
  if (expected === 'boolean') return `true or false, not ${kindOf(value)}`;
  if (expected === 'array') return `a list, not ${kindOf(value)}`;
  if (expected === 'int' || expected === 'number')
    return `a whole number, not ${typeof value === 'number' ? String(value) : kindOf(value)}`;
  return `keys with values, not ${kindOf(value)}`;
}

/** What a value is, in a teacher's words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? `the value ${String(value)}` : 'keys with values';
}

/** A value of the file inside a sentence: at most 40 characters of it. */
export function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Text from several lines of a file, as one line. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** Whether a value is a map of keys. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a, b and c`. */
export function list(words: readonly string[], link: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${link} ${words.at(-1)}`;
}
