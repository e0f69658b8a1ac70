import test from 'ava';
import * as fc from 'fast-check';
import { concat, hexRows, indexOf } from '../../lab/wire/bytes.ts';
import { printable } from '../../lab/text/printable.ts';

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

test('a needle is found in a view that begins inside its memory', (t) => {
  const view = new Uint8Array(Buffer.from('xxabcabc')).subarray(2);
  t.is(indexOf(view, Buffer.from('abc')), 0);
  t.is(indexOf(view, Buffer.from('abc'), 1), 3);
  t.is(indexOf(view, Buffer.from('x')), -1);
});

test('pieces are joined, and a single one is not copied', (t) => {
  const piece = Buffer.from('one');
  t.is(concat([piece]), piece);
  t.is(Buffer.from(concat([piece, Buffer.from(' two')])).toString(), 'one two');
  t.is(concat([]).length, 0);
});

test('what could steer a terminal is shown instead', (t) => {
  t.is(printable('\x1b[2J\r\n\x7f\x9b'), String.raw`\x1b[2J\x0d\x0a\x7f\x9b`);
  t.is(
    printable('a\u202eb\u2066\u200e\u200b\u2028\ufeff'),
    String.raw`a\u{202e}b\u{2066}\u{200e}\u{200b}\u{2028}\u{feff}`,
  );
  t.is(printable('\ud800x\udc00\u{e0041}'), String.raw`\u{d800}x\u{dc00}\u{e0041}`);
  t.is(printable('Grüße, 世界 🏦 ~'), 'Grüße, 世界 🏦 ~');
});

test('printable text holds nothing unsafe, and making it printable again changes nothing', (t) => {
  const hostile = fc.constantFrom(
    ...'\0\t\n\x1b\x7f\x80\x9b\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ud800\udfff\\'.split(
      '',
    ),
  );
  const text = fc
    .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 5 })))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (one) => {
      const safe = printable(one);
      t.true(safe.isWellFormed());
      for (const character of safe) {
        const code = character.codePointAt(0) ?? 0;
        t.false(code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x61c || code === 0xfeff);
        t.false(
          (code >= 0x200b && code <= 0x200f) ||
            (code >= 0x2028 && code <= 0x202e) ||
            (code >= 0x2060 && code <= 0x2069),
        );
      }
      t.is(printable(safe), safe);
    }),
    { numRuns: 1000 },
  );
});
