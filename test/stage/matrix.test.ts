import { logOf } from '../helpers/log-of.ts';
import test from 'ava';
import { createElement } from 'react';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { MatrixScreen } from '../../src/stage/screens/matrix.tsx';
import { layOut } from '../../src/stage/layout.ts';
import type { ScreenProps } from '../../src/stage/screens/screen.ts';
import type { CapturedPlace } from '../../src/views/matrix/cell.ts';
import { Stage } from '../../src/stage/stage.tsx';
import { answer, http, Log } from '../helpers/log.ts';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

const LOGIN = 'user=alice&password=tulip-orbit-42';

function plain(lanes: readonly string[]): Log {
  const log = new Log(Object.fromEntries(lanes.map((lane) => [lane, 'http://bank.test/login'])));
  for (const [index, lane] of lanes.entries()) {
    log
      .plant(lane, 'user', 'alice')
      .plant(lane, 'password', 'tulip-orbit-42')
      .captured(lane, index + 1, 'to-bank', http('POST', '/login', LOGIN))
      .captured(lane, index + 1, 'to-victim', answer())
      .made(lane, 'POST', 'http://bank.test/login', { sent: LOGIN });
  }
  return log;
}

function directed(log: Log): Director {
  const session = new Session(() => 0);
  for (const fact of log.facts) session.restore(fact);
  const director = new Director(session, { now: () => 0, after: () => () => undefined });
  director.ended();
  director.next();
  return director;
}

interface Alone {
  readonly shown: Shown;
  readonly went: [string, CapturedPlace | undefined][];
}

/** The screen by itself, with what it asked to be shown. */
function alone(log: Log, screens: readonly string[], columns = 80, rows = 24): Alone {
  const went: [string, CapturedPlace | undefined][] = [];
  const props: ScreenProps = {
    scene: directed(log).scene(),
    facts: logOf(log.facts),
    size: { columns, rows },
    rows: rows - 5,
    lane: 0,
    go: (screen, place) => went.push([screen, place]),
    has: (screen) => screens.includes(screen),
    toStep: () => undefined,
    typing: () => undefined,
    zoomed: undefined,
    layout: layOut(100, 30, 2),
    zoom: () => undefined,
  };
  return { shown: showOn(createElement(MatrixScreen, props), columns, rows), went };
}

const row = (rows: readonly string[], start: string): string =>
  rows.find((text) => text.replace('▸', ' ').trimStart().startsWith(start)) ?? '';

test.serial('one to four lanes stand side by side at 80 × 24, each with its word', async (t) => {
  for (const lanes of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']]) {
    const { shown } = alone(plain(lanes), []);
    const rows = await shown.rows();
    t.is(row(rows, 'her password').split('READ').length - 1, lanes.length);
    t.is(row(rows, 'her balance').split('NOT SENT').length - 1, lanes.length);
    for (const lane of lanes) t.true(rows.join('\n').includes(`lane ${lane}`));
    await shown.close();
  }
});

test.serial('the arrows move and the sentence below follows', async (t) => {
  const { shown } = alone(plain(['a', 'b']), []);
  t.regex((await shown.rows()).join('\n'), /which bank, lane a: READ bank\.test/);
  await shown.press(KEYS.down);
  await shown.press(KEYS.right);
  t.regex((await shown.rows()).join('\n'), /which page, lane b: READ \/login/);
  await shown.press(KEYS.right);
  await shown.press(KEYS.up);
  await shown.press(KEYS.left);
  t.regex((await shown.rows()).join('\n'), /which bank, lane a: READ bank\.test/);
  await shown.close();
});

test.serial('enter shows the bytes where there is a screen for them, and only then', async (t) => {
  const without = alone(plain(['a']), []);
  await without.shown.press(KEYS.enter);
  t.false((await without.shown.rows()).join('\n').includes('⏎'));
  t.deepEqual(without.went, []);
  await without.shown.close();

  const { shown, went } = alone(plain(['a']), ['inspector']);
  t.true((await shown.rows()).join('\n').includes('⏎ shows these bytes'));
  await shown.press(KEYS.enter);
  const [[screen, place] = []] = went;
  t.is(screen, 'inspector');
  t.is(place?.lane, 'a');
  const request = http('POST', '/login', LOGIN);
  t.is(request.slice(place?.offset, (place?.offset ?? 0) + (place?.length ?? 0)), 'bank.test');
  await shown.close();
});

test.serial('m leads from the lanes to the matrix, whose arrows are its own, and escape back', async (t) => {
  const director = directed(plain(['a', 'b']));
  const point = director.scene().point;
  const shown = showOn(createElement(Stage, { director }), 80, 24);
  t.regex((await shown.rows()).join('\n'), /VICTIM/);
  await shown.press('m');
  t.regex((await shown.rows()).join('\n'), /Who sees what/);
  await shown.press(KEYS.left);
  t.is(director.scene().point, point);
  await shown.press(KEYS.escape);
  t.regex((await shown.rows()).join('\n'), /VICTIM/);
  await shown.close();
  director.stop();
});

test.serial('what was captured cannot steer the terminal', async (t) => {
  const log = new Log({ a: 'http://bank.test/' })
    .plant('a', 'password', 'x\u001b[2J\u202ey')
    .captured('a', 1, 'to-bank', http('GET', '/?x\u001b[2J\u202ey'));
  const { shown } = alone(log, []);
  const text = (await shown.rows()).join('\n');
  t.true(text.includes('x\\u001b[2J\\u202ey'));
  await shown.close();
});
