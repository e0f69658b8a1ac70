import test from 'ava';
import * as fc from 'fast-check';
import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { startReading, UNIT_BYTES, waitingUnits } from '../../src/reading/connection.ts';
import { readPassed } from '../../src/reading/pass.ts';
import { UnitList } from '../../src/reading/lane.ts';
import type { Unit } from '../../src/reading/protocol.ts';
import { savedSession } from '../helpers/saved-facts.ts';

type Sent = readonly [Direction, string | Uint8Array];

/** Sends the pieces one after another, each direction with its own offsets; every unit as it came, in order. */
function passages(sent: readonly Sent[]): Unit[] {
  let reading = startReading();
  const offsets: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  return sent.flatMap(([direction, piece], order) => {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    const passed = { connection: 1, direction, offset: offsets[direction], bytes, at: order, order };
    const [next, units] = readPassed(reading, passed);
    reading = next;
    offsets[direction] += bytes.length;
    return units;
  });
}

const told = ({ offset, label, length, sealed }: Unit): string =>
  `${offset} ${label} ${length}${sealed ? ' sealed' : ''}`;

/** What was whole at last: of the passages that begin at one place, the last. */
function whole(found: readonly Unit[]): Unit[] {
  return [...new Map(found.map((passage) => [`${passage.direction} ${passage.offset}`, passage])).values()];
}

const POST =
  'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: 29\r\n\r\nuser=alice&password=secret-12';
const GET = 'GET /account HTTP/1.1\r\nHost: bank.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

test('requests in one segment are passages of their own, with their places', (t) => {
  t.deepEqual(passages([['to-bank', POST + GET]]).map(told), [
    `0 POST /login ${POST.length}`,
    `${POST.length} GET /account ${GET.length}`,
  ]);
});

test('a request that comes byte by byte is at last the same passage', (t) => {
  const sent = Array.from(POST + GET).map((byte): Sent => ['to-bank', byte]);
  const found = whole(passages(sent));
  t.deepEqual(found.map(told), [`0 POST /login ${POST.length}`, `${POST.length} GET /account ${GET.length}`]);
  t.deepEqual(
    found.map(({ bytes }) => Buffer.from(bytes).toString()),
    [POST, GET],
  );
});

test('however a request is cut, its bytes are the same', (t) => {
  for (let at = 1; at < POST.length; at += 1) {
    const found = whole(
      passages([
        ['to-bank', POST.slice(0, at)],
        ['to-bank', POST.slice(at)],
      ]),
    );
    t.deepEqual(
      found.map(({ bytes }) => Buffer.from(bytes).toString()),
      [POST],
      `cut at ${at}`,
    );
  }
});

test('an answer is labelled with its status', (t) => {
  t.deepEqual(
    passages([
      ['to-bank', GET],
      ['to-victim', OK],
    ]).map(told),
    [`0 GET /account ${GET.length}`, `0 200 OK ${OK.length}`],
  );
});

test('of a long message the first bytes are kept, and its whole length is told', (t) => {
  const long = `HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n${'x'.repeat(20_000)}`;
  const pieces = long.match(/[^]{1,1460}/g) ?? [];
  const last = whole(passages([['to-bank', GET], ...pieces.map((piece): Sent => ['to-victim', piece])])).at(
    -1,
  );
  t.is(last?.length, long.length);
  t.is(last?.bytes.length, UNIT_BYTES);
  t.is(Buffer.from(last?.bytes ?? []).toString(), long.slice(0, UNIT_BYTES));
});

const LOGIN = savedSession('bank-login.jsonl').filter(
  (fact): fact is SegmentCaptured & { at: number } =>
    fact.type === 'segment-captured' && fact.lane === 'sealed',
);

test('the records of a real TLS connection are told with their version, and the application data is sealed', (t) => {
  const found = passages(LOGIN.map(({ direction, bytes }) => [direction, bytes]));
  const labels = found.map(({ label, sealed }) => `${label}${sealed ? ' sealed' : ''}`);
  t.is(labels[0], 'TLS · ClientHello');
  t.is(labels[1], 'TLS 1.3 · ServerHello');
  t.true(
    labels.slice(2).every((label) => /TLS 1\.3 · (change cipher spec|application data sealed)$/.test(label)),
    labels.join('\n'),
  );
  t.true(labels.filter((label) => label.endsWith('sealed')).length > 8);
});

const plain = (found: readonly Unit[]): unknown[] =>
  whole(found).map(({ offset, length, direction, label, name, sealed, complete, bytes }) => ({
    offset,
    length,
    direction,
    label,
    name,
    sealed,
    complete,
    bytes: Buffer.from(bytes).toString('hex'),
  }));

test('TLS records cut byte by byte are at last the same passages', (t) => {
  const sent = LOGIN.map(({ direction, bytes }) => [direction, bytes] as const);
  const bytewise = sent.flatMap(([direction, bytes]) =>
    Array.from(bytes, (byte): Sent => [direction, Uint8Array.of(byte)]),
  );
  t.deepEqual(plain(passages(bytewise)), plain(passages(sent)));
});

