import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Happening, StepOutline } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { dwell, QUESTION_WAIT, readingTime, TRAVEL } from '../../src/stage/pacing.ts';
import { HandClock, settled } from '../../tools/support/hand-clock.ts';
import { OPENED } from '../helpers/happenings.ts';

const SENTENCE = 'A sentence that is told.';
const READING = readingTime(SENTENCE);
const kinds: StepOutline['kind'][] = ['say', 'ask', 'claim', 'say'];

interface Staged {
  readonly clock: HandClock;
  readonly session: Session;
  readonly director: Director;
  /** Appends facts as the lab and the player do. */
  readonly happens: (...facts: Happening[]) => Promise<void>;
  /** The step that is on the stage, from 0. */
  readonly step: () => number;
}

async function staged(t: ExecutionContext): Promise<Staged> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  t.teardown(director.stop);
  const happens = async (...facts: Happening[]): Promise<void> => {
    for (const fact of facts) session.append(fact);
    await settled();
  };
  await happens({
    ...OPENED,
    lanes: ['a', 'b'].map((id) => ({ id, title: id, url: `http://${id}.test/` })),
    steps: kinds.map((kind) => ({ kind, text: SENTENCE, lanes: ['a', 'b'] })),
  });
  return { clock, session, director, happens, step: () => director.scene().state.step };
}

function begins(index: number): Happening {
  return { type: 'step-started', index, kind: kinds[index] ?? 'say', text: SENTENCE };
}

function ends(index: number): Happening {
  return { type: 'step-finished', index, kind: kinds[index] ?? 'say', text: SENTENCE };
}

function segment(lane: string, direction: 'to-bank' | 'to-victim', offset = 0): Happening {
  return {
    type: 'segment-captured',
    lane,
    connection: lane === 'a' ? 1 : 2,
    direction,
    offset,
    bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  };
}

const QUESTION: Happening = {
  type: 'question-asked',
  question: 'Which?',
  choices: ['this', 'that'],
  answer: 1,
  because: 'so',
};

/** Whether a promise has settled by now, and with what. */
async function now<T>(promise: Promise<T>): Promise<T | 'waits'> {
  await settled();
  return Promise.race([promise, Promise.resolve('waits' as const)]);
}

test('the player waits until the sentence of the step has been read', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), ends(0));
  const next = director.before().then(() => 'goes');
  clock.turn(READING - 1);
  t.is(await now(next), 'waits');
  clock.turn(1);
  t.is(await now(next), 'goes');
});

/** A stage whose first step says more than its sentence, and is done. */
async function stagedWith(
  t: ExecutionContext,
  more: Partial<StepOutline>,
  options: { readonly holds?: boolean } = {},
): Promise<Pick<Staged, 'clock' | 'director' | 'happens'>> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock, options);
  t.teardown(director.stop);
  const happens = async (...facts: Happening[]): Promise<void> => {
    for (const fact of facts) session.append(fact);
    await settled();
  };
  const step = { kind: 'say', text: SENTENCE, lanes: [] } as const;
  await happens({ ...OPENED, steps: [{ ...step, ...more }, step] }, begins(0), ends(0));
  return { clock, director, happens };
}

for (const [key, goOn] of [
  ['space', (director: Director) => director.togglePause()],
  ['→', (director: Director) => director.next()],
] as const)
  test(`a step with a pause holds the stage until somebody goes on with ${key}, once`, async (t) => {
    const { clock, director } = await stagedWith(t, { pause: true });
    const next = director.before().then(() => 'goes');
    t.true(director.scene().paused);
    clock.turn(60 * 60_000);
    t.is(await now(next), 'waits');
    goOn(director);
    clock.turn(READING);
    t.is(await now(next), 'goes');
    t.false(director.scene().paused);
  });

test('a step with a pause holds a stage that is played again too, and none that nobody watches', async (t) => {
  const held = await stagedWith(t, { pause: true });
  await held.happens(begins(1));
  held.clock.turn(60 * 60_000);
  t.is(held.director.scene().state.step, 0);
  const free = await stagedWith(t, { pause: true }, { holds: false });
  await free.happens(begins(1));
  free.clock.turn(2 * READING);
  t.is(free.director.scene().state.step, 1);
});

test('a question with a pause stays until somebody answers it', async (t) => {
  const { clock, director, happens } = await stagedWith(t, { kind: 'ask', pause: true });
  await happens(QUESTION);
  const answered = director.answer();
  clock.turn(QUESTION_WAIT * 10);
  t.is(await now(answered), 'waits');
  t.true(director.scene().paused);
  t.true(director.choose(2));
  t.is(await now(answered), 2);
});

