import test from 'ava';
import * as fc from 'fast-check';
import type { Direction } from '../../../lab/wire/direction.ts';
import { Inspection } from '../../../src/views/inspection/inspection.ts';
import type { InspectedConnection } from '../../../src/views/inspection/inspected.ts';
import {
  allFields,
  bytes,
  clientHello,
  log,
  LOGIN,
  opened,
  SEE_OTHER,
  segment,
} from '../../helpers/captured.ts';

const only = (inspection: Inspection, point = Infinity): InspectedConnection => {
  const [connection] = inspection.connections('plain', point);
  if (connection === undefined) throw new Error('no connection');
  return connection;
};

const told = (inspection: Inspection, point = Infinity): string[] =>
  inspection
    .items(only(inspection, point))
    .map((item) => `${item.direction} ${item.offset} ${item.label}, ${item.value}`);

test('messages of both directions stand in the order in which they passed', (t) => {
  const half = 90;
  const inspection = new Inspection(
    log(
      opened(1),
      segment(1, 'to-bank', 0, LOGIN.slice(0, half)),
      segment(1, 'to-bank', half, LOGIN.slice(half)),
      segment(1, 'to-victim', 0, SEE_OTHER),
      segment(1, 'to-bank', LOGIN.length, 'GET /account HTTP/1.1\r\n\r\n'),
    ),
  );
  t.is(only(inspection).protocol, 'http');
  t.deepEqual(told(inspection), [
    `to-bank 0 POST /login, ${LOGIN.length} bytes`,
    `to-victim 0 303 See Other, ${SEE_OTHER.length} bytes`,
    `to-bank ${LOGIN.length} GET /account, 25 bytes`,
  ]);
  t.deepEqual(
    inspection.items(only(inspection)).map(({ at }) => at),
    [1, 3, 4],
  );
});

test('a point before the end shows what had passed by then', (t) => {
  const inspection = new Inspection(
    log(opened(1), segment(1, 'to-bank', 0, LOGIN), segment(1, 'to-victim', 0, SEE_OTHER), opened(2)),
  );
  t.deepEqual(inspection.connections('plain', 0), []);
  t.deepEqual(told(inspection, 1), []);
  t.deepEqual(told(inspection, 2), [`to-bank 0 POST /login, ${LOGIN.length} bytes`]);
  t.is(inspection.connections('plain', 3).length, 1);
  t.is(inspection.connections('plain', 4).length, 2);
  t.is(inspection.connections('sealed', 4).length, 0);
});

test('a connection is taken apart again only when it has grown', (t) => {
  const facts = log(opened(1), segment(1, 'to-bank', 0, LOGIN));
  const inspection = new Inspection(facts);
  const first = inspection.items(only(inspection));
  facts.append(opened(2));
  t.is(inspection.items(only(inspection)), first);
  facts.append(segment(1, 'to-victim', 0, SEE_OTHER));
  t.is(inspection.items(only(inspection)).length, 2);
});

test('TLS records stand with the messages that begin in them; sealed ones say so', async (t) => {
  const hello = await clientHello();
  const sealed = new Uint8Array([0x17, 3, 3, 0, 3, 1, 2, 3]);
  const inspection = new Inspection(
    log(
      opened(1),
      segment(1, 'to-bank', 0, hello),
      segment(1, 'to-victim', 0, sealed),
      segment(1, 'to-victim', sealed.length, sealed.subarray(0, 6)),
    ),
  );
  const [first, second, third] = inspection.items(only(inspection));
  t.is(first?.label, 'handshake');
  t.true(first?.children?.some(({ label }) => label === 'ClientHello'));
  t.false(first?.children?.some(({ label }) => label === 'payload'));
  t.is(second?.label, 'application data');
  t.true(second?.sealed);
  t.is(third?.label, 'bytes');
  t.regex(third?.why ?? '', /beginning of a record/);
  t.is(inspection.summary(only(inspection))?.sni, 'bank.test');
});

test('bytes after a gap, and bytes that are neither TLS nor HTTP, are shown as they stand', (t) => {
  const gap = new Inspection(
    log(
      opened(1),
      segment(1, 'to-bank', 0, LOGIN),
      segment(1, 'to-bank', 9_000, bytes('=tulip&remember=1')),
      segment(1, 'to-victim', 0, SEE_OTHER),
      segment(1, 'to-bank', 20_000, LOGIN),
    ),
  );
  t.deepEqual(told(gap), [
    `to-bank 0 POST /login, ${LOGIN.length} bytes`,
    'to-bank 9000 bytes, 17 bytes',
    `to-victim 0 303 See Other, ${SEE_OTHER.length} bytes`,
    // Where a message begins after a gap, it is read: every view says so.
    `to-bank 20000 POST /login, ${LOGIN.length} bytes`,
  ]);
  t.regex(gap.items(only(gap))[1]?.why ?? '', /^Bytes before these were not kept/);
  const other = new Inspection(log(opened(1), segment(1, 'to-victim', 0, bytes('\x4a\0\0\0\x0a8.0.36'))));
  t.is(only(other).protocol, 'bytes');
  t.deepEqual(told(other), ['to-victim 0 bytes, 11 bytes']);
});

test('a full recording is known from the fact on', (t) => {
  const inspection = new Inspection(
    log(opened(1), { type: 'capture-limit-reached', lane: 'plain', limit: 64 }),
  );
  t.is(inspection.recordingFull('plain', 1), undefined);
  t.is(inspection.recordingFull('plain', 2), 64);
  t.is(inspection.recordingFull('sealed', 2), undefined);
});

const piece = fc.record({
  direction: fc.constantFrom<Direction>('to-bank', 'to-victim'),
  skip: fc.constantFrom(0, 0, 0, 0, 7, -3),
  content: fc.oneof(
    fc.constantFrom(
      bytes(LOGIN),
      bytes(SEE_OTHER),
      bytes('\x16\x03\x01\0\x05\x01\0\0\x01\0'),
      bytes('\x16\x03\x03\0\x06\x02\0\0\x02\0\0'),
      bytes('\x17\x03\x03\0\x02ab'),
      bytes('\x14\x03\x03\0\x01\x01'),
      bytes('\x15\x03\x03\0\x02\x02\x28'),
      bytes('GET / HTTP/1.1\r\n'),
      bytes('\r\n'),
    ),
    fc.uint8Array({ maxLength: 12 }),
  ),
});

test('whatever was captured: nothing throws and every field lies in its stream', (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), fc.nat(14), (pieces, point) => {
      const ends: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
      const facts = log(
        opened(1),
        ...pieces.map(({ direction, skip, content }) => {
          const offset = Math.max(0, ends[direction] + skip);
          ends[direction] = Math.max(ends[direction], offset + content.length);
          return segment(1, direction, offset, content);
        }),
      );
      const inspection = new Inspection(facts);
      for (const connection of inspection.connections('plain', point)) {
        const streams = inspection.streams(connection);
        inspection.summary(connection);
        for (const item of inspection.items(connection)) {
          for (const field of allFields(item)) {
            for (const { offset, length } of field.ranges ?? [field]) {
              const inside = streams.some(
                (stream) =>
                  stream.direction === item.direction &&
                  offset >= stream.offset &&
                  offset + length <= stream.offset + stream.bytes.length,
              );
              if (!inside) return false;
            }
          }
        }
      }
      return true;
    }),
    { numRuns: 500 },
  );
  t.pass();
});
