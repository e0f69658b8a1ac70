import test from 'ava';
import type { ExecutionContext } from 'ava';
import { createElement } from 'react';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { Stage } from '../../src/stage/stage.tsx';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { OPENED } from '../helpers/happenings.ts';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

interface Listed {
  readonly shown: Shown;
  /** The number of the step that the stage shows. */
  readonly step: () => number;
  /** The row of the list's title, with what is said there; empty where the list is not seen. */
  readonly title: () => Promise<string>;
}

/** The step list of a session of twelve steps that was played to its end. */
async function listed(t: ExecutionContext): Promise<Listed> {
  const session = new Session(() => 0);
  const steps = Array.from({ length: 12 }, (_, index) => ({
    kind: 'say' as const,
    text: `Sentence ${index + 1}.`,
    lanes: ['plain'],
  }));
  session.append({ ...OPENED, steps });
  for (const [index, { kind, text }] of steps.entries()) {
    session.append({ type: 'step-started', index, kind, text });
    session.append({ type: 'step-finished', index, kind, text });
  }
  const director = new Director(session, new HandClock(), { live: false });
  director.ended();
  director.togglePause();
  director.toEnd();
  const shown = showOn(createElement(Stage, { director }), 80, 24);
  t.teardown(async () => {
    director.stop();
    await shown.close();
  });
  await shown.press('j');
  return {
    shown,
    step: () => director.scene().state.step + 1,
    title: async () => (await shown.rows()).find((row) => row.includes('THE STEPS')) ?? '',
  };
}

test('a number in the step list leads to that step: at once where no digit can follow', async (t) => {
  const { shown, step, title } = await listed(t);
  t.is(step(), 12);
  t.regex(await title(), /⏎ jumps to one, and so does its number/);
  await shown.press('7');
  t.is(step(), 7);
  t.is(await title(), '', 'the lanes are seen again');
});

test('a number of two digits is typed to its end, or ended with ⏎', async (t) => {
  const { shown, step, title } = await listed(t);
  await shown.press('1');
  t.is(step(), 12, 'ten, eleven and twelve may be meant');
  t.regex(await title(), /step 1_ {2}⏎ jumps, or one more digit/);
  await shown.press('1');
  t.is(step(), 11);
  await shown.press('j');
  await shown.press('1');
  await shown.press(KEYS.enter);
  t.is(step(), 1);
  t.is(await title(), '');
});

test('a number that no step has leads nowhere, and the next digit begins anew', async (t) => {
  const { shown, step, title } = await listed(t);
  for (const key of ['1', '9', KEYS.enter]) {
    await shown.press(key);
    if (key === '9') t.regex(await title(), /there is no step 19/);
  }
  t.is(step(), 12);
  t.regex(await title(), /⏎ jumps to one/);
  await shown.press('0');
  t.regex(await title(), /there is no step 0/);
  await shown.press('3');
  t.is(step(), 3);
});

test('any other key forgets what was typed of a number', async (t) => {
  const { shown, step } = await listed(t);
  for (const key of ['1', KEYS.down, '2']) await shown.press(key);
  t.is(step(), 2, 'two, and not twelve');
});
