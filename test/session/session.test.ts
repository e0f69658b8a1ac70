import test from 'ava';

import type { Fact } from '../../lab/facts/session.ts';
import type { SegmentCaptured } from '../../lab/facts/tap.ts';
import { Session } from '../../src/session/session.ts';

const SEGMENT: SegmentCaptured = {
  type: 'segment-captured',
  lane: 'plain',
  connection: 3,
  direction: 'to-victim',
  offset: 12,
  bytes: Buffer.from('HTTP/1.1 200 OK'),
};
const STEP = { type: 'step-started', index: 0, kind: 'say', text: 'Look.' } as const;

test('A log gives captured segments and all other facts alike, in their order and with their times', (t) => {
  let now = 5;
  const session = new Session(() => now);
  session.append(STEP);
  now = 6.25;
  session.append(SEGMENT);
  session.restore({ at: 9, ...SEGMENT, offset: 27 });
  session.restore({ at: 10, ...STEP, index: 1 });
  const expected: readonly Fact[] = [
    { at: 0, ...STEP },
    { at: 1.25, ...SEGMENT },
    { at: 9, ...SEGMENT, offset: 27 },
    { at: 10, ...STEP, index: 1 },
  ];
  t.is(session.length, 4);
  t.deepEqual(
    expected.map((_, index) => session.at(index)),
    expected,
  );
  t.deepEqual(
    expected.map((_, index) => session.typeAt(index)),
    expected.map(({ type }) => type),
  );
  t.deepEqual(session.facts, expected);
  t.is(session.at(4), undefined);
  t.is(session.typeAt(4), undefined);
});

test('The array of all facts is one, and has what came since when it is asked for again', (t) => {
  const session = new Session(() => 0);
  session.append(SEGMENT);
  const { facts } = session;
  session.append(STEP);
  t.is(session.facts, facts);
  t.deepEqual(
    facts.map(({ type }) => type),
    ['segment-captured', 'step-started'],
  );
});

test('Who listens is told of segments too, with their index', (t) => {
  const session = new Session(() => 0);
  const heard: unknown[] = [];
  const end = session.subscribe((fact, index) => heard.push([index, fact.type]));
  session.append(STEP);
  session.append(SEGMENT);
  session.restore({ at: 1, ...SEGMENT });
  end();
  session.append(SEGMENT);
  t.deepEqual(heard, [
    [0, 'step-started'],
    [1, 'segment-captured'],
    [2, 'segment-captured'],
  ]);
});
