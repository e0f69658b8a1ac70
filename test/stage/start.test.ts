import test from 'ava';
import * as fc from 'fast-check';
import { createElement } from 'react';
import { found } from '../../src/stage/start/model.ts';
import { topShowing } from '../../src/stage/scroll.ts';
import type { ListedChapter } from '../../src/stage/start/model.ts';
import { Start } from '../../src/stage/start/start.tsx';
import type { StartChoice, StartProps } from '../../src/stage/start/start.tsx';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

function chapter(title: string, ...ids: readonly string[]): ListedChapter {
  const scenarios = ids.map((id) => ({
    id,
    title: `Title of ${id}`,
    minutes: 3,
    shows: `What ${id} shows.`,
  }));
  return { title, scenarios };
}

const COURSE = [
  chapter(
    'Ports',
    'doors',
    'bank-login',
    'port-is-not-the-lock',
    'what-443-still-shows',
    'tls-versions',
    'tampering',
  ),
  chapter('Getting to 443', 'no-443', 'redirect', 'ssl-strip', 'hsts', 'https-only', 'stolen-cookie'),
  chapter('Trust', 'forged-certificate', 'bad-certificates', 'forward-secrecy', 'mutual-tls'),
];

interface Opened {
  readonly shown: Shown;
  readonly chosen: StartChoice[];
  /** The row with the mark of what is chosen. */
  readonly marked: () => Promise<string>;
}

function open(columns = 80, rows = 24, props: Partial<StartProps> = {}): Opened {
  const chosen: StartChoice[] = [];
  const leave = (choice: StartChoice): void => void chosen.push(choice);
  const shown = showOn(createElement(Start, { chapters: COURSE, ...props, leave }), columns, rows);
  return {
    shown,
    chosen,
    marked: async () => (await shown.rows()).find((row) => row.includes('▸'))?.trim() ?? '',
  };
}

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
  [160, 45],
] as const) {
  test(`at ${columns}×${rows} the catalogue stands by chapter, with what the chosen one shows and the keys`, async (t) => {
    const { shown } = open(columns, rows);
    const lines = await shown.rows();
    t.is(lines.length, rows);
    for (const line of lines) t.true(line.length <= columns);
    t.regex(lines[0] ?? '', /plainsight .*16 scenarios · 48 min$/);
    const at = (text: string): number => lines.findIndex((line) => line.trim().startsWith(text));
    t.true(at('Ports') < at('▸ doors') && at('▸ doors') < at('Getting to 443'));
    t.true(at('Getting to 443') < at('no-443'));
    t.regex(lines[at('bank-login')] ?? '', /Title of bank-login +3 min$/);
    t.is(lines.at(-4)?.trim(), 'Title of doors');
    t.is(lines.at(-3)?.trim(), 'What doors shows.');
    t.regex(lines.at(-1) ?? '', /⏎ play .*q quit/);
    // What does not fit is said to be there.
    t.is(at('mutual-tls') === -1, /↓ more/.test(lines.at(-5) ?? ''));
    if (rows === 45) t.not(at('mutual-tls'), -1);
    await shown.close();
  });
}

test('the arrows, the pages, Home and End choose, and the list moves along', async (t) => {
  const { shown, marked } = open();
  await shown.press(KEYS.up);
  t.regex(await marked(), /^▸ doors/);
  await shown.press(KEYS.down);
  t.regex(await marked(), /^▸ bank-login/);
  await shown.press('\x1b[F');
  t.regex(await marked(), /^▸ mutual-tls/);
  t.regex((await shown.rows()).join('\n'), /↑ more/);
  await shown.press(KEYS.pageUp);
  t.notRegex(await marked(), /mutual-tls/);
  await shown.press('\x1b[H');
  t.regex(await marked(), /^▸ doors/);
  await shown.press(KEYS.pageDown);
  t.notRegex(await marked(), /doors/);
  await shown.close();
});

