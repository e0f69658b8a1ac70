import test from 'ava';
import * as fc from 'fast-check';
import { firstByte } from '../../src/stage/panes/hex-pane.tsx';
import { POINTED } from '../../src/views/stage/excerpt.ts';
import type { Excerpt, Mark } from '../../src/views/stage/state.ts';

function excerpt(offset: number, length: number, marks: readonly Mark[] = []): Excerpt {
  const bytes = new Uint8Array(length);
  return {
    connection: 1,
    direction: 'to-bank',
    offset,
    length,
    bytes,
    label: 'x',
    sealed: false,
    marks,
    rank: 0,
  };
}

const password = (offset: number, length = 8): Mark => ({ secret: 'password', offset, length });

test('without a mark the first bytes are shown, in rows that stand at whole multiples', (t) => {
  t.is(firstByte(excerpt(0, 500), 6, 8), 0);
  t.is(firstByte(excerpt(256, 500), 6, 16), 0);
  t.is(firstByte(excerpt(249, 500), 6, 8), -1);
  t.is(firstByte(excerpt(259, 500), 6, 16), -3);
});

test('a mark stands in the middle', (t) => {
  t.is(firstByte(excerpt(0, 1000, [password(400)]), 6, 8), 400 - 3 * 8);
  t.is(firstByte(excerpt(0, 1000, [password(0)]), 6, 8), 0);
  t.is(firstByte(excerpt(0, 80, [password(72)]), 6, 8), 80 - 6 * 8);
});

test('the password goes before other marks', (t) => {
  const other: Mark = { secret: 'user', offset: 8, length: 5 };
  t.is(firstByte(excerpt(0, 1000, [other, password(400)]), 6, 8), 376);
  t.is(firstByte(excerpt(0, 1000, [other]), 6, 8), 0);
});

const form = (marks: readonly Mark[]): Excerpt => ({ ...excerpt(0, 800, marks), label: 'POST /transfer' });

test('of a form without a password its fields are shown, unless a claim points at something', (t) => {
  const cookie: Mark = { secret: 'session cookie', offset: 8, length: 5 };
  t.is(firstByte(form([cookie]), 6, 8), 800 - 6 * 8);
  t.is(firstByte(form([{ ...cookie, secret: POINTED }]), 6, 8), 0);
  t.is(firstByte(form([cookie, password(400)]), 6, 8), 376);
});

test('whatever is marked, its middle is among the rows shown and no row is wasted', (t) => {
  const sizes = [
    fc.nat(100_000),
    fc.integer({ min: 1, max: 4096 }),
    fc.nat(4095),
    fc.integer({ min: 1, max: 64 }),
  ] as const;
  fc.assert(
    fc.property(
      ...sizes,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(8, 16, 32),
      (offset, length, at, size, rows, width) => {
        const mark = password(Math.min(at, length - 1), Math.min(size, length - Math.min(at, length - 1)));
        const first = firstByte(excerpt(offset, length, [mark]), rows, width);
        t.is((offset + first) % width, 0);
        const middle = mark.offset + mark.length / 2;
        t.true(first <= middle && middle <= first + rows * width);
        const last = first + rows * width;
        t.true(first <= 0 || last - length < width, 'rows below the end only where all is shown');
      },
    ),
  );
});
