import test from 'ava';
import type { ExecutionContext } from 'ava';
import { createElement } from 'react';
import { stageExporter } from '../../src/commands/stage-exporter.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { Start } from '../../src/stage/start/start.tsx';
import { toAscii } from '../../src/terminal/ascii.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { onTerminal } from '../../tools/support/stage-terminal.ts';
import type { Terminal } from '../../tools/support/stage-terminal.ts';
import { savedSession } from '../helpers/saved-facts.ts';
import { KEYS, showOn } from '../helpers/shown.ts';

const LOGIN = savedSession('bank-login.jsonl');

// oxlint-disable-next-line no-control-regex -- what is looked for is all beyond ASCII
const BEYOND = /[^\x00-\x7e]/;

/** The keys that lead to every screen and card of a stage, one after another. */
const WAYS = [
  '?',
  'x',
  'm',
  KEYS.down,
  KEYS.escape,
  'l',
  KEYS.escape,
  's',
  KEYS.escape,
  'n',
  KEYS.escape,
  'e',
  KEYS.escape,
  KEYS.enter,
  KEYS.down,
  KEYS.enter,
  KEYS.right,
  '/',
  '1',
  KEYS.escape,
] as const;

function open(t: ExecutionContext, columns: number, rows: number, ascii: boolean): [Director, Terminal] {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  director.togglePause();
  for (const fact of LOGIN) session.restore(fact);
  const terminal = onTerminal(director, columns, rows, { colours: 0, ascii, exporter: stageExporter() });
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  return [director, terminal];
}

/** Whether a row has nothing that is longer in ASCII. */
function isAsLong(row: string): boolean {
  return !/⏎|→\d|(?:opening the lab|writing \w+) …/.test(row);
}

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
] as const) {
  test(`at ${columns}×${rows} every screen is drawn in ASCII, character by character as it is in UTF-8`, async (t) => {
    const [before, full] = open(t, columns, rows, false);
    const [director, plain] = open(t, columns, rows, true);
    const compare = async (): Promise<void> => {
      const [rich, shown] = [await full.rows(), await plain.rows()];
      t.is(shown.length, rows);
      for (const [index, row] of rich.entries()) {
        if (isAsLong(row)) t.is(shown[index], toAscii(row).trimEnd());
        for (const sign of row)
          if (BEYOND.test(sign) && !/\p{L}/u.test(sign)) t.not(toAscii(sign), '?', sign);
      }
    };
    for (let point = -1; director.scene().point > point;) {
      point = director.scene().point;
      await compare();
      director.next();
      before.next();
    }
    for (const key of WAYS) {
      await full.press(key);
      await plain.press(key);
      await compare();
    }
    t.notRegex(plain.written(), BEYOND);
    t.regex(full.written(), BEYOND);
  });

  test(`at ${columns}×${rows} the catalogue is drawn in ASCII`, async (t) => {
    const scenarios = [{ id: 'one', title: 'It’s the lock …', minutes: 3, shows: '“Port” 443 — and more' }];
    const start = createElement(Start, {
      chapters: [{ title: 'Ports · doors', scenarios }],
      leave: () => undefined,
    });
    const shown = showOn(start, columns, rows, { theme: 'dark', colours: 16, ascii: true });
    t.regex((await shown.rows()).join('\n'), /It's the lock[^]*"Port" 443 - and more[^]*Enter play/);
    await shown.press('o');
    t.regex((await shown.rows()).at(-1) ?? '', /find o +Enter play/);
    t.notRegex(shown.written(), BEYOND);
    await shown.close();
  });
}

test('in ASCII on the smallest terminal the bottom row has every key whole', async (t) => {
  const [, plain] = open(t, 80, 24, true);
  t.regex((await plain.rows()).at(-1) ?? '', /Enter inspect .*space go on .* q quit$/);
});

test('what is open, what is shown and what is hidden have a sign each in ASCII', (t) => {
  t.is(new Set(Array.from('●✓✗•', toAscii)).size, 4);
});
