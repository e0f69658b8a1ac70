import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Happening, StepOutline } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';
import { atSpeed } from '../../src/stage/clock.ts';
import { Director } from '../../src/stage/director.ts';
import type { DirectorOptions } from '../../src/stage/director.ts';
import { QUESTION_WAIT, TRAVEL } from '../../src/stage/pacing.ts';
import { HandClock, settled } from '../../tools/support/hand-clock.ts';
import { captured, OPENED } from '../helpers/happenings.ts';

const KINDS: readonly StepOutline['kind'][] = ['say', 'visit', 'ask', 'say', 'say'];
const STEPS: readonly StepOutline[] = KINDS.map((kind, index) => ({
  kind,
  text: `Step ${index + 1}.`,
  lanes: ['plain'],
}));
const LONG = 600_000;

interface Played {
  readonly director: Director;
  readonly clock: HandClock;
  /** How many steps the player has begun. */
  readonly begun: () => number;
  /** Turns the clock far on, with what happens meanwhile. */
  readonly waits: () => Promise<void>;
  readonly step: () => number;
}

/** What happens in a step besides its beginning and its end. */
function inside(kind: StepOutline['kind']): readonly Happening[] {
  if (kind === 'visit')
    return [captured(1, 'to-bank', 0, 'GET / HTTP/1.1\r\n\r\n'), captured(1, 'to-victim', 0, 'HTTP/1.1 ')];
  const asked = { question: 'Which?', choices: ['this', 'that'], answer: 1, because: 'so' };
  return kind === 'ask' ? [{ type: 'question-asked', ...asked }] : [];
}

/** A director with a player behind it that plays the steps as a scenario is played. */
async function played(t: ExecutionContext, options: DirectorOptions = {}, speed = 1): Promise<Played> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, atSpeed(clock, speed), options);
  t.teardown(director.stop);
  let begun = 0;
  session.append({ ...OPENED, lanes: OPENED.lanes.slice(0, 1), steps: STEPS });
  const play = async (): Promise<void> => {
    for (const [index, { kind, text }] of STEPS.entries()) {
      await director.before();
      begun += 1;
      session.append({ type: 'step-started', index, kind, text });
      for (const fact of inside(kind)) session.append(fact);
      if (kind === 'ask') session.append({ type: 'answer-given', choice: await director.answer() });
      session.append({ type: 'step-finished', index, kind, text });
    }
    director.ended();
  };
  void play();
  await settled();
  const waits = async (): Promise<void> => {
    for (let turn = 0; turn < 12; turn += 1) {
      clock.turn(LONG);
      await settled();
    }
  };
  return { director, clock, begun: () => begun, waits, step: () => director.scene().state.step };
}

test('by hand every step waits for →, the first one too, and says so', async (t) => {
  const { director, begun, waits, step } = await played(t, { manual: true });
  await waits();
  t.is(begun(), 0);
  t.like(director.scene(), { waits: true, manual: true, paused: false });
  for (const index of [0, 1]) {
    director.next();
    t.false(director.scene().waits);
    await waits();
    t.is(step(), index);
    t.is(begun(), index + 1);
    t.true(director.scene().waits);
  }
});

test('by hand a question has no time limit, and → passes it over', async (t) => {
  const { director, begun, waits } = await played(t, { manual: true });
  for (let index = 0; index < 3; index += 1) {
    director.next();
    await waits();
  }
  t.is(director.scene().questionLeft, Infinity);
  t.is(director.scene().state.question?.choice, undefined);
  t.false(director.scene().waits, 'the class is asked, not the teacher');
  director.next();
  await waits();
  t.is(director.scene().state.question?.choice, 0);
  t.is(begun(), 3);
  t.true(director.scene().waits);
});

test('M takes the hand away and puts it back, in the middle of a run', async (t) => {
  const { director, clock, begun, waits } = await played(t);
  clock.turn(10);
  director.toggleManual();
  await waits();
  t.is(begun(), 1);
  director.toggleManual();
  await waits();
  t.is(begun(), STEPS.length);
  t.true(director.scene().over);
});

test('by hand a replay waits at every step as well', async (t) => {
  const session = new Session(() => 0);
  session.append({ ...OPENED, steps: STEPS });
  for (const [index, { kind, text }] of STEPS.entries()) {
    session.append({ type: 'step-started', index, kind, text });
    session.append({ type: 'step-finished', index, kind, text });
  }
  const clock = new HandClock();
  const director = new Director(session, clock, { live: false, manual: true });
  t.teardown(director.stop);
  director.ended();
  for (const index of STEPS.keys()) {
    clock.turn(LONG);
    t.is(director.scene().state.step, index - 1);
    t.true(director.scene().waits);
    director.next();
  }
  clock.turn(LONG);
  t.true(director.scene().over);
  t.false(director.scene().waits);
});

