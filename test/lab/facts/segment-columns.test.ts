import test from 'ava';
import * as fc from 'fast-check';

import { SegmentColumns } from '../../../lab/facts/segment-columns.ts';
import type { SegmentCaptured } from '../../../lab/facts/tap.ts';

const segment = fc.record({
  type: fc.constant('segment-captured' as const),
  lane: fc.constantFrom('plain', 'sealed', 'third'),
  connection: fc.nat(),
  direction: fc.constantFrom('to-bank' as const, 'to-victim' as const),
  offset: fc.maxSafeNat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
});
const timed = fc.tuple(segment, fc.double({ min: 0, noNaN: true }));

test('Every segment comes back as it was, with its time, in any order in which they are asked for', (t) => {
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 50 }), (all) => {
      const columns = new SegmentColumns();
      for (const [index, [one, at]] of all.entries()) t.is(columns.push(one, at), index);
      t.is(columns.length, all.length);
      for (const [index, [one, at]] of [...all.entries()].toReversed())
        t.deepEqual(columns.at(index), { at, ...one });
    }),
    { numRuns: 200 },
  );
});

test('Thousands of segments keep their places, whose bytes stand together, alone, and together again', (t) => {
  const columns = new SegmentColumns();
  const shared = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const made = (index: number): SegmentCaptured => ({
    type: 'segment-captured',
    lane: index % 5 === 0 ? 'sealed' : 'plain',
    connection: index % 7,
    direction: index % 3 === 0 ? 'to-victim' : 'to-bank',
    offset: index,
    bytes: index % 11 === 0 ? Buffer.from([index % 256]) : shared.subarray(index % 200, (index % 200) + 9),
  });
  for (let index = 0; index < 5_000; index += 1) columns.push(made(index), index / 1_000);
  for (const index of [0, 1, 10, 11, 1_023, 1_024, 1_025, 2_048, 4_999])
    t.deepEqual(columns.at(index), { at: index / 1_000, ...made(index) });
});

test('Where there is no segment, asking for it throws', (t) => {
  const columns = new SegmentColumns();
  t.throws(() => columns.at(0), { instanceOf: RangeError, message: 'there is no segment 0 of 0' });
  columns.push(
    {
      type: 'segment-captured',
      lane: 'plain',
      connection: 1,
      direction: 'to-bank',
      offset: 0,
      bytes: Buffer.from('a'),
    },
    0,
  );
  t.throws(() => columns.at(1), { instanceOf: RangeError });
  t.throws(() => columns.at(-1), { instanceOf: RangeError });
  t.throws(() => columns.at(0.5), { instanceOf: RangeError });
});
