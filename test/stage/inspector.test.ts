import test from 'ava';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../lab/facts/session.ts';
import type { Chosen } from '../../src/stage/inspector/model.ts';
import {
  clipboardCopy,
  bytesFileName,
  MOST_COPIED,
  saveBytes,
  saveChosen,
} from '../../src/stage/inspector/copy-save.ts';
import type { Row } from '../../src/stage/inspector/tree.ts';
import { bytes, clientHello, log, LOGIN, opened, SEE_OTHER, segment } from '../helpers/captured.ts';
import { OPENED } from '../helpers/happenings.ts';
import { openInspectorTerminal } from '../helpers/inspector-terminal.ts';

const ENTER = '\r';
const ESCAPE = '\x1b';
const UP = '\x1b[A';
const TAB = '\t';

async function facts(): Promise<Fact[]> {
  return [
    { at: 0, ...OPENED, title: 'Bank login', steps: [{ kind: 'say', text: 'Look.', lanes: [] }] },
    { at: 0, type: 'step-started', index: 0, kind: 'say', text: 'Look.' },
    { at: 0, type: 'secret-planted', lane: 'plain', name: 'password', value: 'tulip orbit!42' },
    ...log(
      opened(1),
      segment(1, 'to-bank', 0, LOGIN),
      segment(1, 'to-victim', 0, SEE_OTHER),
      { type: 'capture-limit-reached', lane: 'plain', limit: 1024 },
      opened(2, 'sealed', 'bank.test:443'),
      segment(2, 'to-bank', 0, await clientHello(), 'sealed'),
    ).facts,
  ];
}

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
  [160, 45],
] as const) {
  test(`at ${columns}×${rows}: from the stage to the password's bytes, and back`, async (t) => {
    const screen = openInspectorTerminal(await facts(), columns, rows);
    t.teardown(screen.close);
    await screen.until((text) => text.includes('inspect'));
    screen.press(ENTER);
    const text = await screen.until((all) => all.includes('› password = tulip orbit!42'));
    t.true(text.includes('→ POST /login'));
    t.true(text.includes('URL Standard §5.1'));
    t.true(text.includes('recording full: 1,024 bytes'));
    t.regex(text, /rd=tulip/);
    t.is(screen.rows().length, rows);
    t.true(screen.rows().every((row) => row.length <= columns));
    // Every line of the frame reaches its right wall.
    const framed = screen.rows().filter((row) => /^[╭│├╰]/.test(row));
    t.true(
      framed.every((row) => row.length === columns && /[╮│┤╯]$/.test(row)),
      text,
    );
    screen.press(UP);
    await screen.until((all) => all.includes('› user = alice'));
    screen.press(ESCAPE);
    await screen.until((all) => all.includes('ATTACKER'));
  });
}

test('tab goes to the other lane, and each lane keeps its place', async (t) => {
  const screen = openInspectorTerminal(await facts(), 80, 24);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('› password'));
  screen.press(TAB);
  const sealed = await screen.until((text) => text.includes('ClientHello'));
  t.true(sealed.includes('It names bank.test in clear'));
  screen.press(TAB);
  await screen.until((text) => text.includes('› password'));
  screen.press('?');
  await screen.until((text) => text.includes('out of the bytes'));
  screen.press('?');
  await screen.until((text) => text.includes('› password'));
  t.pass();
});

test('while a search is typed no key means anything else; what is found is marked', async (t) => {
  const screen = openInspectorTerminal(await facts(), 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('› password'));
  screen.press('/');
  await screen.until((text) => text.includes('/▏'));
  for (const [index, letter] of Array.from('qb?').entries()) {
    screen.press(letter);
    await screen.until((text) => text.includes(`/${'qb?'.slice(0, index + 1)}▏`));
  }
  for (let left = 3; left > 0; left -= 1) {
    screen.press('\x7f');
    await screen.until((text) => text.includes(`/${'qb?'.slice(0, left - 1)}▏`));
  }
  screen.press('theme');
  await screen.until((text) => text.includes('/theme▏'));
  screen.press(ENTER);
  const found = await screen.until((text) => text.includes('1 of 1 places'));
  t.true(found.includes('cookie theme = dark'));
});

