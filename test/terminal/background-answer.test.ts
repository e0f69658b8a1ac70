import test from 'ava';
import * as fc from 'fast-check';
import {
  BackgroundAnswer,
  backgroundOfColour,
  backgroundOfVariable,
} from '../../src/terminal/background-answer.ts';

function answerOf(...reads: readonly string[]): BackgroundAnswer {
  const answer = new BackgroundAnswer();
  for (const read of reads) answer.push(read);
  return answer;
}

const said = ({ background, typed, over, interrupted }: BackgroundAnswer): unknown => ({
  background,
  typed,
  over,
  interrupted,
});

const DARK = '\u001b]11;rgb:0000/2b2b/3636\u0007';
const KIND = '\u001b[?64;1;2c';

test('The answers of terminals are read, whichever end they have', (t) => {
  for (const [sent, background] of [
    [DARK, 'dark'],
    ['\u001b]11;rgb:fdfd/f6f6/e3e3\u001b\\', 'light'],
    ['\u001b]11;rgb:ff/ff/ff\u009c', 'light'],
    ['\u001b]11;rgba:0000/0000/0000/ffff\u001b\\', 'dark'],
    ['', undefined],
    ['\u001b]11;?\u0007', undefined],
    ['\u001b]11;rgb:12345/0/0\u0007', undefined],
  ] as const)
    t.deepEqual(said(answerOf(sent + KIND)), { background, typed: '', over: true, interrupted: false });
});

test('What is typed before, between and after the answers is given back, keys that begin with ESC too', (t) => {
  t.deepEqual(said(answerOf('q\u001b[A', DARK, '\u001b', `${KIND}é\u001b[c`)), {
    background: 'dark',
    typed: 'q\u001b[A\u001bé\u001b[c',
    over: true,
    interrupted: false,
  });
  t.deepEqual(said(answerOf('\u001b]11;rgb:00')), {
    background: undefined,
    typed: '\u001b]11;rgb:00',
    over: false,
    interrupted: false,
  });
});

test('Ctrl-C is told wherever it comes, in what looks like an answer too', (t) => {
  for (const sent of ['\u0003', `${DARK}\u0003`, '\u001b]11;rgb:\u0003', `\u001b[?6\u0003`])
    t.true(answerOf(sent).interrupted, JSON.stringify(sent));
});

test('Colours are light or dark by how they look, not by their numbers', (t) => {
  for (const [colour, background] of [
    ['rgb:0/0/0', 'dark'],
    ['rgb:f/f/f', 'light'],
    ['rgb:000/000/fff', 'dark'],
    ['RGB:0000/FFFF/0000', 'light'],
    ['rgb:28/2c/34', 'dark'],
    ['rgb:ee/e8/d5', 'light'],
    ['rgb:/f/f', undefined],
    ['#ffffff', undefined],
  ] as const)
    t.is(backgroundOfColour(colour), background, colour);
});

test('COLORFGBG names the ground last, among 16 colours', (t) => {
  for (const [value, background] of [
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;default;7', 'light'],
    ['7;8', 'dark'],
    ['15;default', undefined],
    ['0;16', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const)
    t.is(backgroundOfVariable(value), background, value);
});

/** Pieces of which hostile input is made: those of answers, keys, and any text. */
const piece = fc.oneof(
  fc.constantFrom(
    '\u001b',
    '\u001b]11;',
    '\u001b[?',
    'rgb:',
    '0/',
    ';',
    'c',
    '\u0007',
    '\u001b\\',
    '\u009c',
    DARK,
    KIND,
  ),
  fc.string({ unit: 'binary', maxLength: 80 }),
);
const input = fc.array(piece, { maxLength: 40 });

test('No input throws or is kept beyond its bounds, and where reads begin and end changes nothing', (t) => {
  fc.assert(
    fc.property(input, fc.array(fc.nat(40)), (pieces, cuts) => {
      const text = pieces.join('');
      const reads: string[] = [];
      let rest = text;
      for (const cut of cuts) {
        reads.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      const whole = answerOf(text);
      t.deepEqual(said(answerOf(...reads, rest)), said(whole));
      t.true(whole.typed.length <= Math.min(1_024, text.length));
    }),
  );
});

test('Whatever is typed around it, an answer is found, and nothing typed is lost', (t) => {
  const typed = fc.string({ unit: 'grapheme', maxLength: 30 });
  const part = fc.tuple(fc.nat(0xffff), fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(
      typed,
      typed,
      typed,
      fc.array(part, { minLength: 3, maxLength: 3 }),
      (before, between, after, parts) => {
        const spec = `rgb:${parts.map(([value, digits]) => value.toString(16).padStart(4, '0').slice(0, digits)).join('/')}`;
        const answer = answerOf(`${before}\u001b]11;${spec}\u0007${between}${KIND}${after}`);
        t.is(answer.background, backgroundOfColour(spec));
        t.not(answer.background, undefined);
        t.is(answer.typed, before + between + after);
      },
    ),
  );
});

test('A megabyte of beginnings is no more than a megabyte', (t) => {
  for (const unit of ['\u001b', '\u001b]11;', '\u001b]11;rgb:0/0/0', '\u001b[?0;']) {
    const answer = answerOf(...Array<string>(16).fill(unit.repeat(Math.ceil(65_536 / unit.length))));
    t.is(answer.typed.length, 1_024);
    t.false(answer.over);
  }
});