test('a step that waits stays for its seconds, or for as long as its sentence takes', async (t) => {
  const { clock, director } = await stagedWith(t, { kind: 'wait', seconds: 9 });
  const next = director.before().then(() => 'goes');
  clock.turn(8_999);
  t.is(await now(next), 'waits');
  clock.turn(1);
  t.is(await now(next), 'goes');
  const short = await stagedWith(t, { kind: 'wait', seconds: 1 });
  const soon = short.director.before().then(() => 'goes');
  short.clock.turn(READING - 1);
  t.is(await now(soon), 'waits');
});

test('the first step waits for nothing', async (t) => {
  const { director } = await staged(t);
  t.is(await now(director.before().then(() => 'goes')), 'goes');
});

test('a packet travels from 0 to 1, and the next fact of its lane waits for it', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'), segment('a', 'to-victim'));
  clock.turn(40);
  const [first] = director.scene().journeys.values();
  t.is(first?.direction, 'to-bank');
  clock.turn(TRAVEL / 2);
  const [later] = director.scene().journeys.values();
  t.true((later?.progress ?? 0) > (first?.progress ?? 1) && (later?.progress ?? 1) < 1);
  t.is(director.scene().state.lanes[0]?.captured.toVictim, 0);
  clock.turn(TRAVEL / 2);
  t.is(director.scene().journeys.get('a')?.direction, 'to-victim');
  clock.turn(TRAVEL * 2);
  t.is(director.scene().journeys.size, 0);
});

test('each lane goes at its own pace, and what concerns no lane waits for all', async (t) => {
  const { clock, director, happens, step } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'), segment('b', 'to-bank'), ends(0), begins(1));
  clock.turn(40);
  t.deepEqual([...director.scene().journeys.keys()], ['a', 'b'], 'both are under way at once');
  t.is(step(), 0);
  clock.turn(TRAVEL);
  t.is(director.scene().journeys.size, 0);
});

test('segments that follow in the same direction are one burst', async (t) => {
  const { clock, director, happens } = await staged(t);
  const burst = Array.from({ length: 500 }, (_, index) => segment('a', 'to-victim', 18 * index));
  await happens(begins(0), ...burst);
  clock.turn(TRAVEL);
  t.is(director.scene().state.lanes[0]?.captured.segments, 500);
});

test('pause holds a packet in the middle of a step, and the stage goes on from there', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'), segment('a', 'to-victim'), ends(0));
  clock.turn(40);
  director.togglePause();
  const { point } = director.scene();
  clock.turn(60_000);
  t.true(director.scene().paused);
  t.is(director.scene().point, point);
  director.togglePause();
  clock.turn(TRAVEL * 3);
  t.is(director.scene().point, director.scene().end);
});

test('while paused the player waits, and → plays one step and stops again', async (t) => {
  const { clock, director, happens, step } = await staged(t);
  await happens(begins(0), ends(0));
  clock.turn(40);
  director.togglePause();
  const next = director.before().then(() => 'goes');
  clock.turn(60_000);
  t.is(await now(next), 'waits');
  director.next();
  t.is(await now(next), 'goes');
  await happens(begins(1), ends(1));
  const after = director.before().then(() => 'goes');
  clock.turn(60_000);
  t.is(step(), 1);
  t.true(director.scene().paused);
  t.is(await now(after), 'waits');
});

test('→ shows the rest of the step at once, and goes on to the next without waiting', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'), segment('a', 'to-victim'), ends(0));
  const next = director.before().then(() => 'goes');
  clock.turn(40);
  director.next();
  t.is(director.scene().point, director.scene().end);
  t.is(director.scene().journeys.size, 0);
  director.next();
  t.is(await now(next), 'goes');
});

test('→ in a step that the lab is still busy with hurries through what comes', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'));
  clock.turn(40);
  director.next();
  await happens(segment('a', 'to-victim'), segment('a', 'to-bank', 18), ends(0));
  clock.turn(40);
  t.is(director.scene().point, director.scene().end);
  t.is(director.scene().journeys.size, 0);
});

test('← goes back to the end of the step before and stays there, while the lab runs on', async (t) => {
  const { clock, director, happens, step } = await staged(t);
  await happens(begins(0), ends(0), begins(1), ends(1), begins(2));
  director.next();
  director.next();
  director.next();
  t.is(step(), 2);
  director.back();
  t.is(step(), 1);
  t.true(director.scene().paused);
  t.is(director.scene().liveStep, 2);
  await happens(ends(2), begins(3));
  clock.turn(60_000);
  t.is(step(), 1);
  t.is(director.scene().liveStep, 3);
  director.back();
  t.is(step(), 0);
  director.back();
  director.back();
  t.is(director.scene().point, 0, 'nothing is before the beginning');
});