test('a search that comes in one piece is a search all the same, and a paste goes into one that is open', async (t) => {
  const screen = openInspectorTerminal(await facts(), 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('› password'));
  screen.press('/q');
  await screen.until((text) => text.includes('/q▏'));
  screen.press(ESCAPE);
  await screen.until((text) => !text.includes('▏'));
  screen.press('/location\r');
  await screen.until((text) => text.includes('1 of 1 places'));
  t.true(screen.rows().some((row) => row.includes('Location = /account')));
  screen.press('\u001b[200~/no\u001b[201~/\u001b[200~set-cookie\r\nq\u0003\u001b[201~');
  await screen.until((text) => text.includes('/set-cookie▏'));
  screen.press('\r');
  await screen.until((text) => /1 of \d+ places/.test(text));
});

test('y hands the marked bytes to the clipboard', async (t) => {
  const screen = openInspectorTerminal(await facts(), 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('› password'));
  screen.press('Y');
  await screen.until((text) => text.includes('16 bytes as text handed'));
  t.true(screen.written().includes(`\x1b]52;c;${Buffer.from('tulip+orbit%2142').toString('base64')}\x07`));
});

test('hostile bytes reach neither the screen nor the clipboard', async (t) => {
  const hostile = 'GET /\u009b31m HTTP/1.1\r\nHost: a\x1b]0;owned\x07b\r\n\r\n';
  const all = (await facts()).filter(({ type }) => type !== 'segment-captured');
  all.push(...log(segment(1, 'to-bank', 0, hostile)).facts);
  const screen = openInspectorTerminal(all, 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('▸ → GET /\\x9b31m'));
  screen.press('\x1b[C');
  await screen.until((text) => text.includes('a\\u001b]0;owned\\u0007b'));
  screen.press('Y');
  await screen.until((text) => text.includes('handed'));
  t.false(screen.written().includes('\x1b]0;'));
  t.false(screen.written().includes('\u009b'));
  t.deepEqual(
    clipboardCopy(bytes('a\x1b[31m\nb'), 'text').sequence,
    `\x1b]52;c;${btoa('a\\u001b[31m\\u000ab')}\x07`,
  );
});

test('a copy is bounded and says when it is only the beginning', (t) => {
  for (const as of ['hex', 'text'] as const) {
    const { sequence, notice } = clipboardCopy(new Uint8Array(100_000).fill(0x61), as);
    t.is(sequence.length, MOST_COPIED + '\x1b]52;c;\x07'.length);
    t.is(notice, `the beginning of 100,000 bytes as ${as} handed to the terminal’s clipboard`);
  }
  t.false(clipboardCopy(bytes('ab'), 'hex').notice.includes('beginning'));
});

const name = (copy: number): string => bytesFileName('../a b', 3, 746, copy);

test('bytes are written to a new file of ours, for its owner only, and nothing is overwritten', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'plainsight-___a_b-3-746.bin'), 'mine');
  t.is(saveBytes(folder, bytes('x'), name), 'plainsight-___a_b-3-746-2.bin');
  t.is(saveBytes(folder, bytes('y'), name), 'plainsight-___a_b-3-746-3.bin');
  t.is(readFileSync(join(folder, 'plainsight-___a_b-3-746.bin'), 'utf8'), 'mine');
  t.is(statSync(join(folder, 'plainsight-___a_b-3-746-2.bin')).mode & 0o777, 0o600);
  t.throws(() => saveBytes(join(folder, 'none'), bytes('x'), name), { code: 'ENOENT' });
});

test('bytes that cannot be written are told of in a sentence, without the path that the system names', (t) => {
  const field = { label: '', offset: 0, length: 1, value: '', why: '', source: '' };
  const row: Row = {
    id: '3',
    depth: 0,
    kind: 'item',
    connection: 3,
    field,
    sealed: false,
    openable: false,
    open: false,
  };
  const run = { lane: 'plain', connection: 3, direction: 'to-bank', offset: 0, bytes: bytes('x') } as const;
  const chosen: Chosen = { row, direction: 'to-bank', ranges: [field], run };
  t.is(
    saveChosen(chosen, 'plain', join(tmpdir(), 'plainsight-nowhere')),
    'cannot write plainsight-plain-3-0.bin: its folder does not exist',
  );
});
