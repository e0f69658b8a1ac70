import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { UserError } from '../../src/errors.ts';
import { FORMAT_IDS } from '../../src/export/format-ids.ts';
import { toCast } from '../../src/export/cast.ts';
import { toJsonLines } from '../../src/export/json.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { HEAD_LIMITS } from '../../lab/facts/fact-log.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { Director } from '../../src/stage/director.ts';
import { stageExporter } from '../../src/commands/stage-exporter.ts';
import { exportFileName } from '../../src/export/save-new-file.ts';
import { recordStage } from '../../src/stage/recording/record-stage.tsx';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { logOf } from '../helpers/log-of.ts';
import { savedSession } from '../helpers/saved-facts.ts';
import { onTerminal } from '../../tools/support/stage-terminal.ts';
import type { Terminal } from '../../tools/support/stage-terminal.ts';
import { lookOf } from '../../src/stage/theme.ts';

const LOGIN = savedSession('bank-login.jsonl');

/** A folder that goes when the test ends. */
function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The stage with the card open. */
async function card(
  t: ExecutionContext,
  where: string,
  columns = 100,
  rows = 30,
  colours: 0 | 16 = 16,
): Promise<Terminal> {
  const director = new Director(logOf(LOGIN), new HandClock(), { live: false });
  const terminal = onTerminal(director, columns, rows, { colours, exporter: stageExporter(where) });
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  await terminal.press('e');
  return terminal;
}

/** The screen as soon as it passes; the test's own time limit is the bound. */
async function until(terminal: Terminal, passes: RegExp): Promise<string> {
  for (;;) {
    const screen = (await terminal.rows()).join('\n');
    if (passes.test(screen)) return screen;
  }
}

test('a file never takes the place of another, and its owner alone can read it', async (t) => {
  const where = folder(t);
  const name = 'plainsight-bank-login';
  writeFileSync(join(where, `${name}.pcapng`), 'mine');
  const path = await stageExporter(where).save(logOf(LOGIN), 'pcapng', false);
  t.is(path, join(where, `${name}-2.pcapng`));
  t.is(await stageExporter(where).save(logOf(LOGIN), 'pcapng', false), join(where, `${name}-3.pcapng`));
  t.deepEqual(readFileSync(path), Buffer.concat([...toPcapng(LOGIN)].map((piece) => Buffer.from(piece))));
  t.is(statSync(path).mode & 0o777, 0o600);
  t.is(readFileSync(join(where, `${name}.pcapng`), 'utf8'), 'mine');
});

test("a scenario's name cannot lead out of the folder", (t) => {
  t.is(exportFileName('bank-login'), 'plainsight-bank-login');
  t.is(exportFileName('../../etc/passwd'), 'plainsight-etc-passwd');
  t.is(exportFileName('my/lesson.yaml'), 'plainsight-my-lesson');
  t.is(exportFileName('\u001b[2J\u202eé'), 'plainsight-2J');
  t.is(exportFileName('..'), 'plainsight-session');
  t.is(exportFileName('a'.repeat(1_000)).length, 'plainsight-'.length + 64);
});

test('what cannot be written is said in a sentence, and nothing is left behind', async (t) => {
  const where = folder(t);
  const missing = await t.throwsAsync(stageExporter(join(where, 'none')).save(logOf(LOGIN), 'text', false), {
    instanceOf: UserError,
  });
  t.regex(missing?.message ?? '', /^cannot write plainsight-bank-login\.txt: its folder does not exist$/);
  const [fact] = LOGIN;
  const endless: FactLog = {
    length: HEAD_LIMITS.facts + 1,
    at: () => fact,
    typeAt: () => fact?.type,
    subscribe: () => () => undefined,
  };
  await t.throwsAsync(stageExporter(where).save(endless, 'text', false), { message: /too long/ });
  t.deepEqual(readdirSync(where), []);
});

