import test from 'ava';
import type { Happening } from '../../lab/facts/session.ts';
import { openSession } from '../../src/session/read.ts';
import { Session } from '../../src/session/session.ts';
import { atSpeed } from '../../src/stage/clock.ts';
import { Director } from '../../src/stage/director.ts';
import { FRAME, readingTime } from '../../src/stage/pacing.ts';
import { bigSession } from '../../tools/support/big-session.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { OPENED } from '../helpers/happenings.ts';
import { REAL } from '../../tools/support/recorded-session.ts';

const LONG = 'Ten words that are read aloud take a person three seconds.';

const said = (index: number): Happening[] => [
  { type: 'step-started', index, kind: 'say', text: LONG },
  { type: 'step-finished', index, kind: 'say', text: LONG },
];

const SESSION: Happening = {
  ...OPENED,
  lanes: [{ id: 'a', title: 'A', url: 'http://bank.test/' }],
  steps: [
    { kind: 'say', text: LONG, lanes: ['a'] },
    { kind: 'say', text: LONG, lanes: ['a'] },
    { kind: 'ask', text: 'Who wins?', lanes: ['a'] },
  ],
};

const ASKED: Happening[] = [
  { type: 'step-started', index: 2, kind: 'ask', text: 'Who wins?' },
  { type: 'question-asked', question: 'Who wins?', choices: ['Alice', 'Mallory'], answer: 2, because: LONG },
  { type: 'answer-given', choice: 1 },
  { type: 'step-finished', index: 2, kind: 'ask', text: 'Who wins?' },
];

const EXPLAINED: Happening = { type: 'question-explained', choice: 1, answer: 2, because: LONG };

function replayed(happenings: readonly Happening[], speed = 1): { director: Director; clock: HandClock } {
  const session = new Session(() => 0);
  for (const happening of happenings) session.append(happening);
  const clock = new HandClock();
  const director = new Director(session, atSpeed(clock, speed), { live: false });
  director.ended();
  return { director, clock };
}

test('in a replay a step waits until the one before it has been read', (t) => {
  const { director, clock } = replayed([SESSION, ...said(0), ...said(1)]);
  t.is(director.scene().state.step, 0);
  clock.turn(readingTime(LONG) - 1);
  t.is(director.scene().state.step, 0);
  t.false(director.scene().over);
  clock.turn(1);
  t.is(director.scene().state.step, 1);
  t.true(director.scene().over);
});

test('at another speed it waits for another time', (t) => {
  for (const speed of [0.25, 4, 16]) {
    const { director, clock } = replayed([SESSION, ...said(0), ...said(1)], speed);
    clock.turn(readingTime(LONG) / speed - 1);
    t.is(director.scene().state.step, 0);
    clock.turn(1);
    t.is(director.scene().state.step, 1);
  }
});

test('a recorded question stands open, then with its recorded answer, then explained, each to be read', (t) => {
  const { director, clock } = replayed([SESSION, ...ASKED, EXPLAINED]);
  t.is(director.scene().state.question?.choice, undefined);
  t.is(director.scene().questionLeft, undefined);
  clock.turn(readingTime('Who wins? Alice Mallory'));
  t.is(director.scene().state.question?.choice, 1);
  t.false(director.scene().over);
  clock.turn(readingTime('') - 1);
  t.is(director.scene().state.question?.explained, undefined);
  clock.turn(1);
  clock.turn(readingTime(LONG) + 1_999);
  t.true(director.scene().state.question?.explained);
  t.false(director.scene().over);
  clock.turn(1);
  t.true(director.scene().over);
});

test('between a recorded answer and the next step there is time to see it', (t) => {
  const { director, clock } = replayed([SESSION, ...ASKED, ...said(0)]);
  clock.turn(readingTime('Who wins? Alice Mallory'));
  t.is(director.scene().state.question?.choice, 1);
  t.is(director.scene().state.step, 2);
  clock.turn(readingTime('') - 1);
  t.is(director.scene().state.step, 2);
  clock.turn(1);
  t.is(director.scene().state.step, 0);
});

