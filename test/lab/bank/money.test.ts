import test from 'ava';
import * as fc from 'fast-check';
import { formatCents, parseCents } from '../../../lab/bank/money.ts';

test('amounts are written with two decimals and commas', (t) => {
  t.is(formatCents(294_017), '2,940.17');
  t.is(formatCents(0), '0.00');
  t.is(formatCents(5), '0.05');
  t.is(formatCents(-100_000_000), '-1,000,000.00');
});

test('amounts are read as people type them', (t) => {
  for (const [text, cents] of [
    ['12', 1200],
    [' 12.5 ', 1250],
    ['2,940.17', 294_017],
    ['0.01', 1],
  ] as const) {
    t.is(parseCents(text), cents, text);
  }
  for (const text of [
    '',
    '0',
    '0.00',
    '-1',
    '+1',
    '1,50',
    '1.234',
    '1e3',
    '0x10',
    '٣',
    'NaN',
    '9'.repeat(13),
  ]) {
    t.is(parseCents(text), undefined, text);
  }
});

test('what is written can be read again', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999_999_999 }),
      (cents) => parseCents(formatCents(cents)) === cents,
    ),
  );
  t.pass();
});

test('any text is an amount above zero or none', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cents = parseCents(text);
      return cents === undefined || (Number.isSafeInteger(cents) && cents > 0);
    }),
  );
  t.pass();
});
