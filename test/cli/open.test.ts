import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { pcapFile } from '../../tools/support/captures/files.ts';
import { segment } from '../../tools/support/captures/frames.ts';
import { madeCaptures } from '../../tools/support/captures/made-captures.ts';
import { needing } from '../helpers/needing.ts';
import { factsOf, freshFolder, run, STACK } from '../helpers/program.ts';
import { afterStage, RESTORED, startOnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal');

/** A capture of some connections, each of which asks for its own page. */
function several(count: number): Buffer {
  const frames = Array.from({ length: count }, (_, index) => {
    const payload = `GET /page${index} HTTP/1.1\r\nHost: host${index}.test\r\nCookie: sid=secret${index}\r\n\r\n`;
    const said = {
      from: `192.0.2.1:${40_000 + index}`,
      to: '198.51.100.2:80',
      sequence: 1,
      flags: 'PA',
      payload,
    };
    return { time: 1_700_000_000_000 + index, frame: segment(said) };
  });
  return pcapFile(101, frames);
}

const HAR = JSON.stringify({
  log: {
    entries: [
      {
        startedDateTime: '2026-01-01T00:00:00.000Z',
        request: { method: 'GET', url: 'https://a.test/one?token=abcdef123', headers: [] },
        response: { status: 200, headers: [], content: {} },
      },
    ],
  },
});

test('A capture is told as text and as facts, and saved only where that is asked for.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'a.pcap'), several(3));
  const text = await run(t, ['open', 'a.pcap', '--text'], { cwd: folder });
  t.is(text.code, 0);
  t.regex(
    text.stdout,
    /client {2}192\.0\.2\.1:40002 connected to 198\.51\.100\.2:80\n.*client {2}GET \/page2/,
  );
  t.deepEqual(await readdir(folder), ['a.pcap'], 'nothing was written');
  const json = await run(t, ['open', 'a.pcap', '--json'], { cwd: folder });
  t.is(factsOf(json.stdout).filter(({ type }) => type === 'segment-captured').length, 3);
  const saved = await run(t, ['open', 'a.pcap', '--save', 's.jsonl'], { cwd: folder });
  t.is(saved.stdout, 'a.pcap: 3 connections, saved in s.jsonl\n');
  t.is(await readFile(join(folder, 's.jsonl'), 'utf8'), json.stdout);
  const again = await run(t, ['replay', 's.jsonl', '--text'], { cwd: folder });
  t.is(again.stdout, text.stdout);
});

test('An export of what comes from elsewhere masks what was read, unless it is told not to.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'a.pcap'), several(1));
  await run(t, ['open', 'a.pcap', '--save', 's.jsonl'], { cwd: folder });
  for (const to of ['pcapng', 'jsonl', 'html', 'text']) {
    const masked = await run(t, ['export', 's.jsonl', '--to', to, '-o', `masked.${to}`], { cwd: folder });
    t.is(masked.code, 0, masked.stderr);
    t.false((await readFile(join(folder, `masked.${to}`), 'latin1')).includes('secret0'), to);
  }
  const whole = await run(t, ['export', 's.jsonl', '--to', 'pcapng', '-o', 'whole.pcapng', '--with-typed'], {
    cwd: folder,
  });
  t.is(whole.code, 0, whole.stderr);
  t.true((await readFile(join(folder, 'whole.pcapng'), 'latin1')).includes('secret0'));
});

test('A HAR is read, and says that no bytes were captured.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'a.har'), HAR);
  const { code, stdout } = await run(t, ['open', 'a.har'], { cwd: folder });
  t.is(code, 0);
  t.regex(stdout, /read GET https:\/\/a\.test\/one/);
  t.regex(stdout, /No bytes were captured/);
});

test('What is no capture, no key log, or not there is told in one sentence.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'a.txt'), 'hello there, no capture');
  await writeFile(join(folder, 'b.json'), '{"a":1}');
  await writeFile(join(folder, 'a.pcap'), several(1));
  for (const [args, says] of [
    [['a.txt'], /a\.txt: it is no capture/],
    [['b.json'], /no HAR/],
    [['none.pcap'], /no such file/],
    [['.'], /folder/],
    [['a.pcap', '--keys', 'a.txt'], /holds no secret of TLS/],
    [['a.pcap', '--save', 'a.pcap'], /is the capture itself/],
  ] as const) {
    const { code, stderr } = await run(t, ['open', ...args], { cwd: folder });
    t.is(code, 2);
    t.regex(stderr, says);
    t.notRegex(stderr, STACK);
    t.is(stderr.trim().split('\n').length, 1);
  }
});

test('Every kind of capture that was made by hand is opened.', async (t) => {
  const folder = await freshFolder(t);
  for (const [index, bytes] of [...madeCaptures().entries()].filter(([each]) => each % 7 === 0)) {
    await writeFile(join(folder, `${index}.cap`), bytes);
    const { code, stdout } = await run(t, ['open', `${index}.cap`, '--json'], { cwd: folder });
    t.is(code, 0);
    t.true(factsOf(stdout).some(({ type }) => type === 'segment-captured'));
  }
});

onTerminal(
  'On a terminal connections are listed, filtered and opened, and the list is found again.',
  async (t) => {
    const folder = await freshFolder(t);
    await writeFile(join(folder, 'many.pcap'), several(300));
    const open = await startOnTerminal(t, ['open', 'many.pcap'], { cwd: folder, columns: 80, rows: 24 });
    const list = await open.shows(/300 connections/);
    t.regex(list, /1 {2}192\.0\.2\.1:40000 +host0\.test:80 +HTTP .* cookie/);
    open.type('/');
    await open.shows(/filter/);
    open.type('host27.test');
    await open.shows(/1 of 300 connections/);
    open.type('\r');
    await open.shows(/open {3}/);
    open.type('\r');
    const overview = await open.shows(/A capture: 1 connection/);
    t.regex(overview, /cookies +READ sid=secret27/);
    t.notRegex(overview, /victim|attacker|bank|alice/i);
    open.type('m');
    t.notRegex(await open.shows(/Who sees what/), /victim|attacker|bank|alice/i);
    open.type('\u001b');
    await open.shows(/A capture: 1 connection/);
    open.type('\r');
    t.notRegex(await open.shows(/what passed/), /victim|attacker|\bbank\b|alice/i);
    open.type('\u001b');
    await open.shows(/A capture: 1 connection/);
    open.type('l');
    t.notRegex(await open.shows(/client {2}onlooker/), /victim|attacker|\bbank\b|alice/i);
    open.type('\u001b');
    await open.shows(/A capture: 1 connection/);
    open.type('c');
    await open.shows(/1 of 300 connections/);
    open.type('q');
    const { code, stdout } = await open.ended;
    t.is(code, 0);
    t.true(stdout.includes(RESTORED));
    t.regex(afterStage(open.written()), /many\.pcap is closed/);
    t.deepEqual(await readdir(folder), ['many.pcap'], 'nothing was written');
  },
);
