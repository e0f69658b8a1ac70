import test from 'ava';
import * as fc from 'fast-check';
import type { Fact } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';
import { Timeline } from '../../src/stage/timeline.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import type { LabState } from '../../src/views/stage/state.ts';
import { savedSession } from '../helpers/saved-facts.ts';

const LOGIN = savedSession('bank-login.jsonl');

function logOf(facts: readonly Fact[]): Session {
  const session = new Session();
  for (const fact of facts) session.restore(fact);
  return session;
}

function fold(facts: readonly Fact[], point: number): LabState {
  return facts.slice(0, Math.max(0, point)).reduce(reduce, EMPTY_STATE);
}

/** The recorded run so often that several checkpoints lie in it; the later ones begin it anew. */
const LONG = Array.from({ length: 8 }, () => LOGIN).flat();

test('at every point the state is what a plain fold gives', (t) => {
  const timeline = new Timeline(logOf(LOGIN));
  for (let point = 0; point <= LOGIN.length; point += 1)
    t.deepEqual(timeline.stateAt(point), fold(LOGIN, point));
});

test('wherever it goes from, a point has the same state', (t) => {
  t.true(LONG.length > 512, 'several checkpoints');
  const known = new Map<number, LabState>();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: LONG.length + 3 }), { maxLength: 12 }), (points) => {
      const timeline = new Timeline(logOf(LONG));
      for (const point of points) {
        const expected = known.get(point) ?? fold(LONG, point);
        known.set(point, expected);
        t.deepEqual(timeline.stateAt(point), expected);
      }
    }),
    { numRuns: 20 },
  );
});

test('going back and forth gives the very states that a fold once made', (t) => {
  const timeline = new Timeline(logOf(LONG));
  const end = timeline.stateAt(LONG.length);
  timeline.stateAt(0);
  t.is(timeline.stateAt(0), EMPTY_STATE);
  t.deepEqual(timeline.stateAt(LONG.length), end);
});

test('it grows with its log', (t) => {
  const log = new Session();
  const timeline = new Timeline(log);
  t.is(timeline.end, 0);
  t.is(timeline.stateAt(5), EMPTY_STATE);
  for (const fact of LOGIN) {
    log.restore(fact);
    timeline.stateAt(log.length);
  }
  t.is(timeline.end, LOGIN.length);
  t.deepEqual(timeline.stateAt(LOGIN.length), fold(LOGIN, LOGIN.length));
  t.is(timeline.fact(0), LOGIN[0]);
  t.is(timeline.fact(LOGIN.length), undefined);
});

test('a step ends where the next one starts, and the last one at the end', (t) => {
  const timeline = new Timeline(logOf(LOGIN));
  const ends = timeline.stepEnds();
  t.is(ends.length, 10);
  for (const [step, point] of ends.entries()) {
    t.is(timeline.stateAt(point).step, step);
    t.true(timeline.stateAt(point).stepDone);
  }
  t.is(ends.at(-1), LOGIN.length);
  t.deepEqual(new Timeline(new Session()).stepEnds(), [0]);
});
