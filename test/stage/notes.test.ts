import test from 'ava';
import { createElement } from 'react';
import type { NotesMessage, StepMessage } from '../../src/stage/notes/messages.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { SCROLLING_BINDINGS, STEERING_BINDINGS } from '../../src/stage/notes/keys.ts';
import type { StageOrder } from '../../src/stage/notes/orders.ts';
import { NotesTerminal } from '../../src/stage/notes/notes-terminal.tsx';
import { afterMessage } from '../../src/stage/notes/followed-demo.ts';
import type { FollowedDemo } from '../../src/stage/notes/followed-demo.ts';
import { notesLines, stepNoteLines } from '../../src/stage/notes/notes-lines.ts';
import { Stage } from '../../src/stage/stage.tsx';
import type { Ahead } from '../../src/stage/panes/end-line.tsx';
import type { StageExit } from '../../src/stage/stage-keys.ts';
import { OPENED } from '../helpers/happenings.ts';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

const NOTES = Array.from({ length: 30 }, (_, index) => `Paragraph ${index + 1}\nof the notes.`).join('\n\n');

interface Staged {
  readonly shown: Shown;
  readonly left: StageExit[];
}

/** The stage at the end of a short session with notes and one question, answered with `choice`. */
function staged(choice: number, ahead?: Ahead, columns = 80): Staged {
  const session = new Session(() => 0);
  session.append({
    ...OPENED,
    steps: [{ kind: 'say', text: 'Hello', lanes: ['plain'] }],
    notes: NOTES,
  });
  session.append({ type: 'question-asked', question: 'Q', choices: ['A', 'B'], answer: 1, because: 'B' });
  session.append({ type: 'question-explained', choice, answer: 1, because: 'B' });
  session.append({ type: 'step-started', index: 0, kind: 'say', text: 'Hello' });
  const director = new Director(session, { now: () => 0, after: () => () => undefined });
  director.ended();
  director.next();
  director.next();
  const left: StageExit[] = [];
  const props = {
    director,
    leave: (how: StageExit) => void left.push(how),
    ...(ahead !== undefined && { ahead }),
  };
  return { shown: showOn(createElement(Stage, props), columns, 24), left };
}

test('n puts the notes on the stage, says whose they are, scrolls them, and takes them away', async (t) => {
  const { shown } = staged(1);
  t.notRegex((await shown.rows()).join('\n'), /Paragraph/);
  await shown.press('n');
  const first = (await shown.rows()).join('\n');
  t.regex(first, /NOTES FOR THE INSTRUCTOR/);
  t.regex(first, /Paragraph 1 of the notes\./);
  t.regex(first, /↓ \d+ more lines/);
  t.notRegex(first, /Paragraph 30/);
  await shown.press('\x1b[F');
  const last = (await shown.rows()).join('\n');
  t.regex(last, /Paragraph 30 of the notes\./);
  t.regex(last, /↑ more/);
  await shown.press('n');
  t.notRegex((await shown.rows()).join('\n'), /Paragraph/);
  await shown.close();
});

test('at the end a leads on to the next scenario and c back to the catalogue, and the tally stands there', async (t) => {
  const { shown, left } = staged(1, { next: { id: 'hsts' } });
  const line = (await shown.rows()).at(-1) ?? '';
  t.regex(line, /questions: 1 of 1 right.*a next: hsts.*c catalogue.*q quit/);
  await shown.press('a');
  await shown.press('c');
  t.deepEqual(left, ['next', 'catalogue']);
  await shown.close();
});

test('a long id leaves room for the keys at 80 columns', async (t) => {
  const { shown } = staged(2, { next: { id: 'what-443-still-shows' } });
  t.regex((await shown.rows()).at(-1) ?? '', /questions: 0 of 1 right .*a next.*c .*q quit$/);
  await shown.close();
});

test('with nothing ahead a and c do nothing, and are not spoken of', async (t) => {
  const { shown, left } = staged(0);
  await shown.press('a');
  await shown.press('c');
  t.deepEqual(left, []);
  await shown.press('?');
  t.notRegex((await shown.rows()).join('\n'), /catalogue/);
  await shown.close();
});

test('after the last scenario of the course there is no next, and the catalogue is there', async (t) => {
  const { shown, left } = staged(0, {});
  await shown.press('a');
  t.deepEqual(left, []);
  await shown.press('c');
  t.deepEqual(left, ['catalogue']);
  await shown.close();
});

test('notes are filled anew to the width, and nothing in them steers a terminal', (t) => {
  t.deepEqual(notesLines('One two\nthree.\n\n\nFour \u001b[2J.\n', 10), [
    'One two',
    'three.',
    '',
    'Four',
    String.raw`\u001b[2J.`,
  ]);
  t.deepEqual(notesLines(' \n', 40), ['This scenario has no notes.']);
});

