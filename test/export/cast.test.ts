import test from 'ava';
import xterm from '@xterm/headless';
import { UserError } from '../../src/errors.ts';
import { CAST_SIZE, toCast } from '../../src/export/cast.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { Director } from '../../src/stage/director.ts';
import { recordStage } from '../../src/stage/recording/record-stage.tsx';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { logOf } from '../helpers/log-of.ts';
import { savedSession } from '../helpers/saved-facts.ts';
import { onTerminal } from '../../tools/support/stage-terminal.ts';

const LOGIN = savedSession('bank-login.jsonl');
const SHORT = LOGIN.slice(0, LOGIN.findIndex(({ type }) => type === 'step-finished') + 1);

const recording = castOf(LOGIN);

function castOf(facts: readonly Fact[]): Promise<string[]> {
  return toCast(facts, recordStage);
}

type CastEvent = readonly [time: number, kind: string, text: string];

function eventsOf(lines: readonly string[]): readonly CastEvent[] {
  return lines.slice(1).map((line): CastEvent => JSON.parse(line));
}

/** What a terminal shows in the end that is sent these events, without spaces at the ends of rows. */
async function played(events: readonly CastEvent[]): Promise<string[]> {
  const { columns, rows } = CAST_SIZE;
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  for (const [, , text] of events) {
    await new Promise<void>((resolve) => {
      screen.write(text, resolve);
    });
  }
  const shown = Array.from(
    { length: rows },
    (_, row) => screen.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
  );
  screen.dispose();
  return shown;
}

/** What the stage shows when all of it was played. */
async function atTheEnd(facts: readonly Fact[]): Promise<string[]> {
  const clock = new HandClock();
  const director = new Director(logOf(facts), clock, { live: false });
  director.ended();
  clock.turn(60 * 60_000);
  const terminal = onTerminal(director, CAST_SIZE.columns, CAST_SIZE.rows);
  try {
    return await terminal.rows();
  } finally {
    director.stop();
    await terminal.close();
  }
}

test('a recording begins with what asciinema asks for, and its times never go back', async (t) => {
  const lines = await recording;
  t.true(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1));
  const opened = LOGIN.find((fact) => fact.type === 'session-opened');
  t.deepEqual(JSON.parse(lines[0] ?? ''), {
    version: 2,
    width: 100,
    height: 30,
    timestamp: Math.floor(Date.parse(opened?.time ?? '') / 1000),
    title: `${opened?.title} · Plainsight`,
  });
  const events = eventsOf(lines);
  t.true(events.length > 20);
  let last = 0;
  for (const [time, kind, text] of events) {
    t.true(time >= last);
    t.is(kind, 'o');
    t.is(typeof text, 'string');
    last = time;
  }
});

test('at its end a terminal shows what the stage shows', async (t) => {
  const stage = await atTheEnd(LOGIN);
  t.regex(stage.join('\n'), /claims held/);
  t.deepEqual(await played(eventsOf(await recording)), stage);
});

test('the same session gives the same recording, in colour', async (t) => {
  const lines = await castOf(SHORT);
  t.deepEqual(await castOf(SHORT), lines);
  t.true(lines.join('').includes('\\u001b[1m'));
  t.true(lines.join('').includes('\\u001b[9'));
});

test('only rows that changed are sent again', async (t) => {
  const [first, ...later] = eventsOf(await recording);
  t.true((first?.[2].length ?? 0) > 0);
  const rows = later.flatMap(([, , text]) => text.split('\u001b[2K').slice(1)).length;
  t.true(later.length > 1);
  t.true(rows < (later.length * CAST_SIZE.rows) / 2, `${rows} rows in ${later.length} events`);
});

test('a session without a beginning has a recording too', async (t) => {
  const lines = await castOf([]);
  t.deepEqual(JSON.parse(lines[0] ?? ''), {
    version: 2,
    width: 100,
    height: 30,
    title: 'A session without a beginning · Plainsight',
  });
});

test('a session that takes too long to show is refused', async (t) => {
  const text = 'word '.repeat(2_000);
  const long = Array.from({ length: 200 }, (_, index): Fact => ({
    at: index,
    type: 'step-started',
    index,
    kind: 'say',
    text,
  }));
  await t.throwsAsync(castOf(long), { instanceOf: UserError, message: /half an hour/ });
});

test('what was captured cannot steer the terminal that plays it', async (t) => {
  const hostile = SHORT.map((fact) =>
    fact.type === 'session-opened' ? { ...fact, title: 'x\u001b]0;gone\u0007\u001b[2J' } : fact,
  );
  const told = eventsOf(await castOf(hostile))
    .map(([, , text]) => text)
    .join('')
    .replace('\u001b[2J', '');
  t.true(told.includes(String.raw`x\u001b]0;gone`));
  t.false(told.includes('\u001b]'));
  t.false(told.includes('\u001b[2J'));
});
