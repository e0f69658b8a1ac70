import test from 'ava';
import * as fc from 'fast-check';
import { QR_MOST, qrCode } from '../../src/terminal/qr-code.ts';

/** A code as rows of `#` and `.`. */
function drawn(text: string): string[] {
  return (qrCode(text) ?? []).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''));
}

// Every length of text, from 1 character to the most, was read back by a reader of another make (jsQR 1.4).
test('an address is drawn module by module as it was when another program read it back', (t) => {
  t.snapshot(drawn('http://192.168.1.20:8000/?code=ABCDEF').join('\n'));
});

test('a code is a square of its version, with its three finders; a text that is too long has none', (t) => {
  const FINDER = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: QR_MOST }), (text) => {
      const rows = drawn(text);
      const size = rows.length;
      t.is(size % 4, 1);
      t.true(size >= 21 && size <= 41);
      t.deepEqual(
        rows.slice(0, 7).map((row) => row.slice(0, 7)),
        FINDER,
      );
      t.deepEqual(
        rows.slice(0, 7).map((row) => row.slice(-7)),
        FINDER,
      );
      t.deepEqual(
        rows.slice(-7).map((row) => row.slice(0, 7)),
        FINDER,
      );
      t.true(rows.every((row) => row.length === size));
    }),
    { numRuns: 50 },
  );
  t.is(qrCode('x'.repeat(QR_MOST + 1)), undefined);
});
