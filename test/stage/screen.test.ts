import test from 'ava';
import type { ExecutionContext } from 'ava';
import stringWidth from 'string-width';
import type { Fact } from '../../lab/facts/session.ts';
import { stageExporter } from '../../src/commands/stage-exporter.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import type { Palette } from '../../src/stage/painter.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { savedSession } from '../helpers/saved-facts.ts';
import { KEY, onTerminal } from '../../tools/support/stage-terminal.ts';
import type { ScreenCell, Terminal } from '../../tools/support/stage-terminal.ts';

const LOGIN = savedSession('bank-login.jsonl');

interface Staged {
  readonly terminal: Terminal;
  readonly director: Director;
  readonly session: Session;
  readonly clock: HandClock;
}

/** The stage on a terminal with these facts behind it, held at their beginning; closed when the test is done. */
function stage(
  t: ExecutionContext,
  columns: number,
  rows: number,
  facts: readonly Fact[] = LOGIN,
  palette: Partial<Palette> = {},
): Staged {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  director.togglePause();
  for (const fact of facts) session.restore(fact);
  const terminal = onTerminal(director, columns, rows, { ...palette, exporter: stageExporter() });
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  return { terminal, director, session, clock };
}

/** Goes on with → until the end of step `step`, counted from 1 as the header does. */
function toStep({ director }: Staged, step: number): void {
  for (let before = -1; director.scene().state.step < step - 1 && director.scene().point > before;) {
    before = director.scene().point;
    director.next();
  }
  if (director.scene().state.step !== step - 1) throw new Error(`no step ${step}`);
}

/** The facts up to and with the one that `last` picks. */
function upTo(last: (fact: Fact) => boolean): Fact[] {
  return LOGIN.slice(0, LOGIN.findIndex(last) + 1);
}

/** What must be true of the lanes' screen at any size: nothing wraps, and every border lines up. */
function holdsTogether(t: ExecutionContext, lines: readonly string[], columns: number, rows: number): void {
  t.is(lines.length, rows);
  t.regex(lines[0] ?? '', /^ plainsight .* step \d+ of \d+ [━─]+$/);
  for (const line of lines) t.true(stringWidth(line) <= columns, line);
  const top = lines.findIndex((line) => line.startsWith('╭'));
  const bottom = lines.findLastIndex((line) => line.startsWith('╰'));
  t.true(top >= 2 && bottom > top);
  const corners = Array.from(lines[bottom] ?? '').flatMap((character, at) => (character === '╯' ? [at] : []));
  t.is(corners.at(-1), columns - 1, 'the lanes take the whole width');
  for (const line of lines.slice(top + 1, bottom)) {
    for (const corner of corners) t.is(atCell(line, corner), '│', line);
  }
  t.is(corners.length, Array.from(lines[top] ?? '').filter((character) => character === '╮').length);
  t.is(stringWidth(lines[top] ?? ''), columns);
}

function atCell(line: string, column: number): string {
  let cells = 0;
  for (const character of line) {
    if (cells === column) return character;
    cells += stringWidth(character);
  }
  return '';
}

/** The text of the cells that stand out as READ does. */
function marked(cells: readonly ScreenCell[][]): string {
  return cells
    .map((row) =>
      row
        .filter(({ background }) => background === 5)
        .map(({ text }) => text)
        .join(''),
    )
    .join('\n');
}

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
  [160, 45],
  [300, 80],
] as const) {
  test(`at ${columns}×${rows} everything stands in its place`, async (t) => {
    const staged = stage(t, columns, rows);
    const { terminal, director } = staged;
    for (const step of [1, 2, 3, 5, 6, 7, 9, 10]) {
      toStep(staged, step);
      const lines = await terminal.rows();
      holdsTogether(t, lines, columns, rows);
      t.regex(lines[0] ?? '', new RegExp(`plainsight.*step ${step} of 10`));
      t.regex(lines[1] ?? '', /^ http 80(?:→\d+)? ● {2}https 443(?:→\d+)? ● {2}proxy ●/);
      const said = director.scene().state.steps[step - 1]?.text ?? '';
      const below = lines.slice(lines.findLastIndex((line) => line.startsWith('╰')) + 1, -1);
      t.true(below.join(' ').replaceAll(/\s+/g, ' ').includes(said), said);
      t.regex(lines.at(-1) ?? '', /space go on .*→ next .*← back .*\? keys .*q quit/);
    }
  });
}

