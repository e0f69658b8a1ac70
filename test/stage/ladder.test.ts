import test from 'ava';
import { createElement } from 'react';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { DIAGRAM, drawRung, IDLE, rungParts } from '../../src/stage/panes/rung.ts';
import { Stage } from '../../src/stage/stage.tsx';
import { clientHello, http, Log, sealedRecord } from '../helpers/log.ts';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

function staged(log: Log, columns: number, rows = 24): Shown {
  const session = new Session(() => 0);
  for (const fact of log.facts) session.restore(fact);
  const director = new Director(session, { now: () => 0, after: () => () => undefined });
  director.ended();
  director.next();
  return showOn(createElement(Stage, { director }), columns, rows);
}

function twoLanes(requests: number): Log {
  const log = new Log({ a: 'http://bank.test/', b: 'https://bank.test/' })
    .captured('b', 2, 'to-bank', clientHello('bank.test'))
    .captured('b', 2, 'to-victim', sealedRecord(10));
  for (let index = 0; index < requests; index += 1) {
    log.captured('a', index + 10, 'to-bank', http('GET', `/page-${index}`));
  }
  return log;
}

const text = async (shown: Shown): Promise<string> => (await shown.rows()).join('\n');

test.serial('on a narrow terminal one lane is shown, and tab shows the other', async (t) => {
  const shown = staged(twoLanes(3), 80);
  await shown.press('l');
  t.regex(await text(shown), /GET \/page-2/);
  t.notRegex(await text(shown), /ClientHello/);
  await shown.press(KEYS.tab);
  t.regex(await text(shown), /ClientHello for bank\.test/);
  t.notRegex(await text(shown), /GET \/page-2/);
  await shown.close();
});

test.serial('on a wide terminal the lanes share one time axis', async (t) => {
  const shown = staged(twoLanes(3), 140, 30);
  await shown.press('l');
  const rows = await shown.rows();
  const times = rows.flatMap((row) => /^ +(\d+\.\d{3}) /.exec(row)?.[1] ?? []).map(Number);
  t.is(times.length, 5);
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  await shown.close();
});

test.serial('the ladder scrolls by line and by page, and not past its ends', async (t) => {
  const shown = staged(twoLanes(60), 80);
  await shown.press('l');
  t.regex(await text(shown), /GET \/page-0 *\n/);
  await shown.press(KEYS.up);
  t.regex(await text(shown), /GET \/page-0 *\n/);
  await shown.press(KEYS.down);
  t.notRegex(await text(shown), /GET \/page-0 *\n/);
  for (let page = 0; page < 9; page += 1) await shown.press(KEYS.pageDown);
  t.regex(await text(shown), /GET \/page-59/);
  t.regex(await text(shown), /–60 of 60/);
  await shown.press(KEYS.pageUp);
  t.notRegex(await text(shown), /GET \/page-59/);
  await shown.press(KEYS.escape);
  t.regex(await text(shown), /VICTIM/);
  await shown.close();
});

test('every rung is as wide as the lifelines, and a tunnelled one crosses the attacker', (t) => {
  const parties = ['victim', 'attacker', 'bank'] as const;
  for (const kind of ['message', 'handshake', 'sealed', 'mixed', 'note', 'behind'] as const) {
    for (const from of parties) {
      for (const to of parties) t.is(drawRung({ from, to, kind }).length, DIAGRAM);
    }
  }
  t.is(IDLE.length, DIAGRAM);
  t.true(drawRung({ from: 'victim', to: 'bank', kind: 'sealed' }).includes('▒┼▒'));
  t.false(drawRung({ from: 'victim', to: 'attacker', kind: 'sealed' }).includes('┼'));
});

test('what is painted of a rung is its arrow, and never a lifeline that it does not reach', (t) => {
  const parties = ['victim', 'attacker', 'bank'] as const;
  for (const kind of ['sealed', 'mixed', 'message', 'note'] as const) {
    for (const from of parties) {
      for (const to of parties) {
        const [before, passing, after] = rungParts({ from, to, kind });
        t.is(before + passing + after, drawRung({ from, to, kind }));
        t.regex(passing, from === to ? /^●$/ : /^[^│]+$/);
      }
    }
  }
  t.is(rungParts({ from: 'victim', to: 'attacker', kind: 'sealed' })[2].trim(), '│         │');
});
