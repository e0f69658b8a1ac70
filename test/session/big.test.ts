import test from 'ava';
import { spawnSync } from 'node:child_process';
import type { Fact } from '../../lab/facts/session.ts';
import { openSession } from '../../src/session/read.ts';
import { Timeline } from '../../src/stage/timeline.ts';
import { bigSession, writeSession } from '../../tools/support/big-session.ts';
import { parsed, temporary } from '../helpers/saved.ts';

const SEGMENTS = 36_000;
const path = temporary('big.jsonl');
const size = writeSession(path, bigSession({ segments: SEGMENTS, bytes: 1024, steps: 4 }));

/** Facts of which the 19,001st segment stands at a place that cannot be. */
function* withFault(): Generator<Fact> {
  for (const fact of bigSession({ segments: 20_000, bytes: 1024, steps: 1 })) {
    yield fact.type === 'segment-captured' && fact.offset === 1024 * 19_000 ? { ...fact, offset: -1 } : fact;
  }
}

test('a session of 50 MB is open long before all of it is read, and grows as it is', async (t) => {
  const session = await openSession(path);
  t.teardown(() => session.close());
  const first = session.length;
  t.true(size > 50e6 && first > 1_000 && first < SEGMENTS / 2);
  t.false(session.whole);
  const lengths: number[] = [];
  session.subscribe(() => lengths.push(session.length));
  await session.index();
  t.true(session.whole);
  t.is(session.length, SEGMENTS + 12);
  t.true(lengths.length > 2);
  t.deepEqual(
    lengths,
    lengths.toSorted((a, b) => a - b),
  );
});

test('its states are the same, whichever way they are come to', async (t) => {
  const session = await openSession(path);
  t.teardown(() => session.close());
  await session.index();
  const timeline = new Timeline(session);
  const counts = (point: number): number | undefined => timeline.stateAt(point).lanes[0]?.captured.segments;
  // Two facts and a step's begin come before the first segment.
  t.is(counts(8_003), 8_000);
  t.is(counts(3), 0);
  t.is(counts(session.length), SEGMENTS);
  t.is(counts(5_003), 5_000);
  t.deepEqual(timeline.stateAt(9_000), new Timeline(session).stateAt(9_000));
  t.is(timeline.stepEnds().length, 4);
});

test('a fault far behind the beginning is found on the way, with its line', async (t) => {
  const broken = temporary('broken.jsonl');
  writeSession(broken, withFault());
  const session = await openSession(broken);
  t.teardown(() => session.close());
  t.is(session.fault, undefined);
  await session.index();
  t.regex(String(session.fault), /broken\.jsonl:19004: "offset" of this segment-captured must be from 0/);
  t.false(session.whole);
  t.throws(() => [...session.facts], { message: /:19004: / });
});

test('reading, replaying and exporting it takes little memory', (t) => {
  // A process of its own with a heap that the session would not fit into.
  const child = spawnSync(
    process.execPath,
    ['--max-old-space-size=40', 'build/test/helpers/read-through.js', path],
    { encoding: 'utf8' },
  );
  t.is(child.status, 0, child.stderr);
  const { facts, grown } = parsed(child.stdout);
  t.is(facts, SEGMENTS + 12);
  t.true(Number(grown) < 150e6, `grew by ${String(grown)} bytes`);
  t.log(
    `resident set grew by ${Math.round(Number(grown) / 1e6)} MB over a session of ${Math.round(size / 1e6)} MB`,
  );
});
