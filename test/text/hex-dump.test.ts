import test from 'ava';
import * as fc from 'fast-check';
import { hexRows, hexRowsAround, hexRuns } from '../../lab/text/hex-dump.ts';

test('a hex dump shows offsets, bytes and printable ASCII', (t) => {
  const bytes = Buffer.from('user=ali\x1b[2J\xffok', 'latin1');
  t.deepEqual(hexRows(bytes, { offset: 0xe0, width: 8 }), [
    { offset: 0xe0, hex: ['75', '73', '65', '72', '3d', '61', '6c', '69'], text: 'user=ali' },
    { offset: 0xe8, hex: ['1b', '5b', '32', '4a', 'ff', '6f', '6b'], text: '.[2J.ok' },
  ]);
});

test('a hex dump gives only the rows asked for', (t) => {
  const rows = hexRows(new Uint8Array(1000), { width: 10, from: 3, count: 2 });
  t.deepEqual(
    rows.map((row) => row.offset),
    [30, 40],
  );
  t.deepEqual(hexRows(new Uint8Array(20), { from: 9 }), []);
  t.throws(() => hexRows(new Uint8Array(1), { width: 0 }), { instanceOf: RangeError });
});

test('the text of a hex dump never holds a control character', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 40 }), (bytes, width) => {
      t.true(
        hexRows(bytes, { width }).every(
          (row) => /^[ -~]+$/.test(row.text) && row.text.length === row.hex.length,
        ),
      );
    }),
  );
});

test('rows stand at whole multiples of the width, whatever the first offset', (t) => {
  t.deepEqual(hexRows(Buffer.from('abcdefghij'), { offset: 5, width: 8 }), [
    { offset: 5, hex: ['61', '62', '63'], text: 'abc' },
    { offset: 8, hex: ['64', '65', '66', '67', '68', '69', '6a'], text: 'defghij' },
  ]);
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.nat(100),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(5),
      fc.nat(5),
      (bytes, offset, width, from, count) => {
        const rows = hexRows(bytes, { offset, width });
        t.is(rows.flatMap(({ hex }) => hex).join(''), Buffer.from(bytes).toString('hex'));
        t.true(rows.every((row, index) => index === 0 || row.offset % width === 0));
        t.deepEqual(hexRows(bytes, { offset, width, from, count }), rows.slice(from, from + count));
      },
    ),
  );
});

test('the byte that matters stands in the middle, as far as the ends allow', (t) => {
  const window = { offset: 3, length: 160, width: 8, rows: 5 };
  t.deepEqual(
    [0, 4, 5, 80, 159].map((at) => hexRowsAround(at, window)),
    [0, 0, 0, 8, 16],
  );
  t.is(hexRowsAround(9, { ...window, length: 10 }), 0);
});

test('a row is cut where the look of its bytes changes, and nothing is lost', (t) => {
  const [row] = hexRows(Buffer.from('password'), { offset: 16, width: 8 });
  if (row === undefined) throw new Error('no row');
  t.deepEqual(
    hexRuns(row, (offset) => offset >= 18 && offset < 20),
    [
      { offset: 16, hex: ['70', '61'], text: 'pa', look: false },
      { offset: 18, hex: ['73', '73'], text: 'ss', look: true },
      { offset: 20, hex: ['77', '6f', '72', '64'], text: 'word', look: false },
    ],
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 16 }), fc.array(fc.boolean()), (bytes, looks) => {
      const [one] = hexRows(bytes);
      if (one === undefined) throw new Error('no row');
      const runs = hexRuns(one, (offset) => looks[offset]);
      t.deepEqual(
        runs.flatMap(({ hex }) => hex),
        [...one.hex],
      );
      t.is(runs.map(({ text }) => text).join(''), one.text);
    }),
  );
});
