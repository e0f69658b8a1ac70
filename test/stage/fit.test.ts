import test from 'ava';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { cellsOf, cutToWidth, cutTogether, firstFitting, fit, wrapWords } from '../../src/stage/fit.ts';

test('a text is cut at whole characters and says so', (t) => {
  t.is(cutToWidth('password', 8), 'password');
  t.is(cutToWidth('password', 5), 'pass…');
  t.is(cutToWidth('银行银行', 5), '银行…');
  t.is(cutToWidth('银行银行', 4), '银…');
  t.is(cutToWidth('x', 0), '');
});

test('a text fills its room exactly, whatever its characters take', (t) => {
  t.is(fit('日本語', 6), '日本語');
  t.is(fit('日本語x', 6), '日本… ');
  t.is(fit('ab', 4), 'ab  ');
  t.is(fit('ab', 0), '');
});

test('words go to rows, and what is too much is said to be', (t) => {
  t.deepEqual(wrapWords('She types her name', 9, 3), ['She types', 'her name']);
  t.deepEqual(wrapWords('She types her name and password', 9, 2), ['She types', 'her name…']);
  t.deepEqual(wrapWords('abcdefghij kl', 4, 9), ['abcd', 'efgh', 'ij', 'kl']);
  t.deepEqual(wrapWords('', 9, 2), []);
  t.deepEqual(wrapWords('words', 9, 0), []);
});

test('the first way that fits is taken, else the last', (t) => {
  t.is(firstFitting(9, ['4,013 bytes', '4,013 B']), '4,013 B');
  t.is(firstFitting(11, ['4,013 bytes', '4,013 B']), '4,013 bytes');
  t.is(firstFitting(2, ['4,013 bytes', '4,013 B']), '4,013 B');
  t.is(firstFitting(2, []), '');
});

test('texts that share a row are cut from the longest on', (t) => {
  t.deepEqual(cutTogether(['expired', 'another name'], 19), ['expired', 'another name']);
  t.deepEqual(cutTogether(['expired', 'another name'], 15), ['expired', 'another…']);
  t.deepEqual(cutTogether(['port 80', 'port 443'], 4), ['p…', 'p…']);
  t.deepEqual(cutTogether(['port'], -3), ['']);
  t.deepEqual(cutTogether([], 10), []);
});

const bare = (value: string): string => value.replaceAll(/\s+/g, '');

const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.lorem({ maxCount: 30 }),
  fc.string({ unit: 'binary' }),
);

test('whatever the text, no row is too wide and nothing is lost unless it says so', (t) => {
  fc.assert(
    fc.property(
      TEXT,
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 1, max: 6 }),
      (text, width, rows) => {
        const lines = wrapWords(text, width, rows);
        t.true(lines.length <= rows);
        for (const line of lines) t.true(stringWidth(line) <= width, JSON.stringify(line));
        if (!(lines.at(-1)?.endsWith('…') ?? false)) t.is(bare(lines.join('')), bare(text));
        t.true(cellsOf(cutToWidth(text, width)) <= width);
        t.is(cellsOf(fit(text, width)), width);
      },
    ),
  );
});
