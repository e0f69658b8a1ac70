import test from 'ava';

import { Recorder } from '../../../../lab/attacker/tap/recorder.ts';
import type { LabFact } from '../../../../lab/facts/facts.ts';

test('A segment that crosses the limit is kept up to it, and the limit is said once', (t) => {
  const facts: LabFact[] = [];
  const recorder = new Recorder('a', (fact) => facts.push(fact), { bytes: 4, segments: 10 });
  recorder.record(1, 'to-bank', 0, Buffer.from('abc'));
  recorder.record(1, 'to-victim', 0, Buffer.from('def'));
  recorder.record(2, 'to-bank', 3, Buffer.from('g'));
  t.deepEqual(facts, [
    {
      type: 'segment-captured',
      lane: 'a',
      connection: 1,
      direction: 'to-bank',
      offset: 0,
      bytes: Buffer.from('abc'),
    },
    {
      type: 'segment-captured',
      lane: 'a',
      connection: 1,
      direction: 'to-victim',
      offset: 0,
      bytes: Buffer.from('d'),
    },
    { type: 'capture-limit-reached', lane: 'a', limit: 4 },
  ]);
});

test('A recording that is exactly full has not reached its limit until one more byte comes', (t) => {
  const facts: LabFact[] = [];
  const recorder = new Recorder('a', (fact) => facts.push(fact), { bytes: 3, segments: 10 });
  recorder.record(1, 'to-bank', 0, Buffer.from('abc'));
  t.is(facts.length, 1);
  recorder.record(1, 'to-bank', 3, Buffer.from('d'));
  t.deepEqual(facts.at(-1), { type: 'capture-limit-reached', lane: 'a', limit: 3 });
  t.is(facts.length, 2);
});

test('A limit of segments ends the recording as well, since each costs memory besides its bytes', (t) => {
  const facts: LabFact[] = [];
  const recorder = new Recorder('a', (fact) => facts.push(fact), { bytes: 1000, segments: 2 });
  for (const offset of [0, 1, 2, 3]) recorder.record(1, 'to-bank', offset, new Uint8Array([offset]));
  t.deepEqual(
    facts.map(({ type }) => type),
    ['segment-captured', 'segment-captured', 'capture-limit-reached'],
  );
  t.like(facts[2], { limit: 2 });
});

test('A recording can be read back, up to its limit, whatever becomes of the buffers that were handed in', (t) => {
  const limits = { bytes: 4, segments: 10 };
  const keeping = new Recorder('a', () => {}, limits);
  const bytes = Buffer.from('abc');
  keeping.record(1, 'to-bank', 0, bytes);
  keeping.record(1, 'to-victim', 0, Buffer.from('def'));
  keeping.record(1, 'to-victim', 3, Buffer.from('g'));
  bytes.fill(0);
  t.is(Buffer.concat(keeping.recording.get(1)?.['to-bank'] ?? []).toString(), 'abc');
  t.deepEqual(Buffer.concat(keeping.recording.get(1)?.['to-victim'] ?? []).toString(), 'd');
});