test('bytes that are neither are told as bytes', (t) => {
  t.deepEqual(passages([['to-bank', 'hello, this is chat']]).map(told), ['0 bytes 19']);
});

test('a label of hostile bytes is safe for a terminal, and not long', (t) => {
  const found = passages([
    ['to-bank', `GET /${'a'.repeat(500)} HTTP/1.1\r\n\r\n`],
    ['to-victim', 'HTTP/1.1 200 \x1b[2J\r\n\r\n'],
  ]);
  for (const { label } of found) {
    t.regex(label, /^[\x20-\x7e…]*$/);
    t.true(label.length < 100);
  }
});

const STARTS = [
  '',
  'GET / HTTP/1.1\r\n',
  POST,
  OK,
  '\x16\x03\x01\x00\x05',
  '\x17\x03\x03\x40\x00',
  '\x14\x03\x03\x00\x01\x01',
];
const PIECE = fc.tuple(
  fc.constantFrom<Direction>('to-bank', 'to-victim'),
  fc.constantFrom(...STARTS).map((text) => Buffer.from(text, 'latin1')),
  fc.uint8Array({ maxLength: 64 }),
);

/** Segments anywhere: in order, with gaps, late, twice. */
const SCATTERED = fc.array(fc.tuple(PIECE, fc.integer({ min: -40, max: 40 })), { maxLength: 60 });

test('whatever the bytes and their places, nothing throws and what is kept stays bounded', (t) => {
  fc.assert(
    fc.property(SCATTERED, fc.nat(5000), (pieces, pad) => {
      const filler = new Uint8Array(pad);
      let reading = startReading();
      let offset = 0;
      for (const [order, [[direction, start, rest], shift]] of pieces.entries()) {
        const bytes = Buffer.concat([start, rest, filler]);
        const at = Math.max(0, offset + (Math.abs(shift) > 30 ? shift : 0));
        const passed = { connection: 1, direction, offset: at, bytes, at: order, order };
        const [next, found] = readPassed(reading, passed);
        reading = next;
        offset = at + bytes.length;
        for (const each of Object.values(reading.directions)) t.true(each.held.length <= UNIT_BYTES);
        for (const unit of found) t.true(unit.bytes.length <= UNIT_BYTES && unit.length > 0);
      }
    }),
    { numRuns: 300 },
  );
});

/** What a stream is made of, unit after unit, with what waits for its end. */
function covered(pieces: readonly Sent[]): readonly Unit[] {
  let reading = startReading();
  const offsets: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  const units = new UnitList();
  for (const [order, [direction, piece]] of pieces.entries()) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    const passed = { connection: 1, direction, offset: offsets[direction], bytes, at: order, order };
    const [next, found] = readPassed(reading, passed);
    reading = next;
    units.add(found);
    offsets[direction] += bytes.length;
  }
  return [...units.all, ...waitingUnits(reading, 1)];
}

test('each byte is in one unit: none twice, and none left out but empty lines between messages', (t) => {
  fc.assert(
    fc.property(fc.array(PIECE, { maxLength: 40 }), (pieces) => {
      const sent = pieces.map(([direction, start, rest]): Sent => [direction, Buffer.concat([start, rest])]);
      const units = covered(sent);
      for (const direction of ['to-bank', 'to-victim'] as const) {
        const stream = Buffer.concat(
          sent.filter(([way]) => way === direction).map(([, bytes]) => Buffer.from(bytes)),
        );
        let end = 0;
        for (const unit of units
          .filter((each) => each.direction === direction)
          .toSorted((a, b) => a.offset - b.offset)) {
          t.true(unit.offset >= end, 'no byte is in two units');
          t.regex(stream.subarray(end, unit.offset).toString('latin1'), /^[\r\n]*$/);
          end = unit.offset + unit.length;
        }
        t.regex(stream.subarray(end).toString('latin1'), /^[\r\n]*$/);
      }
    }),
    { numRuns: 500 },
  );
});

const shape = (units: readonly Unit[]): unknown[] =>
  units
    .map(({ direction, offset, length, protocol, label, sealed, complete }) =>
      [direction, offset, length, protocol, label, sealed, complete].join(' '),
    )
    .toSorted();

test('however a connection is cut into segments, it is read the same', (t) => {
  fc.assert(
    fc.property(fc.array(PIECE, { maxLength: 20 }), (pieces) => {
      const sent = pieces.map(([direction, start, rest]): Sent => [direction, Buffer.concat([start, rest])]);
      const bytewise = sent.flatMap(([direction, bytes]) =>
        Array.from(Buffer.from(bytes), (byte): Sent => [direction, Uint8Array.of(byte)]),
      );
      t.deepEqual(shape(covered(bytewise)), shape(covered(sent)));
    }),
    { numRuns: 500 },
  );
});