test('a hundredth file of one name is refused', async (t) => {
  const where = folder(t);
  for (let number = 1; number <= 99; number += 1)
    writeFileSync(join(where, `plainsight-bank-login${number === 1 ? '' : `-${number}`}.txt`), '');
  await t.throwsAsync(stageExporter(where).save(logOf(LOGIN), 'text', false), {
    message: /^there are 99 files/,
  });
});

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
] as const) {
  test(`at ${columns}×${rows} e lists every format by number, and escape takes the card away`, async (t) => {
    const terminal = await card(t, folder(t), columns, rows);
    const screen = await until(terminal, /Wireshark/);
    for (const [index, id] of FORMAT_IDS.entries()) t.true(screen.includes(`${index + 1} ${id}`), id);
    t.regex(screen, /1–9 write .*esc close/);
    t.regex(screen, /opening the lab|VICTIM|PATH/i);
    await terminal.press('\x1b');
    t.notRegex(await until(terminal, /inspect/), /esc close/);
  });
}

test('a number writes the file and says where it is; again makes another', async (t) => {
  const where = folder(t);
  const terminal = await card(t, where);
  const number = String(FORMAT_IDS.indexOf('jsonl') + 1);
  await terminal.press(number);
  t.notRegex(await until(terminal, /jsonl is in .*plainsight-bank-login\.jsonl/), /esc close/);
  await terminal.press('e');
  t.notRegex(await until(terminal, /esc close/), /jsonl is in/);
  await terminal.press(number);
  await until(terminal, /plainsight-bank-login-2\.jsonl/);
  t.deepEqual(readdirSync(where).toSorted(), [
    'plainsight-bank-login-2.jsonl',
    'plainsight-bank-login.jsonl',
  ]);
  await terminal.press('?');
  await terminal.press('?');
  t.notRegex(await until(terminal, /inspect/), /jsonl is in/);
});

test('s offers the sealed forms, and what has none says why', async (t) => {
  const where = folder(t);
  const terminal = await card(t, where);
  await until(terminal, /Wireshark/);
  await terminal.press('s');
  t.notRegex(await until(terminal, /pcapng, SEALED/), /keylog|har /);
  await terminal.press('\x1b[C');
  await until(terminal, /keylog has no sealed form, for it is nothing but keys/);
  await terminal.press('\r');
  await until(terminal, /keylog has no sealed form/);
  t.deepEqual(readdirSync(where), []);
  await terminal.press(String(FORMAT_IDS.indexOf('jsonl') + 1));
  await until(terminal, /jsonl, sealed, is in .*plainsight-bank-login-sealed\.jsonl/);
  const sealed = readFileSync(join(where, 'plainsight-bank-login-sealed.jsonl'), 'utf8');
  t.is(sealed, [...toJsonLines(sealFacts(LOGIN))].join(''));
  t.notRegex(sealed, /secret-planted|tls-secret-logged/);
});

test('where nothing can be written the card says so, and the stage stays', async (t) => {
  const where = folder(t);
  chmodSync(where, 0o500);
  const terminal = await card(t, join(where, 'none'));
  await terminal.press(String(FORMAT_IDS.indexOf('text') + 1));
  await until(terminal, /cannot write plainsight-bank-login\.txt/);
  await terminal.press('e');
  t.regex(await until(terminal, /inspect/), /step 0|step \d+ of|opening/);
});

test('a recording that is asked for on a stage without colours has those of the dark theme', async (t) => {
  const where = folder(t);
  const terminal = await card(t, where, 100, 30, 0);
  await terminal.press(String(FORMAT_IDS.indexOf('cast') + 1));
  await until(terminal, /cast is in .*plainsight-bank-login\.cast/);
  const recording = readFileSync(join(where, 'plainsight-bank-login.cast'), 'utf8');
  for (const tone of ['victim', 'attacker', 'bank', 'read', 'sealed', 'secure', 'progress'] as const) {
    const { ink, ground } = lookOf(tone, 'dark', 256);
    if (ink !== undefined) t.true(recording.includes(`\\u001b[38;5;${ink}m`), tone);
    if (ground !== undefined) t.true(recording.includes(`\\u001b[48;5;${ground}m`), tone);
  }
  t.deepEqual(recording, (await toCast(LOGIN, recordStage)).join(''));
  t.notRegex(
    terminal.written(),
    // oxlint-disable-next-line no-control-regex -- what is looked for is control characters
    /\u001b\[(3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;5;\d+)m/,
    'the stage itself has none',
  );
});
