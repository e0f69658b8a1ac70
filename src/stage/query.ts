import type { Key } from 'ink';
import { printable } from '../../lab/text/printable.ts';

/** What a person does to a query that is being typed. */
export type QueryPress = { readonly text: string } | 'enter' | 'escape' | 'backspace';

/**
 * What a key, or what is pasted, does to a query. A line's end in it is the Enter key, and nothing behind it
 * counts. Characters that could steer a terminal are left out. None where it is no matter of the query's.
 */
export function queryPresses(input: string, key: Key): readonly QueryPress[] {
  if (key.escape) return ['escape'];
  if (key.return) return ['enter'];
  if (key.backspace || key.delete) return ['backspace'];
  if (key.ctrl || key.meta || key.tab) return [];
  const [line = '', ...more] = input.split(/[\r\n]/, 2);
  const text = Array.from(line)
    .filter((character) => printable(character) === character)
    .join('');
  return [...(text === '' ? [] : [{ text }]), ...(more.length > 0 ? (['enter'] as const) : [])];
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