test('next goes on from a step that is being read; pause holds it; back returns to its end', (t) => {
  const { director, clock } = replayed([SESSION, ...said(0), ...said(1)]);
  director.togglePause();
  clock.turn(60_000);
  t.is(director.scene().state.step, 0);
  director.togglePause();
  t.is(director.scene().state.step, 1);
  director.back();
  t.is(director.scene().state.step, 0);
  clock.turn(60_000);
  t.is(director.scene().state.step, 0);

  const other = replayed([SESSION, ...said(0), ...said(1)]).director;
  other.next();
  t.is(other.scene().state.step, 1);
});

test('live, the class that answers is not made to wait for its own answer', async (t) => {
  const session = new Session(() => 0);
  const clock = new HandClock();
  const director = new Director(session, clock);
  for (const happening of [SESSION, ...ASKED.slice(0, 2)]) session.append(happening);
  const answer = director.answer();
  t.true(director.choose(2));
  t.is(await answer, 2);
  session.append({ type: 'answer-given', choice: 2 });
  clock.turn(FRAME);
  t.is(director.scene().state.question?.choice, 2);
  t.true(director.scene().live);
});

test('live, the player gets its turn when the step has been read, and next gives it at once', async (t) => {
  const session = new Session(() => 0);
  const clock = new HandClock();
  const director = new Director(session, clock);
  for (const happening of [SESSION, ...said(0)]) session.append(happening);
  let begun = 0;
  const gate = director.before().then(() => (begun += 1));
  clock.turn(readingTime(LONG) - 1);
  await Promise.resolve();
  t.is(begun, 0);
  clock.turn(1);
  await gate;
  t.is(begun, 1);
  for (const happening of said(1)) session.append(happening);
  clock.turn(FRAME);
  t.is(director.scene().state.step, 1);
  const again = director.before();
  director.next();
  await again;
  session.append({ type: 'step-started', index: 2, kind: 'say', text: LONG });
  clock.turn(FRAME);
  t.is(director.scene().state.step, 2);
});

test('a jump over very many facts comes to its end stride by stride', (t) => {
  const session = new Session(() => 0);
  for (const fact of bigSession({ segments: 20_000, bytes: 16, steps: 2 })) session.restore(fact);
  const clock = new HandClock();
  const director = new Director(session, clock, { live: false });
  director.togglePause();
  director.next();
  const first = director.scene().point;
  t.true(first < 9_000);
  clock.turn(10);
  // Ten thousand segments, two facts before them, and the step's begin and end.
  t.is(director.scene().point, 10_004);
  t.true(director.scene().state.stepDone);
  director.next();
  clock.turn(10);
  t.is(director.scene().point, session.length);
  director.back();
  t.is(director.scene().point, 10_004);
});

test('a burst without end is shown as it is folded, and comes to its end', (t) => {
  const log = new Session(() => 0);
  for (const fact of bigSession({ segments: 30_000, bytes: 20, steps: 1 })) log.restore(fact);
  const clock = new HandClock();
  const director = new Director(log, clock, { live: false });
  const shown: number[] = [];
  director.subscribe(() => shown.push(director.scene().point));
  director.ended();
  clock.turn(10_000);
  const strides = shown.map((point, index) => point - (shown[index - 1] ?? 0));
  t.true(Math.max(...strides) <= 4_096 + 1);
  t.is(director.scene().point, log.length);
  director.stop();
});

test('a real session plays to its end by itself', async (t) => {
  const session = await openSession(REAL);
  t.teardown(() => session.close());
  const clock = new HandClock();
  const director = new Director(session, clock, { live: false });
  session.subscribe(() => session.whole && director.ended());
  await session.index();
  const steps: number[] = [];
  for (let turned = 0; !director.scene().over && turned < 600; turned += 1) {
    clock.turn(1_000);
    if (steps.at(-1) !== director.scene().state.step) steps.push(director.scene().state.step);
  }
  t.true(director.scene().over);
  t.deepEqual(steps, [...director.scene().state.steps.keys()]);
  t.is(director.scene().state.claims.length, 3);
});