test('a jump ahead hurries the run there, past every question, and that step plays at its pace', async (t) => {
  for (const manual of [false, true]) {
    const { director, begun, waits, step } = await played(t, { manual });
    director.toStep(3);
    await settled();
    await settled();
    director.togglePause();
    t.is(step(), 3);
    t.is(begun(), 4);
    t.is(director.scene().state.question?.choice, 0);
    director.togglePause();
    await waits();
    t.is(step(), manual ? 3 : 4);
  }
});

test('a jump passes over the question that stands, and one over in the middle of a packet ends it', async (t) => {
  const { director, clock, step, waits } = await played(t, { manual: true });
  director.next();
  await waits();
  director.next();
  await settled();
  clock.turn(TRAVEL / 2);
  t.is(director.scene().journeys.size, 1);
  director.toStep(2);
  await settled();
  clock.turn(100);
  t.is(director.scene().journeys.size, 0);
  t.is(step(), 2);
  t.is(director.scene().questionLeft, Infinity, 'the step that was wanted asks');
  director.toStep(4);
  await settled();
  clock.turn(100);
  t.is(step(), 4);
});

test('a jump back plays that step from its beginning, and a stage that is held is held at its end', async (t) => {
  const { director, clock, waits, step } = await played(t);
  await waits();
  t.true(director.scene().over);
  director.toStep(1);
  t.is(step(), 1);
  clock.turn(TRAVEL / 2);
  t.is(director.scene().journeys.size, 1, 'its packets move once more');
  await waits();
  t.true(director.scene().over);
  director.togglePause();
  director.toStep(1);
  await waits();
  t.is(step(), 1);
  t.true(director.scene().state.stepDone);
  t.true(director.scene().paused);
});

test('there is no jump to a step that is not there, and any other key ends one that is under way', async (t) => {
  const { director, waits, step, begun } = await played(t, { manual: true });
  for (const wrong of [-1, 5, 0.5, Number.NaN]) director.toStep(wrong);
  await waits();
  t.is(step(), -1);
  director.toStep(4);
  director.togglePause();
  await waits();
  t.true(begun() < 3);
  t.true(director.scene().paused);
});

test('at twice the pace a class has its whole time for a question', async (t) => {
  const { director, clock, waits } = await played(t, { manual: true, speed: 2 }, 2);
  for (let index = 0; index < 3; index += 1) {
    director.next();
    await waits();
  }
  director.toggleManual();
  t.is(director.scene().questionLeft, QUESTION_WAIT);
  clock.turn(QUESTION_WAIT - 1);
  t.is(director.scene().state.question?.choice, undefined);
  clock.turn(2);
  await settled();
  clock.turn(100);
  t.is(director.scene().state.question?.choice, 0);
});

test('by fact the packet is on its way, and moves, though the stage is held', async (t) => {
  const { director, clock, waits } = await played(t);
  await waits();
  director.toStart();
  while (director.scene().journeys.size === 0) director.byFact(1);
  t.true(director.scene().byFact);
  t.deepEqual([...director.scene().journeys.keys()], ['plain']);
  clock.turn(TRAVEL / 2);
  t.true((director.scene().journeys.get('plain')?.progress ?? 0) > 0.3);
  clock.turn(TRAVEL);
  t.is(director.scene().journeys.size, 0);
  const { point } = director.scene();
  director.byFact(1);
  t.is(director.scene().journeys.get('plain')?.direction, 'to-victim');
  director.byFact(-1);
  t.is(director.scene().point, point);
  director.togglePause();
  t.false(director.scene().byFact);
});

test('a lesson is under way wherever in it the stage looks, until its last step is over', async (t) => {
  const { director, waits } = await played(t, { manual: true });
  t.false(director.scene().underWay);
  director.next();
  await waits();
  t.true(director.scene().underWay);
  director.toStart();
  t.is(director.scene().state.step, -1);
  t.true(director.scene().underWay);
  director.toEnd();
  director.toggleManual();
  director.togglePause();
  await waits();
  await waits();
  t.true(director.scene().over);
  t.false(director.scene().underWay);
  director.back();
  t.false(director.scene().underWay);
});
