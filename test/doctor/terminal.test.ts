import test from 'ava';
import { backgroundCheck, coloursCheck, terminalCheck, utf8Check } from '../../src/doctor/terminal.ts';
import type { FoundTerminal } from '../../src/doctor/terminal.ts';
import { MADE_FOR, SMALLEST } from '../../src/stage/layout.ts';

const STAGE = { smallest: SMALLEST, madeFor: MADE_FOR };
const TERMINAL: FoundTerminal = { input: true, output: true, size: { columns: 100, rows: 30 }, depth: 8 };

test('A terminal is large enough, the best, too small, or none', (t) => {
  const none = { ...TERMINAL, output: false };
  for (const [found, env, state, says] of [
    [TERMINAL, {}, 'ok', /^100×30$/],
    [{ ...TERMINAL, size: { columns: 80, rows: 24 } }, {}, 'ok', /^80×24; the stage is made for 100×30$/],
    [{ ...TERMINAL, size: { columns: 200, rows: 23 } }, {}, 'note', /the stage needs 80×24/],
    [{ ...TERMINAL, size: undefined }, {}, 'note', /does not say its size/],
    [TERMINAL, { TERM: 'dumb' }, 'note', /TERM=dumb/],
    [none, {}, 'note', /standard output is no terminal/],
    [{ ...TERMINAL, input: false }, {}, 'note', /standard input is no terminal/],
  ] as const) {
    const check = terminalCheck(found, env, STAGE);
    t.is(check.state, state);
    t.regex(check.found, says);
  }
});

test('Colours are counted, and who says so is named', (t) => {
  for (const [depth, env, state, says] of [
    [1, { TERM: 'vt100' }, 'note', /^none \(TERM=vt100\)/],
    [4, { TERM: 'xterm' }, 'ok', /^16 \(TERM=xterm\)$/],
    [8, {}, 'ok', /^256$/],
    [
      24,
      { COLORTERM: 'truecolor', FORCE_COLOR: '3' },
      'ok',
      /^16 million \(COLORTERM=truecolor, FORCE_COLOR=3\)$/,
    ],
    [24, { NO_COLOR: '1', FORCE_COLOR: '3' }, 'ok', /^none, as NO_COLOR asks$/],
    [8, { NO_COLOR: '' }, 'ok', /^256$/],
  ] as const) {
    const check = coloursCheck({ ...TERMINAL, depth }, env);
    t.is(check.state, state);
    t.regex(check.found, says);
  }
  t.is(coloursCheck({ ...TERMINAL, output: false }, {}).state, 'note');
});

test('Without UTF-8 it is said how to have it, on each system', (t) => {
  t.like(utf8Check({ LANG: 'C.UTF-8' }, 'linux'), { state: 'ok', found: 'LANG=C.UTF-8' });
  t.like(utf8Check({ WT_SESSION: '1' }, 'win32'), { state: 'ok', found: 'Windows Terminal' });
  t.like(utf8Check({ LC_ALL: 'C', LANG: 'C.UTF-8' }, 'linux'), {
    state: 'note',
    todo: 'export LC_ALL=C.UTF-8',
  });
  t.like(utf8Check({}, 'linux'), { state: 'ok', found: 'no locale is set; taken for UTF-8' });
  t.like(utf8Check({ LANG: 'C' }, 'darwin'), { state: 'note', todo: 'export LC_ALL=en_US.UTF-8' });
  t.like(utf8Check({}, 'win32'), { state: 'note', todo: 'use Windows Terminal' });
});

test('A background is dark, light, or not known', (t) => {
  t.like(backgroundCheck(true, 'dark'), { state: 'ok', found: 'dark' });
  t.like(backgroundCheck(true, 'light'), { state: 'ok', details: { background: 'light' } });
  t.like(backgroundCheck(true, undefined), { state: 'note', details: undefined });
  t.regex(backgroundCheck(false, undefined).found, /without a terminal/);
});