test('space goes on from the past at the usual pace, → goes on step by step', async (t) => {
  const { clock, director, happens, step } = await staged(t);
  await happens(begins(0), ends(0), begins(1), segment('a', 'to-bank'), ends(1), begins(2), ends(2));
  clock.turn(60_000);
  director.back();
  director.back();
  t.is(step(), 0);
  director.next();
  t.is(step(), 1);
  t.true(director.scene().paused);
  director.back();
  director.togglePause();
  clock.turn(120_000);
  t.is(director.scene().point, director.scene().end);
});

test('whoever looks back at an earlier question does not answer the one that stands', async (t) => {
  const { director, happens } = await staged(t);
  await happens(begins(0), QUESTION, { type: 'answer-given', choice: 1 }, ends(0), begins(1), QUESTION);
  let given: number | undefined;
  void director.answer().then((choice) => (given = choice));
  director.toEnd();
  t.true(director.scene().asks);
  director.toStart();
  while (director.scene().state.question === undefined) director.byFact(1);
  t.is(director.scene().state.question?.choice, undefined, 'before its answer');
  t.false(director.scene().asks);
  t.false(director.choose(2));
  director.toEnd();
  t.true(director.choose(1));
  await settled();
  t.is(given, 1);
});

test('a class chooses, and only what can be chosen', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(1));
  const chosen = director.answer();
  t.false(director.choose(1), 'the question is not on the stage yet');
  await happens(QUESTION);
  clock.turn(40);
  for (const wrong of [3, 9, -1, 0.5, Number.NaN]) t.false(director.choose(wrong), String(wrong));
  t.is(await now(chosen), 'waits');
  t.true(director.choose(2));
  t.is(await now(chosen), 2);
  t.false(director.choose(1), 'once');
});

test('what was chosen is shown on a stage that is held, and no more', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(1), QUESTION);
  void director.answer();
  clock.turn(40);
  director.togglePause();
  t.true(director.choose(2));
  await happens({ type: 'answer-given', choice: 2 }, ends(1), begins(2));
  clock.turn(60_000);
  const { state, paused } = director.scene();
  t.true(paused);
  t.is(state.question?.choice, 2);
  t.is(state.step, 1);
});

test('a question answered before cannot be answered from the past', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(1), QUESTION, { type: 'answer-given', choice: 2 }, ends(1), begins(2));
  const second = director.answer();
  await happens({ ...QUESTION, choices: ['a', 'b', 'c'] });
  clock.turn(60);
  director.back();
  t.false(director.choose(1));
  t.is(await now(second), 'waits');
});

test('→ passes a question over', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(1), QUESTION);
  const chosen = director.answer();
  clock.turn(40);
  director.next();
  t.is(await now(chosen), 0);
});

test('a question nobody answers is passed over in time, with the seconds counted down', async (t) => {
  const { director, happens, clock } = await staged(t);
  const chosen = director.answer();
  await happens(begins(1), QUESTION);
  clock.turn(QUESTION_WAIT / 2);
  const half = director.scene().questionLeft ?? 0;
  t.true(half > 0 && half <= QUESTION_WAIT / 2 + 500);
  clock.turn(QUESTION_WAIT / 2 - 1);
  t.is(await now(chosen), 'waits');
  clock.turn(600);
  t.is(await now(chosen), 0);
});

test('pause holds a question for as long as the class needs, and then it has its whole time again', async (t) => {
  const { director, happens, clock } = await staged(t);
  const chosen = director.answer();
  await happens(begins(1), QUESTION);
  clock.turn(QUESTION_WAIT - 100);
  director.togglePause();
  t.is(director.scene().questionLeft, undefined);
  clock.turn(QUESTION_WAIT * 10);
  t.is(await now(chosen), 'waits');
  director.togglePause();
  clock.turn(QUESTION_WAIT - 1);
  t.is(await now(chosen), 'waits');
  clock.turn(600);
  t.is(await now(chosen), 0);
});

test('the answer waits until the claim that shows it has been read, and is read itself', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(1), QUESTION, { type: 'answer-given', choice: 1 }, ends(1));
  clock.turn(60_000);
  const because = 'word '.repeat(20);
  await happens(begins(2), ends(2), { type: 'question-explained', choice: 1, answer: 1, because });
  const next = director.before().then(() => 'goes');
  clock.turn(READING - 40);
  t.is(director.scene().state.question?.explained, undefined);
  clock.turn(80);
  t.true(director.scene().state.question?.explained);
  clock.turn(readingTime(because) - 100);
  t.is(await now(next), 'waits');
  clock.turn(readingTime(because));
  t.is(await now(next), 'goes');
});

