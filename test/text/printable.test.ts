import test from 'ava';
import * as fc from 'fast-check';
import { ascii } from '../../lab/text/ascii.ts';
import { printable, printableStart } from '../../lab/text/printable.ts';

test('what could steer a terminal is shown instead', (t) => {
  t.is(printable('\x1b[2J\r\n\x7f\x9b'), String.raw`\u001b[2J\u000d\u000a\u007f\u009b`);
  t.is(
    printable('a\u202eb\u2066\u200e\u200b\u2028\ufeff'),
    String.raw`a\u202eb\u2066\u200e\u200b\u2028\ufeff`,
  );
  t.is(printable('\ud800x\udc00\u{e0041}'), String.raw`\ud800x\udc00\u{e0041}`);
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

test('a long text is cut between characters, and says so', (t) => {
  t.is(printableStart('abc', 3), 'abc');
  t.is(printableStart('abcd', 3), 'abc…');
  t.is(printableStart('ab🏦', 3), 'ab…');
  t.is(printableStart('\x1b[2J', 2), String.raw`\u001b[…`);
});

test('of bytes each one that is no printable ASCII is written by itself', (t) => {
  t.is(ascii('bank.test'), 'bank.test');
  t.is(ascii(Buffer.from('é\\\x1b')), String.raw`\xc3\xa9\x5c\x1b`);
  t.is(ascii(new Uint8Array(257).fill(0x61)), `${'a'.repeat(256)}…`);
});