const MESSAGES: readonly NotesMessage[] = [
  {
    type: 'scenario',
    title: 'Bank \u001b[31mlogin',
    minutes: 3,
    notes: NOTES,
    steps: [
      { kind: 'say', text: 'Alice is in a café.', note: 'Point at the\n\u001b[31mdoor.' },
      { kind: 'ask', text: 'Who reads it?', answer: '2) The attacker', because: 'It is in clear.' },
      { kind: 'visit', text: '' },
    ],
  },
  { type: 'step', step: 0, paused: true, waits: false, over: false, elapsed: 61_000, inStep: 5_000 },
];

const STEP_TWO: StepMessage = {
  type: 'step',
  step: 1,
  paused: false,
  waits: true,
  over: false,
  elapsed: 0,
  inStep: 0,
};

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
  [160, 45],
] as const) {
  test(`at ${columns}×${rows} the second terminal shows the step, the next one, the time and the notes`, async (t) => {
    const demo = MESSAGES.reduce<FollowedDemo>((now, message) => afterMessage(now, message, 1_000), {
      at: 0,
    });
    const store = { current: () => demo, subscribe: () => () => undefined };
    const left: string[] = [];
    const orders: StageOrder[] = [];
    const view = createElement(NotesTerminal, {
      store,
      clock: () => 3_000,
      order: (order) => void orders.push(order),
      leave: (how) => void left.push(how),
    });
    const shown = showOn(view, columns, rows);
    const lines = await shown.rows();
    t.regex(lines[0] ?? '', /^ Bank \\u001b\[31mlogin .*PAUSED · step 1 of 3 · 0:07 +1:03 of 3:00/);
    const text = lines.join('\n');
    t.regex(text, /now +Alice is in a café\./);
    t.regex(text, /Point at the\n +\\u001b\[31mdoor\./);
    t.notRegex(text, /The attacker/, 'the answer comes with its step');
    t.regex(text, /next +Question to the class: Who reads it\?/);
    t.regex(text, /Paragraph 1 of the notes\./);
    t.notRegex(text, /Paragraph 30/);
    t.regex(lines.at(-1) ?? '', /q quit/);
    await shown.press('d');
    t.notRegex((await shown.rows()).join('\n'), /Paragraph 1 of/);
    await shown.press('q');
    t.deepEqual(left, ['quit']);
    t.deepEqual(orders, []);
    await shown.close();
  });
}

/** The second terminal with a demo of three steps that stands as is said, and what it ordered so far. */
function steering(
  standing: Partial<StepMessage> = {},
  [columns, rows]: readonly [columns: number, rows: number] = [80, 24],
): { shown: Shown; orders: StageOrder[]; left: string[] } {
  const demo = [...MESSAGES.slice(0, 1), { ...STEP_TWO, ...standing }].reduce<FollowedDemo>(
    (now, message) => afterMessage(now, message, 0),
    { at: 0 },
  );
  const [orders, left]: [StageOrder[], string[]] = [[], []];
  const view = createElement(NotesTerminal, {
    store: { current: () => demo, subscribe: () => () => undefined },
    clock: () => 0,
    order: (order) => void orders.push(order),
    leave: (how) => void left.push(how),
  });
  return { shown: showOn(view, columns, rows), orders, left };
}

test('the keys of the second terminal, and of a clicker, steer the stage', async (t) => {
  const { shown, orders } = steering();
  t.regex((await shown.rows())[0] ?? '', /waits · step 2 of 3/);
  for (const key of [KEYS.right, KEYS.pageDown, KEYS.left, KEYS.pageUp, ' ', 'b', '.', 'x', KEYS.down])
    await shown.press(key);
  t.deepEqual(
    orders.map(({ type }) => type),
    ['next', 'next', 'back', 'back', 'hold', 'blank', 'blank'],
  );
  await shown.close();
});

test('a number leads to a step, typed at once or after j; none leads to a step that is not there', async (t) => {
  const { shown, orders } = steering();
  const foot = async (): Promise<string> => (await shown.rows()).at(-1) ?? '';
  for (const key of ['j', '1', '2', '\x7f']) await shown.press(key);
  t.is(await foot(), ' jump to step: 1_ ⏎ jumps, esc does not');
  await shown.press(KEYS.enter);
  for (const key of ['3', KEYS.enter, 'j', KEYS.escape, 'j', KEYS.enter, '2', 'x', KEYS.enter])
    await shown.press(key);
  t.deepEqual(orders, [
    { type: 'jump', step: 0 },
    { type: 'jump', step: 2 },
  ]);
  for (const key of ['9', KEYS.enter]) await shown.press(key);
  t.is(await foot(), ' there is no step 9');
  t.is(orders.length, 2);
  await shown.close();
});

test('while a question stands a digit answers it, its choices stand there, and j jumps all the same', async (t) => {
  const { shown, orders } = steering({ waits: false, choices: ['Nobody', 'The \u001b[31mattacker'] });
  const lines = await shown.rows();
  t.regex(
    lines.join('\n'),
    /Answer: 2\) The attacker\.\n +The class says: 1 Nobody · 2 The \\u001b\[31mattacker\n/,
  );
  t.regex(lines.at(-1) ?? '', /1–9 answer.*q quit$/);
  for (const key of ['2', 'j', '1', KEYS.enter]) await shown.press(key);
  t.deepEqual(orders, [
    { type: 'choose', choice: 2 },
    { type: 'jump', step: 0 },
  ]);
  for (const key of ['3', '0']) {
    await shown.press(key);
    t.is((await shown.rows()).at(-1), ` there is no answer ${key}`);
  }
  t.is(orders.length, 2);
  await shown.close();
  const later = steering();
  t.notRegex((await later.shown.rows()).join('\n'), /The class says|1–9/);
  await later.shown.close();
});

test('n leads on to the next scenario where one may follow, and says so; before that it says when', async (t) => {
  const early = steering();
  t.notRegex((await early.shown.rows()).at(-1) ?? '', /next scenario/);
  await early.shown.press('n');
  t.is((await early.shown.rows()).at(-1), ' the next scenario can be begun at the end of this one');
  t.deepEqual(early.orders, []);
  await early.shown.close();
  const { shown, orders } = steering({ waits: false, over: true, ahead: 'hsts' });
  t.regex((await shown.rows()).at(-1) ?? '', /n a next scenario.*q quit$/);
  for (const key of ['n', 'a']) await shown.press(key);
  t.deepEqual(orders, [{ type: 'go-on' }, { type: 'go-on' }]);
  await shown.close();
});

test('a stage that is blanked is said to be, and any of the keys shows it again', async (t) => {
  for (const size of [
    [80, 24],
    [40, 10],
  ] as const) {
    const { shown, orders } = steering({ waits: false, paused: true, blank: true }, size);
    const lines = await shown.rows();
    t.regex(lines[0] ?? '', /BLANK · step 2 of 3/);
    t.is(lines.at(-1), ' BLANK: → ← space b . show it again');
    await shown.press('n');
    t.deepEqual(orders, [{ type: 'go-on' }]);
    await shown.close();
  }
});

test('on a small terminal no row is drawn over another, and the answer stands before the notes of the whole', async (t) => {
  for (const rows of [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24])
    for (const choices of [undefined, ['Nobody', 'The attacker']]) {
      const { shown } = steering({ ...(choices && { choices }) }, [40, rows]);
      const lines = await shown.rows();
      const text = lines.join('\n');
      t.regex(lines[0] ?? '', /step 2 of 3 · 0:00 {2}/, text);
      t.regex(lines.at(-1) ?? '', /q quit$/, text);
      t.true(
        lines.some((line) => /^ now {4}Question to the class: Who/.test(line)),
        text,
      );
      t.is(lines.filter((line) => line.startsWith('─')).length, rows < 6 ? 0 : 1, text);
      if (rows >= 8) t.true(lines.includes('        Answer: 2) The attacker.'), text);
      if (rows >= 9) {
        t.true(lines.includes('  Paragraph 1 of the notes.'), text);
        t.true(
          lines.some((line) => /^ {2}↓ \d+ more lines$/.test(line)),
          text,
        );
      }
      await shown.close();
    }
});

test('to play it anew is asked once in mid-lesson, and not at the end', async (t) => {
  const { shown, orders, left } = steering();
  for (const key of ['r', 'q']) await shown.press(key);
  t.deepEqual([orders, left], [[], []]);
  await shown.press('r');
  t.regex((await shown.rows()).at(-1) ?? '', /play it anew\? y or r plays it anew, any other key stays/);
  await shown.press('y');
  t.deepEqual(orders, [{ type: 'restart' }]);
  await shown.close();
  const end = steering({ over: true });
  await end.shown.press('r');
  t.deepEqual(end.orders, [{ type: 'restart' }]);
  await end.shown.close();
});

test('the help of the second terminal has every key', async (t) => {
  const { shown } = steering();
  await shown.press('?');
  const text = (await shown.rows()).join('\n');
  for (const { keys, says } of [...STEERING_BINDINGS, ...SCROLLING_BINDINGS])
    t.true(text.includes(`${keys.padEnd(8)} ${says}`.trim()), keys);
  await shown.press('x');
  t.regex((await shown.rows()).at(-1) ?? '', /→ PgDn next.*q quit/);
  await shown.close();
});

test('a step’s notes are the right answer with its reason, and what its author noted; a poll has no right answer', (t) => {
  t.deepEqual(
    stepNoteLines({ answer: '2) The attacker', because: 'It is in clear.', note: 'Ask why.' }, 40, 9),
    ['Answer: 2) The attacker.', 'It is in clear.', 'Ask why.'],
  );
  t.deepEqual(stepNoteLines({ answer: '' }, 40, 9), ['A poll: no answer is right.']);
  t.deepEqual(stepNoteLines({}, 40, 9), []);
  t.is(stepNoteLines({ note: 'word '.repeat(200) }, 20, 3).length, 3);
});

test('with the catalogue on the screen the second terminal waits', async (t) => {
  const demo = afterMessage({ at: 0 }, { type: 'catalogue' }, 5);
  const store = { current: () => demo, subscribe: () => () => undefined };
  const shown = showOn(
    createElement(NotesTerminal, { store, clock: () => 9, order: () => undefined, leave: () => undefined }),
    80,
    24,
  );
  t.regex((await shown.rows()).join('\n'), /The catalogue is on the screen/);
  await shown.close();
});
