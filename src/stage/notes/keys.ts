import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';

/** What a key does to a text that is longer than the screen. */
export type ScrollAction = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** Keys that move a text. */
export const SCROLL_BINDINGS: readonly Binding<ScrollAction>[] = [
  ...lineBindings('scroll', 'the notes by a line'),
  ...pageBindings('', 'by a screenful'),
];

/** Where a text of `total` lines begins on a screen of `rows` after a key. */
export function scrolled(top: number, action: ScrollAction, total: number, rows: number): number {
  const page = Math.max(1, rows - 1);
  const by = { up: -1, down: 1, 'page-up': -page, 'page-down': page, first: -Infinity, last: Infinity };
  return Math.max(0, Math.min(total - rows, top + by[action]));
}