test('the plain lane shows the password and marks its bytes, the sealed lane marks nothing', async (t) => {
  const staged = stage(t, 160, 45);
  toStep(staged, 6);
  const cells = await staged.terminal.cells();
  const left = marked(cells.map((row) => row.slice(0, 80)));
  const right = marked(cells.map((row) => row.slice(80)));
  t.regex(left, / READ /);
  // The value as text beside the hex, and as hex: it may be cut by the row's end.
  t.regex(left.replaceAll('\n', ''), /70 6f 70 70 79 2d/);
  t.regex(left, /poppy-/);
  t.is(right.replace(/ PAUSED .*/, '').trim(), '');
  const lines = await staged.terminal.rows();
  t.true(lines.some((line) => /PASSWORD READ {2}poppy-bicycle-12/.test(line)));
  t.true(lines.some((line) => line.slice(80).includes('SEALED')));
  t.false(lines.some((line) => line.slice(80).includes('poppy')));
});

test('On the smallest terminal the help of the inspector goes down to its last key.', async (t) => {
  const staged = stage(t, 80, 24);
  toStep(staged, 5);
  await staged.terminal.press('\r');
  await staged.terminal.press('?');
  const help = (await staged.terminal.rows()).join('\n');
  t.regex(help, /esc {6}out of the bytes[^]*q {8}leave; in mid-lesson it asks once\. Ctrl-C never asks/);
});

test('What stands together on a page is not broken between its words.', async (t) => {
  const staged = stage(t, 100, 30);
  toStep(staged, 6);
  const screen = (await staged.terminal.rows()).join('\n');
  t.regex(screen, /Welcome,\sAlice · Balance\s[\d,.]+ +│/, 'no sign stands at the end of a row');
  t.regex(screen, /│ {3}Send\smoney /);
});

test('each thing that matters most stands in words beside its colour', async (t) => {
  const staged = stage(t, 100, 30);
  toStep(staged, 7);
  const text = (await staged.terminal.rows()).join('\n');
  for (const word of [
    '⚠ Not secure',
    '✓ Secure',
    ' READ ',
    'SEALED',
    '✓ SHOWN',
    '✓ alice signed in',
    'VICTIM',
    'ATTACKER',
    'BANK',
  ]) {
    t.true(text.includes(word), word);
  }
});

/** Rows without the marks around words, which stand where blanks are. */
function unmarked(rows: readonly string[]): string[] {
  return rows.map((row) => row.replaceAll(/[[\]<>()!]/g, ' '));
}

