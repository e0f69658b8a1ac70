import test from 'ava';
import * as fc from 'fast-check';
import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { reassemble } from '../../src/reading/streams.ts';

const segment = (
  connection: number,
  direction: Direction,
  offset: number,
  text: string,
): SegmentCaptured => ({
  type: 'segment-captured',
  lane: 'plain',
  connection,
  direction,
  offset,
  bytes: Buffer.from(text, 'latin1'),
});

const told = (facts: readonly SegmentCaptured[]): string[] =>
  reassemble(facts).map(
    ({ connection, direction, offset, bytes }) =>
      `${connection} ${direction} ${offset} ${Buffer.from(bytes).toString('latin1')}`,
  );

test('segments of each connection and direction are joined', (t) => {
  t.deepEqual(
    told([
      segment(1, 'to-bank', 0, 'pass'),
      segment(2, 'to-bank', 0, 'other'),
      segment(1, 'to-victim', 0, 'ok'),
      segment(1, 'to-bank', 4, 'word'),
    ]),
    ['1 to-bank 0 password', '2 to-bank 0 other', '1 to-victim 0 ok'],
  );
});

test('what follows a gap is a stream of its own', (t) => {
  t.deepEqual(
    told([segment(1, 'to-bank', 0, 'abc'), segment(1, 'to-bank', 10, 'k'), segment(1, 'to-bank', 11, 'l')]),
    ['1 to-bank 0 abc', '1 to-bank 10 kl'],
  );
});

test('bytes that come twice are taken once', (t) => {
  t.deepEqual(
    told([
      segment(1, 'to-bank', 0, 'abcd'),
      segment(1, 'to-bank', 1, 'bc'),
      segment(1, 'to-bank', 2, 'cdef'),
    ]),
    ['1 to-bank 0 abcdef'],
  );
});

test('nothing captured is no stream', (t) => {
  t.deepEqual(told([]), []);
  t.deepEqual(told([segment(1, 'to-bank', 0, '')]), []);
});

test('whatever the order and the overlaps, each run is what was sent', (t) => {
  const sent = 'the quick brown fox jumps over the lazy dog';
  const part = fc.tuple(fc.nat(sent.length), fc.nat(12));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const streams = reassemble(
        parts.map(([from, size]) => segment(1, 'to-bank', from, sent.slice(from, from + size))),
      );
      const covered = new Set(
        parts.flatMap(([from, size]) =>
          Array.from(sent.slice(from, from + size), (_, index) => from + index),
        ),
      );
      let last = -1;
      for (const { offset, bytes } of streams) {
        t.is(Buffer.from(bytes).toString(), sent.slice(offset, offset + bytes.length));
        t.true(offset > last);
        last = offset + bytes.length;
      }
      t.is(
        streams.reduce((sum, { bytes }) => sum + bytes.length, 0),
        covered.size,
      );
    }),
  );
});
