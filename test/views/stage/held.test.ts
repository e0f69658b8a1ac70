import test from 'ava';

import type { HeldMessage } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { reduce } from '../../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../../src/views/stage/state.ts';
import type { LaneState } from '../../../src/views/stage/state.ts';

const message = (body: string): HeldMessage => ({
  line: 'POST /transfer HTTP/1.1',
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: Buffer.from(body),
});
const held = (id: number): Fact => ({
  at: id,
  type: 'message-held',
  lane: 'plain',
  connection: 1,
  held: id,
  kind: 'request',
  direction: 'to-bank',
  origin: 'http://bank.test',
  answers: '',
  message: message('receiver=bob'),
});
const after = (...facts: Fact[]): LaneState | undefined => facts.reduce(reduce, EMPTY_STATE).lanes[0];

test('What is in his hand is known until it leaves it, and a field that he changed is told as tampered with', (t) => {
  const released = { at: 9, type: 'message-released', lane: 'plain', connection: 1, held: 1 } as const;
  const both = after(held(1), held(2));
  t.deepEqual(
    both?.held.map((each) => each.held),
    [1, 2],
  );
  const whole = after(held(1), held(2), { ...released, how: 'whole' });
  t.deepEqual([whole?.held.length, whole?.changed], [1, undefined]);
  const edited = after(held(1), {
    ...released,
    how: 'edited',
    changed: ['body'],
    after: message('receiver=eve'),
  });
  t.deepEqual([edited?.held.length, edited?.changed?.what], [0, 'receiver']);
  t.deepEqual([edited?.changed?.before, edited?.changed?.after], ['bob', 'eve']);
  t.deepEqual(after({ ...released, held: 7, how: 'edited', after: message('x=1') })?.changed, undefined);
  t.is(after(...Array.from({ length: 300 }, (_, index) => held(index + 1)))?.held.length, 100);
});
