import test from 'ava';
import * as fc from 'fast-check';
import { scrolledTo, topShowing } from '../../src/stage/scroll.ts';
import type { ScrollAction } from '../../src/stage/scroll.ts';

const ACTIONS: readonly ScrollAction[] = ['up', 'down', 'page-up', 'page-down', 'first', 'last'];

test('a key goes on by a row, by a page but one row, or to an end, and never past it', (t) => {
  t.deepEqual(
    ACTIONS.map((action) => scrolledTo(20, action, 100, 10)),
    [19, 21, 11, 29, 0, 100],
  );
  t.deepEqual(
    ACTIONS.map((action) => scrolledTo(0, action, 0, 1)),
    [0, 0, 0, 0, 0, 0],
  );
});

const top = (at: number, before: number): number => topShowing({ first: at, last: at }, before, 10, 100);

test('a window stays as long as it shows what is chosen, follows by as little as it must, and jumps far', (t) => {
  t.is(top(24, 20), 20);
  t.is(top(19, 20), 19);
  t.is(top(30, 20), 21);
  t.is(top(60, 20), 57);
  t.is(top(2, 20), 0);
  t.is(topShowing({ first: 29, last: 31 }, 20, 10, 100), 22, 'all of what is chosen is shown');
});

test('what is chosen is in the window, and the window never leaves the list', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(59),
      fc.nat(5),
      fc.nat(80),
      fc.integer({ min: 1, max: 40 }),
      (all, at, more, before, rows) => {
        const first = at % all;
        const last = Math.min(all - 1, first + more);
        const from = topShowing({ first, last }, before, rows, all);
        const end = Math.min(last, first + rows - 1);
        return from >= 0 && from <= first && end < from + rows && (from === 0 || from + rows <= all);
      },
    ),
  );
  t.pass();
});