test('it is over when the player says so and all is shown', async (t) => {
  const { director, happens, clock } = await staged(t);
  await happens(begins(0), segment('a', 'to-bank'), segment('a', 'to-victim'), ends(0));
  clock.turn(40);
  director.ended();
  t.false(director.scene().over);
  clock.turn(TRAVEL * 3);
  t.true(director.scene().over);
  director.back();
  t.false(director.scene().over, 'not in the past');
});

test('facts that come together are drawn together', async (t) => {
  const { director, happens, clock } = await staged(t);
  clock.turn(100);
  let drawn = 0;
  director.subscribe(() => {
    drawn += 1;
  });
  const many = Array.from({ length: 5_000 }, (_, connection): Happening => ({
    type: 'tunnel-opened',
    lane: 'a',
    connection,
    logical: 'bank.test:443',
  }));
  await happens(...many);
  clock.turn(100);
  t.true(drawn <= 4, `${drawn} times`);
  t.is(director.scene().point, director.scene().end);
});

test('a scene is a new object for every change and the same one between', async (t) => {
  const { director, happens, clock } = await staged(t);
  const before = director.scene();
  t.is(director.scene(), before);
  await happens(begins(0));
  clock.turn(40);
  t.not(director.scene(), before);
});

test('after stop nothing waits, whatever stood open and whatever still comes', async (t) => {
  const { director, happens, clock } = await staged(t);
  void director.answer();
  await happens(begins(1), QUESTION, segment('a', 'to-bank'));
  clock.turn(40);
  director.stop();
  await happens(segment('a', 'to-victim'), segment('b', 'to-bank'));
  director.togglePause();
  director.next();
  t.is(clock.waiting, 0);
});

test('a sentence stays as long as it takes to read it aloud, and never less than two and a half seconds', (t) => {
  t.is(readingTime(''), 2_500);
  t.is(readingTime('  \n '), 2_500);
  t.is(readingTime('short'), 2_500);
  t.is(readingTime('word '.repeat(20)), 6_000);
});

const dwellOf = (fact: Happening): number => dwell({ at: 0, ...fact });

test('what can be seen takes time and what cannot takes none', (t) => {
  t.is(dwellOf(segment('a', 'to-bank')), TRAVEL);
  t.true(dwellOf({ type: 'form-filled', lane: 'a', form: 'login', fields: [] }) > 1_000);
  t.is(dwellOf({ type: 'secret-planted', lane: 'a', name: 'x', value: 'y' }), 0);
  t.is(dwellOf(begins(0)), 0);
});

test('fact by fact it goes back and on, and stays where it is while the lab goes on', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), ends(0), begins(1), ends(1));
  director.toEnd();
  t.is(director.scene().point, 5);
  director.byFact(-1);
  t.like(director.scene(), { point: 4, end: 5, paused: true });
  director.byFact(-1);
  t.is(director.scene().point, 2, 'what ends a step shows nothing');
  t.is(director.scene().state.step, 0);
  await happens(begins(2));
  clock.turn(10 * READING);
  t.like(director.scene(), { point: 2, end: 6, paused: true, liveStep: 2 });
  director.byFact(1);
  t.is(director.scene().point, 4);
});

test('there is nothing before the first fact and behind the last', async (t) => {
  const { director, happens } = await staged(t);
  await happens(begins(0), ends(0));
  director.toStart();
  director.byFact(-1);
  t.like(director.scene(), { point: 0, paused: true });
  director.toEnd();
  t.like(director.scene(), { point: 3, paused: true });
  director.byFact(1);
  t.like(director.scene(), { point: 3, paused: true });
});

test('looking back does not let the player go on, and the end of the log holds no question back', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0), ends(0), begins(1), QUESTION);
  director.toEnd();
  const answer = director.answer();
  director.toStart();
  clock.turn(2 * QUESTION_WAIT);
  t.is(await now(answer), 'waits');
  director.toEnd();
  t.is(director.scene().point, 5);
  t.true(director.choose(1));
  t.is(await answer, 1);
});

test('from the beginning it goes on at its pace again', async (t) => {
  const { clock, director, happens, step } = await staged(t);
  await happens(begins(0), ends(0), begins(1), ends(1));
  director.toEnd();
  director.toStart();
  director.togglePause();
  t.is(step(), 0);
  clock.turn(READING);
  t.is(step(), 1);
});

test('a jump to the end of a very long log gives the stage time to draw', async (t) => {
  const { clock, director, happens } = await staged(t);
  await happens(begins(0));
  await happens(...Array.from({ length: 9_000 }, (_, index) => segment('a', 'to-bank', index)), ends(0));
  director.toStart();
  director.toEnd();
  t.true(director.scene().point < director.scene().end);
  clock.turn(1_000);
  t.is(director.scene().point, director.scene().end);
});