test('a few letters find a scenario, and Enter plays it', async (t) => {
  const { shown, chosen, marked } = open();
  for (const letter of 'stol') await shown.press(letter);
  t.regex(await marked(), /^▸ stolen-cookie/);
  t.notRegex((await shown.rows()).join('\n'), /bank-login/);
  t.regex((await shown.rows()).at(-1) ?? '', /find stol/);
  await shown.press(KEYS.enter);
  t.deepEqual(chosen, [{ kind: 'play', id: 'stolen-cookie' }]);
  await shown.close();
});

test('while a word is typed q is a letter; what is nowhere cannot be played; escape shows all again', async (t) => {
  const { shown, chosen, marked } = open();
  for (const letter of '/q') await shown.press(letter);
  t.deepEqual(chosen, []);
  for (const letter of 'zz') await shown.press(letter);
  t.regex((await shown.rows()).join('\n'), /nothing has all of these words/);
  await shown.press(KEYS.enter);
  t.deepEqual(chosen, []);
  await shown.press('\x7f');
  await shown.press(KEYS.escape);
  t.regex((await shown.rows()).join('\n'), /bank-login/);
  t.not(await marked(), '');
  await shown.press('q');
  t.deepEqual(chosen, [{ kind: 'quit' }]);
  await shown.close();
});

test('Ctrl-C leaves even while a word is typed', async (t) => {
  const { shown, chosen } = open();
  await shown.press('/');
  await shown.press('\x03');
  t.deepEqual(chosen, [{ kind: 'interrupt' }]);
  await shown.close();
});

test('it comes back to the scenario that was played, marks it, and says why one could not be', async (t) => {
  const fault = 'scenarios/hsts.yaml:3:1: unknown key "titel"\u001b[2J';
  const { shown, marked } = open(80, 24, { chosen: 'hsts', played: new Set(['hsts']), fault });
  t.regex(await marked(), /^▸ hsts .*✓ +3 min/);
  const lines = (await shown.rows()).join('\n');
  t.regex(lines, /cannot be played/);
  t.true(lines.includes(String.raw`titel"\u001b[2J`));
  await shown.press(KEYS.down);
  t.notRegex((await shown.rows()).join('\n'), /cannot be played/);
  await shown.close();
});

test('an empty catalogue and a small window do no harm', async (t) => {
  const empty = open(80, 24, { chapters: [] });
  await empty.shown.press(KEYS.down);
  await empty.shown.press(KEYS.enter);
  t.deepEqual(empty.chosen, []);
  await empty.shown.close();
  const small = open(60, 10);
  t.regex((await small.shown.rows()).join('\n'), /needs 80×24, this is 60×10/);
  await small.shown.press('q');
  t.deepEqual(small.chosen, [{ kind: 'quit' }]);
  await small.shown.close();
});

const ids = (query: string): readonly string[] =>
  found(COURSE, query).flatMap(({ scenarios }) => scenarios.map(({ id }) => id));

test('every word that is looked for must be there, in any of what a scenario says', (t) => {
  t.deepEqual(ids('COOKIE title'), ['stolen-cookie']);
  t.deepEqual(ids('trust'), ['forged-certificate', 'bad-certificates', 'forward-secrecy', 'mutual-tls']);
  t.is(ids('').length, 16);
});

test('the chosen row is always in the window, and the window never leaves the list', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(59),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(80),
      (total, at, height, before) => {
        const chosen = at % total;
        const top = topShowing({ first: chosen, last: chosen }, before, height, total);
        return top >= 0 && top <= chosen && chosen < top + height && (top === 0 || top + height <= total);
      },
    ),
  );
  t.pass();
});

test('a paste goes into the query that is open, and is nothing where none is', async (t) => {
  const { shown, chosen } = open();
  t.teardown(() => shown.close());
  await shown.press('\u001b[200~q\u001b[201~');
  t.deepEqual(chosen, []);
  t.notRegex((await shown.rows()).join('\n'), /▏/);
  await shown.press('/');
  await shown.press('\u001b[200~stolen\r\u001b[201~');
  t.deepEqual(chosen, []);
  await shown.press(KEYS.enter);
  t.deepEqual(chosen, [{ kind: 'play', id: 'stolen-cookie' }]);
});
