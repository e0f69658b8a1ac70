/** What a key does in something that is longer than the screen. */
export type ScrollAction = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** Rows out of sight to which a window goes on by as little as it must; further away it jumps. */
const NEAR = 3;

/** By how many rows an action goes on (back below 0), with `rows` to be seen: a page keeps one row for the eye. */
export function scrolledBy(action: ScrollAction, rows: number): number {
  const page = Math.max(1, rows - 1);
  const by = { up: -1, down: 1, 'page-up': -page, 'page-down': page, first: -Infinity, last: Infinity };
  return by[action];
}

/** Where a cursor, or the top of a window, stands after an action: from 0 to `last`. */
export function scrolledTo(at: number, action: ScrollAction, last: number, rows: number): number {
  return Math.max(0, Math.min(last, at + scrolledBy(action, rows)));
}

/**
 * The top of a window of `rows` rows over `all` that shows those from `first` to `last`, or as many of them
 * as it can: the present `top` where it does, else moved by as little as it must when they are near, else
 * with `first` a third down.
 */
export function topShowing(
  { first, last }: { readonly first: number; readonly last: number },
  top: number,
  rows: number,
  all: number,
): number {
  const most = Math.max(0, all - rows);
  const end = Math.min(last, first + rows - 1);
  const above = top - first;
  const below = end - (top + rows - 1);
  if (above <= 0 && below <= 0) return Math.max(0, Math.min(top, most));
  const near = Math.max(above, below) <= NEAR;
  const least = end - rows + 1;
  const wanted = near ? (above > 0 ? first : least) : Math.max(least, first - Math.floor(rows / 3));
  return Math.max(0, Math.min(wanted, most));
}
