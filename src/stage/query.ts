import type { Key } from 'ink';
import { printable } from '../../lab/text/printable.ts';

/** What a person does to a query that is being typed. */
export type QueryPress = { readonly text: string } | 'enter' | 'escape' | 'backspace';

/**
 * What a key does to a query. Characters that could steer a terminal are left out. None where it is no
 * matter of the query's.
 */
export function queryPresses(input: string, key: Key): readonly QueryPress[] {
  if (key.escape) return ['escape'];
  if (key.return) return ['enter'];
  if (key.backspace || key.delete) return ['backspace'];
  if (key.ctrl || key.meta || key.tab) return [];
  if (input === '\n') return ['enter'];
  return typed(input);
}

/** What a paste does to a query: its first line that says something is typed, and nothing else; no line's end in it is the Enter key. */
export function pastePresses(paste: string): readonly QueryPress[] {
  return typed(paste.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? '');
}

function typed(text: string): readonly QueryPress[] {
  const shown = Array.from(text)
    .filter((character) => printable(character) === character)
    .join('');
  return shown === '' ? [] : [{ text: shown }];
}

/** The query, of at most `most` characters, after letters or a backspace; undefined where it is given up. */
export function queryAfter(
  query: string,
  press: Exclude<QueryPress, 'enter'>,
  most: number,
): string | undefined {
  if (press === 'escape' || (press === 'backspace' && query === '')) return undefined;
  const characters = Array.from(query);
  if (press === 'backspace') return characters.slice(0, -1).join('');
  return [...characters, ...Array.from(press.text)].slice(0, most).join('');
}
