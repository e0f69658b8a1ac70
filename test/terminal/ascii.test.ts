import test from 'ava';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { toAscii } from '../../src/terminal/ascii.ts';

test('frames, arrows, signs and typography have a character of their own in ASCII', (t) => {
  t.is(toAscii('╭─ ▶ a ─┬╮ │ ▾▸ ● ▒ SEALED ▒ ✓ ⚠ → ← ↑ ↓ ━'), '+- > a -++ | v> o # SEALED # + ! > < ^ v =');
  t.is(toAscii('“It’s” 1–9 · 80×24 §4 a\u00a0b'), '"It\'s" 1-9 - 80x24 S4 a b');
  t.is(toAscii('\u001b[1m●\u001b[22m\r\n\u001b[2K'), '\u001b[1mo\u001b[22m\r\n\u001b[2K');
});

test('what ASCII has nothing like is a question mark for each cell, and a letter with marks stays', (t) => {
  t.is(toAscii('银行 🏦 zo\u0308e ß'), '???? ?? zoe ?');
  t.is(toAscii('1\ufe0f\u20e3|'), `1${'?'.repeat(stringWidth('1\ufe0f\u20e3') - 1)}|`);
});

test('every text is ASCII afterwards, and takes as many cells as before', (t) => {
  const shown = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .filter((text) => !/[\x00-\x1f\x7f-\x9f]/.test(text)); // oxlint-disable-line no-control-regex -- what steers is not measured
  fc.assert(
    fc.property(shown, (text) => {
      const ascii = toAscii(text);
      return /^[\x20-\x7e]*$/.test(ascii) && ascii.length === stringWidth(text);
    }),
  );
  t.pass();
});
