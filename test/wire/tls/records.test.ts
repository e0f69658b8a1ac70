import test from 'ava';
import * as fc from 'fast-check';
import { readRecords, SCAN_START, scanRecords } from '../../../lab/wire/tls/records.ts';
import type { RecordScan, TlsRecord } from '../../../lab/wire/tls/records.ts';

/** The bytes of one record with a payload of zeros. */
function record(type: number, length: number, version = 0x0303): Uint8Array {
  const bytes = new Uint8Array(5 + length);
  bytes.set([type, version >> 8, version & 0xff, length >> 8, length & 0xff]);
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function scanAll(parts: readonly Uint8Array[]): { state: RecordScan; records: readonly TlsRecord[] } {
  let state = SCAN_START;
  const records: TlsRecord[] = [];
  for (const part of parts) {
    const [next, seen] = scanRecords(state, part);
    state = next;
    records.push(...seen);
  }
  return { state, records };
}

test('reads type, version, offset and length of each record', (t) => {
  const bytes = join(record(22, 3, 0x0301), record(20, 1), record(23, 300), record(21, 2), record(99, 0));
  const { records, rest, problem } = readRecords(bytes);
  t.deepEqual(
    records.map((r) => [r.offset, r.length, r.typeName, r.versionName]),
    [
      [0, 3, 'handshake', 'TLS 1.0'],
      [8, 1, 'change_cipher_spec', 'TLS 1.2'],
      [14, 300, 'application_data', 'TLS 1.2'],
      [319, 2, 'alert', 'TLS 1.2'],
      [326, 0, 'unknown (99)', 'TLS 1.2'],
    ],
  );
  t.is(rest, bytes.length);
  t.is(problem, undefined);
});

test('an incomplete tail waits, and reading goes on from it', (t) => {
  const bytes = join(record(22, 10), record(23, 20));
  const cut = readRecords(bytes.subarray(0, 39));
  t.is(cut.records.length, 1);
  t.is(cut.rest, 15);
  t.deepEqual(
    readRecords(bytes, cut.rest).records.map((r) => [r.offset, r.length]),
    [[15, 20]],
  );
});

test('HTTP is not TLS, and two bytes are enough to say so', (t) => {
  t.is(readRecords(Buffer.from('GE')).problem, 'Not a TLS record at byte 0: major version 69, not 3');
  const late = readRecords(join(record(22, 1), Buffer.from('HTTP/1.1 200')));
  t.is(late.records.length, 1);
  t.is(late.rest, 6);
  t.is(late.problem, 'Not a TLS record at byte 6: major version 84, not 3');
});

test('the longest record passes and one byte more does not', (t) => {
  t.is(readRecords(record(23, 18_432)).records.length, 1);
  t.is(
    readRecords(record(23, 18_433)).problem,
    'Not a TLS record at byte 0: length 18433 is over the limit of 18432',
  );
  t.is(readRecords(record(23, 1, 0x0305)).problem, 'Not a TLS record at byte 0: version 3.5 does not exist');
  // Whoever receives a ClientHello passes over the version of its record.
  t.is(readRecords(record(22, 1, 0x0305)).records.length, 1);
});

test('after a problem the scan only counts', (t) => {
  const { state, records } = scanAll([Buffer.from('SSH-2.0'), record(22, 4)]);
  t.is(records.length, 0);
  t.is(state.offset, 16);
  t.truthy(state.problem);
});

test('the record that is still coming is known before it is whole', (t) => {
  const { state, records } = scanAll([record(23, 1000).subarray(0, 600)]);
  t.is(records.length, 0);
  t.is(state.open?.length, 1000);
  t.is(state.offset, 600);
});

const streams = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.tuple(fc.integer({ min: 19, max: 25 }), fc.integer({ min: 0, max: 60 })), { maxLength: 12 })
    .map((list) => join(...list.map(([type, length]) => record(type, length)))),
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.uint8Array({ maxLength: 40 }))
    .map(([length, tail]) => join(record(22, length), tail)),
);

test('however a stream is cut, the same records come out and the same state remains', (t) => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat({ max: 300 }), { maxLength: 20 }), (bytes, cuts) => {
      const edges = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
        bytes.length,
      ];
      const parts = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
      const whole = scanAll([bytes]);
      const cut = scanAll(parts);
      t.deepEqual(cut.records, whole.records);
      t.is(cut.state.offset, whole.state.offset);
      t.is(cut.state.problem, whole.state.problem);
      t.deepEqual(cut.state.open, whole.state.open);
      if (whole.state.problem === undefined) t.deepEqual(cut.state.header, whole.state.header);
    }),
  );
});

test('records follow each other without gap and lie inside the stream', (t) => {
  fc.assert(
    fc.property(streams, (bytes) => {
      const { records, rest } = readRecords(bytes);
      let at = 0;
      for (const each of records) {
        t.is(each.offset, at);
        at += 5 + each.length;
      }
      t.is(rest, at);
      t.true(rest <= bytes.length);
    }),
  );
});
