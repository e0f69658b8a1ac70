import { SCENARIO_LIMITS } from './limits.ts';

/** What helps where YAML takes a character of a text for its own. */
export const QUOTES = 'put the whole text in "quotes"';

/** The sentence about too deep a nesting. */
export const DEPTH = `lists and keys stand more than ${SCENARIO_LIMITS.depth} deep in one another: a scenario needs 5`;

/** A value of the file inside a sentence: at most 40 characters of it. */
export function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Whether a value is a map of keys. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a, b and c`. */
export function list(words: readonly string[], link: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${link} ${words.at(-1)}`;
}
