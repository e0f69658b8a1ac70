import type { Key } from 'ink';
import { printable } from '../../lab/text/printable.ts';

/** One line that is typed, and where in it the next character comes: in UTF-16 units. */
export interface TypedLine {
  readonly text: string;
  readonly at: number;
}

/** A line with the cursor at its end. */
export function typedLine(text: string): TypedLine {
  return { text, at: text.length };
}

/**
 * The line after a key, of at most `most` characters, or that it is done or given up. Characters that could steer a
 * terminal are left out; what the line held of them before stays.
 */
export function lineAfter(
  line: TypedLine,
  input: string,
  key: Key,
  most: number,
): TypedLine | 'done' | 'given up' {
  const { text, at } = line;
  if (key.escape) return 'given up';
  if (key.return || input === '\n') return 'done';
  if (key.leftArrow) return { text, at: before(text, at) };
  if (key.rightArrow) return { text, at: after(text, at) };
  if (key.home || (key.ctrl && input === 'a')) return { text, at: 0 };
  if (key.end || (key.ctrl && input === 'e')) return { text, at: text.length };
  if (key.ctrl && input === 'u') return { text: text.slice(at), at: 0 };
  if (key.backspace || key.delete) {
    const from = before(text, at);
    return { text: text.slice(0, from) + text.slice(at), at: from };
  }
  if (key.ctrl || key.meta || key.tab || key.upArrow || key.downArrow) return line;
  return typedInto(line, input, most);
}

/** The line after a text was typed or pasted into it: its first line. */
export function typedInto({ text, at }: TypedLine, input: string, most: number): TypedLine {
  const typed = Array.from(input.split(/[\r\n]/)[0] ?? '')
    .filter((character) => printable(character) === character)
    .join('')
    .slice(0, Math.max(0, most - text.length));
  return { text: text.slice(0, at) + typed + text.slice(at), at: at + typed.length };
}

function before(text: string, at: number): number {
  const last = Array.from(text.slice(0, at)).at(-1) ?? '';
  return at - last.length;
}

function after(text: string, at: number): number {
  const [next = ''] = Array.from(text.slice(at, at + 2));
  return at + next.length;
}

/** What of a line shows in `width` cells, with the cursor as `▏` in it; the part around the cursor where it is longer. */
export function shownLine({ text, at }: TypedLine, width: number): string {
  const whole = `${printable(text.slice(0, at))}▏${printable(text.slice(at))}`;
  const cursor = printable(text.slice(0, at)).length;
  const from = Math.max(0, cursor - Math.max(1, width - 2));
  return from === 0 ? whole : `…${whole.slice(from + 1)}`;
}