test('without colour the words are the same, and no colour is sent', async (t) => {
  const coloured = stage(t, 100, 30);
  toStep(coloured, 7);
  const before = await coloured.terminal.rows();
  const plain = stage(t, 100, 30, LOGIN, { colours: 0 });
  toStep(plain, 7);
  await plain.terminal.press('?');
  await plain.terminal.press('?');
  const shown = await plain.terminal.rows();
  t.true(shown.some((row) => row.includes('[READ]')) && shown.some((row) => row.includes('<PAUSED')));
  t.deepEqual(unmarked(shown), unmarked(before));
  // eslint-disable-next-line no-control-regex
  const colour = /\x1b\[(3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)/;
  t.false(colour.test(plain.terminal.written()));
  t.true(colour.test(coloured.terminal.written()));
});

/** The recorded run with a third lane, in which nothing happens: then only one fits on the smallest terminal. */
const THREE = LOGIN.map((fact): Fact =>
  fact.type === 'session-opened'
    ? {
        ...fact,
        lanes: [...fact.lanes, { id: 'third', title: 'third', url: 'http://bank.test/' }],
        // What was about all lanes is about this one as well.
        steps: fact.steps.map((step) =>
          step.lanes.length === 2 ? { ...step, lanes: [...step.lanes, 'third'] } : step,
        ),
      }
    : fact,
);

test('behind tabs every verdict stands in the row of tabs', async (t) => {
  const staged = stage(t, 80, 24, THREE);
  toStep(staged, 6);
  const tabs = (await staged.terminal.rows())[2] ?? '';
  t.regex(tabs, /▸ port 80 · http .* READ .*port 443 · https .* SEALED .*third/);
});

test('where lanes do not fit, a column each says what became of it, above the chosen one', async (t) => {
  const staged = stage(t, 100, 30, THREE);
  toStep(staged, 6);
  const rows = await staged.terminal.rows();
  t.regex(rows[2] ?? '', /▸ port 80 · http .* port 443 · https .* third/);
  t.regex(rows[3] ?? '', /⚠ Not secure http:\/\/bank\.test .*✓ Secure https:\/\/bank\.test .*no page yet/);
  t.regex(rows[4] ?? '', / READ {2}poppy-bicycle-12 .* ▒▒▒ SEALED ▒▒▒/);
  t.regex(rows[5] ?? '', /bank: signed in, alice .*bank: signed in, alice .*bank: nothing yet/);
  t.regex(rows[7] ?? '', /^╭ (▶ )?port 80 · http ─/);
  await staged.terminal.press(KEY.tab);
  t.regex((await staged.terminal.rows())[7] ?? '', /^╭ (▶ )?port 443 · https ─/);
});

test('on the smallest terminal two lanes stand side by side, with their bytes as text', async (t) => {
  const staged = stage(t, 80, 24);
  toStep(staged, 6);
  const screen = (await staged.terminal.rows()).join('\n');
  t.regex(screen, /PASSWORD READ {2}poppy-.*││.*▒ SEALED {2}\d+ bytes ▒/);
  t.regex(screen, /password=poppy-|poppy-bicycle/);
  t.notRegex(screen, /70 6f 70 70/);
});

test('the lane that a step is about comes to the front, until a person chooses another', async (t) => {
  const staged = stage(t, 80, 24, THREE);
  const front = async (): Promise<string> =>
    /▸ (.*?)(?: {2}|$)/.exec((await staged.terminal.rows())[2] ?? '')?.[1] ?? '';
  toStep(staged, 6);
  t.is(await front(), 'port 80 · http');
  toStep(staged, 7);
  t.is(await front(), 'port 443 · https');
  await staged.terminal.press(KEY.tab);
  t.is(await front(), 'third');
  await staged.terminal.press(KEY.tab);
  t.is(await front(), 'port 80 · http');
  toStep(staged, 9);
  t.is(await front(), 'port 80 · http', 'step 8 was about it');
  await staged.terminal.press(KEY.tab);
  toStep(staged, 10);
  t.is(await front(), 'port 443 · https', 'what was chosen by hand stays while no step is about a lane');
});

test('z lets one lane fill the screen at every size, tab goes on to the next; z again shows a part of it, then all', async (t) => {
  for (const [columns, rows] of [
    [80, 24],
    [100, 30],
    [160, 45],
  ] as const) {
    const staged = stage(t, columns, rows);
    toStep(staged, 6);
    const before = await staged.terminal.rows();
    await staged.terminal.press('z');
    const zoomed = await staged.terminal.rows();
    holdsTogether(t, zoomed, columns, rows);
    t.regex(zoomed[2] ?? '', /▸ port 80 · http +READ .* port 443 · https +SEALED/);
    t.regex(zoomed[3] ?? '', /^╭ (▶ )?port 80 · http ─+╮$/);
    t.regex(zoomed.join('\n'), /PASSWORD READ {2}poppy-bicycle-12/);
    await staged.terminal.press(KEY.tab);
    t.regex((await staged.terminal.rows())[3] ?? '', /^╭ (▶ )?port 443 · https ─+╮$/);
    await staged.terminal.press('z');
    await staged.terminal.press('z');
    await staged.terminal.press(KEY.tab);
    t.deepEqual(await staged.terminal.rows(), before);
  }
});

test('a part of a lane fills the screen, and tab goes on to the next part and the next lane', async (t) => {
  for (const [columns, rows] of [
    [80, 24],
    [160, 45],
  ] as const) {
    const staged = stage(t, columns, rows);
    toStep(staged, 6);
    await staged.terminal.press('z');
    await staged.terminal.press('z');
    const parts: string[] = [];
    for (let part = 0; part < 6; part += 1) {
      const lines = await staged.terminal.rows();
      t.is(lines.length, rows);
      t.regex(lines.at(-1) ?? '', /tab part/);
      parts.push(lines.slice(2, -4).join('\n'));
      await staged.terminal.press(KEY.tab);
    }
    const [bytes = '', decoded = '', bank = '', page = '', sealed = '', header = ''] = parts;
    t.regex(bytes, /▸ port 80[^]*▸ his bytes[^]*70 6f 70 70 79[^]*PASSWORD READ {2}poppy-bicycle-12/);
    t.regex(
      decoded,
      /▸ what they say[^]*POST \/login HTTP\/1\.1[^]*password +poppy-bicycle-12[^]*Host +bank\.test/,
    );
    t.regex(bank, /▸ the bank's log[^]*303 POST \/login over http[^]*200 GET \/account over http/);
    t.regex(page, /▸ port 443[^]*▸ her page[^]*✓ Secure[^]*Welcome, Alice/);
    t.regex(sealed, /▸ his bytes[^]*SEALED {2}\d+ bytes/);
    t.notRegex(sealed, /poppy/);
    t.regex(header, /▸ what they say[^]*not to be seen/);
    await staged.terminal.press('z');
    t.regex((await staged.terminal.rows()).at(-1) ?? '', /(?<!tab part.*)q quit/);
  }
});

test('a lesson under way is left, played anew or closed for the catalogue only when that is said twice, on any screen', async (t) => {
  const staged = stage(t, 80, 24, LOGIN.slice(0, -1));
  toStep(staged, 5);
  staged.director.toStart();
  for (const [columns, rows] of [
    [80, 24],
    [60, 20],
  ] as const) {
    await staged.terminal.resize(columns, rows);
    await staged.terminal.press('q');
    t.regex((await staged.terminal.rows()).join('\n'), /leave the lesson\? y or q leaves/);
    await staged.terminal.press('x');
    t.notRegex((await staged.terminal.rows()).join('\n'), /leave the lesson/);
  }
});

test('the lane that a claim is about is pointed at', async (t) => {
  const staged = stage(t, 100, 30);
  toStep(staged, 5);
  t.false((await staged.terminal.rows()).join('').includes('▶'));
  toStep(staged, 7);
  t.regex((await staged.terminal.rows())[2] ?? '', /^╭ port 80 · http .*╭ ▶ port 443 · https/);
});

test('the screen is drawn anew when the terminal changes its size in the middle of a run', async (t) => {
  const staged = stage(t, 160, 45);
  toStep(staged, 6);
  for (const [columns, rows] of [
    [100, 30],
    [99, 30],
    [80, 30],
    [80, 24],
    [300, 80],
    [80, 24],
    [160, 45],
    [160, 24],
    [120, 24],
  ] as const) {
    await staged.terminal.resize(columns, rows);
    holdsTogether(t, await staged.terminal.rows(), columns, rows);
  }
});

test('a terminal that is too small says so, and the stage comes back with the room', async (t) => {
  const staged = stage(t, 100, 30);
  toStep(staged, 6);
  await staged.terminal.resize(79, 24);
  const small = (await staged.terminal.rows()).join('\n');
  t.regex(small, /needs 80×24\nthis is 79×24/);
  t.regex(small, /q leaves/);
  t.false(small.includes('VICTIM'));
  await staged.terminal.resize(20, 3);
  t.regex((await staged.terminal.rows()).join('\n'), /needs 80×24/);
  await staged.terminal.resize(100, 30);
  holdsTogether(t, await staged.terminal.rows(), 100, 30);
});

test('? shows every key with what it does, and any key closes it', async (t) => {
  const { terminal } = stage(t, 80, 24);
  await terminal.press('?');
  const lines = await terminal.rows();
  t.is(lines.length, 24);
  for (const key of ['space ', '→ ', '← ', 'tab ', '1–9 ', 'j M ', '? ', 'q ']) {
    t.true(
      lines.some((line) => line.includes(`│  ${key}`)),
      key,
    );
  }
  await terminal.press('x');
  t.false((await terminal.rows()).some((line) => line.includes('│  j M')));
});

test('the keys pause, go on and go back', async (t) => {
  const { terminal, director } = stage(t, 100, 30);
  await terminal.press(KEY.right);
  await terminal.press(KEY.right);
  t.regex((await terminal.rows())[0] ?? '', /step 2 of 10/);
  await terminal.press(KEY.left);
  t.regex((await terminal.rows())[0] ?? '', /PAUSED · fact \d+ of \d+ · live at 10 {2}step 1 of 10/);
  t.regex((await terminal.rows()).at(-1) ?? '', /space go on/);
  await terminal.press(KEY.space);
  t.false(director.scene().paused);
  t.regex((await terminal.rows()).at(-1) ?? '', /space pause/);
});

test('a question stands before the class with its choices, and later with its answer', async (t) => {
  const asked = stage(
    t,
    100,
    30,
    upTo(({ type }) => type === 'question-asked'),
  );
  const chosen = asked.director.answer();
  toStep(asked, 4);
  asked.director.togglePause();
  const card = (await asked.terminal.rows()).join('\n');
  t.regex(card, /WHAT DO YOU EXPECT\?/);
  for (const choice of ['1  Only on port 80', '2  Only on port 443', '3  On both'])
    t.true(card.includes(choice));
  t.regex(card, /press 1 to 3 · → passes it over · 20 s/);
  t.false(card.includes('encrypts nothing'), 'the answer does not show before');
  await asked.terminal.press('2');
  t.is(await chosen, 2);
  asked.director.togglePause();
  for (const fact of LOGIN.slice(asked.session.facts.length)) {
    if (fact.type === 'session-closed') break;
    asked.session.restore(fact.type === 'answer-given' ? { ...fact, choice: 2 } : fact);
    if (fact.type === 'question-explained') break;
  }
  toStep(asked, 8);
  const told = (await asked.terminal.rows()).join('\n');
  t.regex(told, /WHAT THE RUN SHOWED/);
  t.regex(told, /✓ 1 {2}Only on port 80/);
  t.regex(told, /you said 2 {2}Only on port 443/);
  t.regex(
    told,
    /VICTIM[^]*PASSWORD READ|VICTIM[^]*SESSION COOKIE READ/,
    'the lanes that show it stay in sight',
  );
  t.false(told.includes('cookie came with'), 'the sentence of the step does not stand beside it');
  t.regex(told, /The number of a port encrypts nothing\./);
});

test('the longest question fits on the smallest screen with all its choices', async (t) => {
  const choices = Array.from({ length: 9 }, (_, index) => `${index + 1}${'x'.repeat(78)}`);
  const word = 'question ';
  const facts = upTo(({ type }) => type === 'question-asked').map((fact) =>
    fact.type === 'question-asked'
      ? { ...fact, question: word.repeat(17), because: word.repeat(26), choices }
      : fact,
  );
  const staged = stage(t, 80, 24, facts);
  toStep(staged, 4);
  const lines = await staged.terminal.rows();
  t.is(lines.length, 24);
  t.regex(lines[0] ?? '', /plainsight/);
  t.regex(lines.at(-1) ?? '', /q quit/);
  for (const digit of '123456789')
    t.true(
      lines.some((line) => line.includes(` ${digit}  ${digit}x`)),
      digit,
    );
  t.is(lines.filter((line) => line.includes('╭')).length, 1);
  t.is(lines.filter((line) => line.includes('╰')).length, 1);
});

test('the longest answer stands whole below the lanes of the smallest screen', async (t) => {
  const choices = ['no', 'x'.repeat(70)];
  const because = 'because '.repeat(25).trim();
  const facts = LOGIN.filter(({ type }) => type !== 'session-closed').map((fact): Fact => {
    if (fact.type === 'question-asked') return { ...fact, because, choices, answer: 2 };
    if (fact.type === 'question-explained') return { ...fact, because, answer: 2, choice: 1 };
    return fact.type === 'answer-given' ? { ...fact, choice: 1 } : fact;
  });
  const explained = facts.findIndex(({ type }) => type === 'question-explained');
  const staged = stage(t, 80, 24, facts.slice(0, explained + 1));
  while (staged.director.scene().point < explained + 1) staged.director.next();
  const lines = await staged.terminal.rows();
  holdsTogether(t, lines, 80, 24);
  const below = lines.slice(lines.findLastIndex((line) => line.startsWith('╰')) + 1, -1).join(' ');
  t.regex(below, /WHAT THE RUN SHOWED +✓ 2 +x{70}/);
  t.is(below.split('because').length - 1, 25);
});

test('at the end the stage says what was shown and how to look around', async (t) => {
  const staged = stage(t, 80, 24);
  toStep(staged, 10);
  staged.director.ended();
  staged.director.next();
  t.regex((await staged.terminal.rows()).join('\n'), /✓ All 3 claims held\..*← and → look around, q leaves/);
});

test('a claim that failed is told as such, in its lane and at the end', async (t) => {
  const facts = LOGIN.map((fact) =>
    fact.type === 'claim-checked' && fact.lane === 'sealed' ? { ...fact, held: false } : fact,
  );
  const staged = stage(t, 100, 30, facts);
  toStep(staged, 10);
  staged.director.ended();
  staged.director.next();
  const text = (await staged.terminal.rows()).join('\n');
  t.regex(text, /✗ NOT SHOWN /);
  t.regex(text, /✗ 1 of 3 claims NOT SHOWN\./);
});

test('a claim before the last one stands whole where rows below it are free', async (t) => {
  const long = 'record lengths differ as the passwords do';
  const facts = LOGIN.flatMap((fact) =>
    fact.type === 'claim-checked' && fact.lane !== 'sealed'
      ? [
          { ...fact, claim: long },
          { ...fact, claim: 'attacker reads all of it' },
        ]
      : [fact],
  );
  for (const [columns, rows] of [
    [80, 24],
    [100, 30],
  ] as const) {
    const staged = stage(t, columns, rows, facts);
    toStep(staged, 10);
    const lines = await staged.terminal.rows();
    holdsTogether(t, lines, columns, rows);
    const clear = lines.map((line) => line.slice(4, Math.floor(columns / 2) - 1).trim()).join(' ');
    t.true(clear.includes(`✓ SHOWN ${long}`), clear);
    t.true(clear.includes('✓ SHOWN attacker reads all of it'), clear);
  }
});

test('an address that a word leaves no room for stands below it where an error is all that is shown', async (t) => {
  const facts = LOGIN.map((fact): Fact =>
    fact.type === 'page-shown'
      ? { ...fact, status: 0, security: 'unreachable', error: 'ERR_CONNECTION_CLOSED', text: '', title: '' }
      : fact,
  );
  const staged = stage(t, 80, 24, facts);
  toStep(staged, 3);
  const lines = await staged.terminal.rows();
  holdsTogether(t, lines, 80, 24);
  t.regex(
    lines.join('\n'),
    /✗ Connection ended .*\n.*│   https:\/\/bank\.test\/login .*\n.*│   ERR_CONNECTION_CLOSED /,
  );
});

const WIDE = '银行 🏦🏦 zo\u0308e ';
const HOSTILE = '\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066\r\n\x00\x7f\u200b\ud800';

for (const [name, text] of [
  ['wide characters', WIDE.repeat(8)],
  ['hostile text', HOSTILE.repeat(6)],
] as const) {
  test(`${name} break neither the borders nor the terminal`, async (t) => {
    const facts = LOGIN.map((fact): Fact => {
      switch (fact.type) {
        case 'session-opened':
          return {
            ...fact,
            title: text,
            lanes: fact.lanes.map((lane) => ({ ...lane, title: text })),
            steps: fact.steps.map((step) => ({ ...step, text })),
          };
        case 'lane-opened':
          return { ...fact, title: text };
        case 'page-shown':
          return { ...fact, url: `${fact.url}${text}`, title: text, text };
        case 'form-filled':
          return {
            ...fact,
            fields: fact.fields.map((field) => ({ ...field, name: text, type: 'text', value: text })),
          };
        case 'bank-answered':
          return { ...fact, method: text, path: text };
        case 'bank-booked':
          return { ...fact, user: text, balance: text };
        case 'secret-planted':
          return { ...fact, name: `${fact.name}${text}` };
        case 'claim-checked':
          return { ...fact, claim: text, evidence: { ...fact.evidence, text } };
        case 'question-asked':
          return { ...fact, question: text, choices: [text, `2${text}`], because: text };
        default:
          return fact;
      }
    });
    for (const [columns, rows] of [
      [80, 24],
      [100, 30],
      [160, 45],
    ] as const) {
      const staged = stage(t, columns, rows, facts);
      for (const step of [1, 3, 4, 5, 6, 7, 8, 10]) {
        toStep(staged, step);
        const lines = await staged.terminal.rows();
        // Step 4 asks, and step 8 ends with the answer: both show a card.
        if (step !== 4 && step !== 8) holdsTogether(t, lines, columns, rows);
        t.is(lines.length, rows);
      }
      t.is(strange(staged.terminal.written()), '');
    }
  });
}

test('a page of two rows breaks between words, and both rows begin in the same column', async (t) => {
  const text = 'Good day. · The Harbour Bank has looked after small savings and large boats since 1887.';
  const facts = LOGIN.map((fact): Fact => (fact.type === 'page-shown' ? { ...fact, text } : fact));
  const staged = stage(t, 100, 30, facts);
  toStep(staged, 7);
  const lines = await staged.terminal.rows();
  const first = lines.findIndex((line) => line.includes('Good day.'));
  const column = lines[first]?.indexOf('Good day.') ?? -1;
  t.regex(lines[first]?.slice(column) ?? '', /^Good day[^│]*\S +│/);
  t.regex(lines[first + 1]?.slice(column) ?? '', /^\S[^│]* +│/);
});

test('a form that was not sent, an interception that failed and a full recording are told safely', async (t) => {
  const lane = 'sealed';
  const more: Fact[] = [
    { type: 'form-not-sent', at: 0, lane, form: HOSTILE, reason: HOSTILE },
    { type: 'interception-failed', at: 0, lane, kind: HOSTILE, message: HOSTILE },
  ];
  const opened = upTo(({ type }) => type === 'step-started');
  const staged = stage(t, 160, 45, [...opened, ...more]);
  toStep(staged, 1);
  t.regex((await staged.terminal.rows()).join('\n'), /could not break in: \\u001b\[2J/);
  staged.session.restore({ type: 'capture-limit-reached', at: 0, lane, limit: 67_108_864 });
  staged.director.next();
  t.regex((await staged.terminal.rows()).join('\n'), /recording full: kept 67,108,864 bytes/);
  t.is(strange(staged.terminal.written()), '');
});

const LANE = 'sealed';
const OPENED = upTo(({ type }) => type === 'step-started');

async function shows(t: ExecutionContext, columns: number, facts: readonly Fact[]): Promise<string> {
  const staged = stage(t, columns, 30, [...OPENED, ...facts]);
  toStep(staged, 1);
  return (await staged.terminal.rows()).join('\n');
}

test('an attacker who only passes on is not said to have tried to break in', async (t) => {
  const failed: Fact = {
    type: 'interception-failed',
    at: 0,
    lane: LANE,
    kind: 'bank-unreachable',
    message: '',
  };
  t.regex(await shows(t, 100, [failed]), /✗ passed it on, and the bank gave no answer/);
  t.regex(await shows(t, 100, [{ ...failed, kind: 'hung-up' }]), /✗ could not break in: she hung up/);
});

/** The first fact of its type in the sealed lane of the recorded run. */
test('how many strangers came by stands whole at every size', async (t) => {
  const came = Array.from({ length: 12 }, (_, at): Fact => {
    const ends = { logical: 'bank.test:80', client: '127.0.0.1:5', server: '127.0.0.1:80' } as const;
    return {
      at: 1,
      type: 'connection-opened',
      lane: 'plain',
      connection: 100 + at,
      ...ends,
      party: 'stranger',
    };
  });
  for (const [columns, said] of [
    [80, /ATTACKER · 0 bytes · strangers: 12 /],
    [100, /ATTACKER on the path · 0 bytes · strangers: 12 /],
    [160, /ATTACKER on the path · 0 bytes captured · strangers: 12 /],
  ] as const)
    t.regex(await shows(t, columns, came), said);
});

function recorded<T extends Fact['type']>(type: T): Extract<Fact, { type: T }> {
  const fact = LOGIN.find(
    (one): one is Extract<Fact, { type: T }> => one.type === type && 'lane' in one && one.lane === LANE,
  );
  if (fact === undefined) throw new Error(`no ${type}`);
  return fact;
}

test("the browser's own error takes the place of the form that it is about", async (t) => {
  const page = recorded('page-shown');
  const form = recorded('form-filled');
  const broken: Fact = { ...page, status: 0, security: 'unreachable', error: 'ERR_SSL_BAD_RECORD_MAC_ALERT' };
  t.regex(await shows(t, 100, [page, form]), /user {6}alice/);
  const after = await shows(t, 100, [page, form, broken]);
  t.regex(after, /ERR_SSL_BAD_RECORD_MAC_ALERT/);
  t.notRegex(after, /user {6}alice/);
  const warned: Fact = { ...broken, security: 'certificate-error', error: 'ERR_CERT_DATE_INVALID' };
  t.regex(await shows(t, 160, [warned]), /a warning in place of the page: ERR_CERT_DATE_INVALID/);
});

test('the bank leaves a balance out before it cuts it, and waits only where somebody listens', async (t) => {
  const booked: Fact = {
    ...recorded('bank-booked'),
    event: 'transfer-booked',
    receiver: 'mallory',
    amount: '25.00',
    balance: '3,214.60',
  };
  t.regex(await shows(t, 160, [booked]), /booked 25\.00 to mallory · balance 3,214\.60/);
  t.regex(await shows(t, 100, [booked]), /booked 25\.00 to mallory +│/);
  const text = await shows(t, 100, [{ ...recorded('lane-opened'), url: 'http://bank.test:3306/' }]);
  t.regex(text, /waits at http:\/\/bank\.test +│/);
  t.regex(text, /nobody listens at bank\.test:3306/);
});

test('four tabs are told apart by their whole titles where there is room', async (t) => {
  const titles = ['port 80 · http', 'port 443 · https', 'port 3306 · mysql', 'port 3306 · closed'];
  const [first, ...rest] = LOGIN;
  if (first?.type !== 'session-opened') throw new Error('no session');
  const lanes = titles.map((title, index) => ({ id: `lane${index}`, title, url: 'http://bank.test/' }));
  const opened = [{ ...first, lanes }, ...rest.filter(({ type }) => type === 'step-started').slice(0, 1)];
  const tabs = async (columns: number): Promise<string> => {
    const staged = stage(t, columns, 30, opened);
    toStep(staged, 1);
    return (await staged.terminal.rows())[2] ?? '';
  };
  for (const title of titles) t.true((await tabs(100)).includes(title), title);
  const narrow = await tabs(80);
  t.regex(narrow, /port 80 · http .*port 443 · h.*port 3306 · .*port 3306 · /);
});

test('the row of doors names each port once, with what stands in for it first', async (t) => {
  const tap = LOGIN.find((fact) => fact.type === 'listener-opened' && fact.role === 'tap');
  const doors = async (ports: readonly (readonly [string, number])[], ascii = false): Promise<string> => {
    const lanes = ports.map(([url], index) => ({ id: `${index}`, title: `${index}`, url }));
    const opened = LOGIN.flatMap((fact): Fact[] => {
      if (fact.type === 'session-opened') return [{ ...fact, lanes }];
      if (fact !== tap || fact?.type !== 'listener-opened') return [];
      return ports.map(([url, port], index): Fact => {
        const logical = url.startsWith('https') ? 'bank.test:443' : 'bank.test:80';
        return { ...fact, lane: `${index}`, logical, port, address: '127.0.0.1' };
      });
    });
    const facts = [...opened, ...LOGIN.filter(({ type }) => type === 'step-started')];
    const staged = stage(t, 80, 24, facts, { ascii });
    toStep(staged, 1);
    return (await staged.terminal.rows())[1] ?? '';
  };
  const [http, https] = ['http://bank.test/', 'https://bank.test/'] as const;
  const real = [
    [http, 80],
    [http, 80],
    [https, 443],
    [https, 443],
  ] as const;
  t.is(await doors(real), ' http 80 ●  https 443 ●');
  const standIns = [
    [http, 41_001],
    [http, 41_002],
    [https, 41_003],
    [https, 41_004],
  ] as const;
  t.is(await doors(standIns), ' http 80→41001 ●  https 443→41003 ●');
  t.is(await doors(standIns, true), ' http 80->41001 o  https 443->41003 o');
  const many = Array.from({ length: 14 }, (_, index) => [https, 41_000 + index] as const);
  t.is(await doors(many), ' https 443→41000 ●');
});

test('a question is answered where it is seen, and nowhere else', async (t) => {
  const { terminal, director } = stage(
    t,
    100,
    30,
    upTo(({ type }) => type === 'question-asked'),
  );
  director.toEnd();
  const chosen: number[] = [];
  void director.answer().then((choice) => chosen.push(choice));
  await terminal.press('m');
  await terminal.press('2');
  await terminal.press('m');
  t.deepEqual(chosen, []);
  await terminal.press('3');
  t.deepEqual(chosen, [3]);
});

test('the bottom row names the keys that work while something lies over the stage', async (t) => {
  const { terminal } = stage(t, 100, 30);
  const last = async (): Promise<string> => (await terminal.rows()).at(-1)?.trim() ?? '';
  const before = await last();
  await terminal.press('?');
  t.is(await last(), 'any key closes   q quit');
  await terminal.press('x');
  t.is(await last(), before);
  await terminal.press('e');
  t.is(await last(), '1–9 write   ← → ⏎ choose   s sealed or not   esc close');
  await terminal.press('e');
  t.is(await last(), before);
});

/** What is left of controls and format characters when the sequences that Ink writes are taken out. */
function strange(written: string): string {
  /* eslint-disable no-control-regex */
  const known = /\x1b\[(?:\?(?:25|1049|2026|2004)[hl]|[\d;]*m|\d*(?:[ABCDEFGJK]|;\d+H)|H)|\r?\n|\r/g;
  return (written.replace(known, '').match(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu) ?? [])
    .map((character) => JSON.stringify(character))
    .join(' ');
  /* eslint-enable no-control-regex */
}

test('while it looks back the header says which fact is shown and where the lab is', async (t) => {
  const staged = stage(t, 100, 30);
  const { terminal, director } = staged;
  toStep(staged, 3);
  await terminal.press('\x1b[1;2D');
  const { point, end, liveStep } = director.scene();
  t.true((await terminal.rows())[0]?.includes(`PAUSED · fact ${point} of ${end} · live at ${liveStep + 1}`));
  await terminal.press(',');
  const before = director.scene().point;
  t.true(before < point);
  await terminal.press('\x1b[1;2C');
  t.is(director.scene().point, point);
  await terminal.press('.');
  t.true(director.scene().point > point);
  await terminal.press('G');
  t.is(director.scene().point, end);
  t.notRegex((await terminal.rows())[0] ?? '', / fact /);
  await terminal.press('g');
  t.is(director.scene().point, 0);
  t.true((await terminal.rows())[0]?.endsWith(`PAUSED · fact 0 of ${end} · live at ${liveStep + 1}`));
});
