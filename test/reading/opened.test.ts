import test from 'ava';
import * as fc from 'fast-check';
import type { Direction } from '../../lab/wire/direction.ts';
import { readKeyLog } from '../../lab/wire/tls/opening/key-log.ts';
import type { Field } from '../../src/explain/field.ts';
import { startReading } from '../../src/reading/connection.ts';
import { UnitList } from '../../src/reading/lane.ts';
import { OpenedConnection, streamOpened } from '../../src/reading/opened.ts';
import { readPassed } from '../../src/reading/pass.ts';
import type { Stream } from '../../src/reading/streams.ts';
import { Random } from '../../tools/support/fuzz.ts';
import { sealedModel, sealedTalk } from '../../tools/support/models/sealed-model.ts';
import type { SealedModel } from '../../tools/support/models/sealed-model.ts';
import { allFields, LOGIN, SEE_OTHER } from '../helpers/captured.ts';

interface Opened {
  readonly opened: OpenedConnection;
  readonly streams: Readonly<Record<Direction, Stream>>;
}

function open({ flights, streams, keyLog }: SealedModel, ended = true): Opened {
  let reading = startReading('bank.test:443');
  const list = new UnitList();
  const ends = { 'to-bank': 0, 'to-victim': 0 };
  for (const [order, { direction, bytes }] of flights.entries()) {
    const [next, units] = readPassed(reading, {
      connection: 1,
      direction,
      offset: ends[direction],
      bytes,
      at: order,
      order,
    });
    ends[direction] += bytes.length;
    reading = next;
    list.add(units);
  }
  const stream = (direction: Direction): Stream => ({
    lane: 'a',
    connection: 1,
    direction,
    offset: 0,
    bytes: streams[direction],
  });
  const both = { 'to-bank': stream('to-bank'), 'to-victim': stream('to-victim') };
  const around = { reading, units: list.all, streams: Object.values(both), ended };
  return { opened: new OpenedConnection(1, around, readKeyLog(keyLog.join('\n'))), streams: both };
}

/** What is said, cut into records of these lengths. */
function said(
  direction: Direction,
  text: string,
  ...lengths: readonly number[]
): { direction: Direction; bytes: Buffer }[] {
  const bytes = Buffer.from(text, 'latin1');
  const cuts = [0, ...lengths, bytes.length];
  return cuts.slice(1).map((end, index) => ({ direction, bytes: bytes.subarray(cuts[index], end) }));
}

function read({ bytes }: Stream, { ranges = [] }: Field): string {
  return ranges
    .map(({ offset, length }) => Buffer.from(bytes.subarray(offset, offset + length)).toString('latin1'))
    .join('|');
}

const LABELS = (fields: readonly Field[]): string[] => fields.map(({ label }) => label);

test('a message that lies in several records stands under the one in which it begins, each field at its ciphertext', (t) => {
  const place = LOGIN.indexOf('tulip');
  const model = sealedTalk(new Random(3), 'aes-128-gcm', [
    ...said('to-bank', LOGIN, 20, place + 2),
    ...said('to-victim', SEE_OTHER),
  ]);
  const { opened, streams } = open(model);
  const records = opened.records.filter(({ direction }) => direction === 'to-bank').slice(-3);
  const fields = records.map(({ record }) => opened.fieldOf('to-bank', record.offset, false));
  t.deepEqual(
    fields.map((field) => LABELS(field?.children ?? [])),
    [
      ['POST /login', 'true content type'],
      ['content', 'true content type'],
      ['content', 'true content type'],
    ],
  );
  const inside = fields.flatMap((field) => (field === undefined ? [] : allFields(field)));
  const password = inside.find(({ label }) => label === 'password');
  const plain = streamOpened(streams['to-bank'], opened);
  const [first, second] = ['tu', 'lip orbit!42'];
  t.is(password?.ranges?.length, 2);
  t.true(password !== undefined && read(plain, password).includes(`${first}|${second.slice(0, 3)}`));
  t.false(password !== undefined && read(streams['to-bank'], password).includes('tu'));
  t.deepEqual(
    opened.units.map(({ name }) => name),
    ['POST /login', '303 See Other'],
  );
});

test('an answer that goes on until the connection ends is whole once it has ended', (t) => {
  const model = sealedTalk(new Random(4), 'chacha20-poly1305', [
    ...said('to-bank', 'GET / HTTP/1.0\r\n\r\n'),
    ...said('to-victim', 'HTTP/1.0 200 OK\r\n\r\nwelcome'),
  ]);
  t.deepEqual(
    open(model, true).opened.units.map(({ complete }) => complete),
    [true, true],
  );
  t.deepEqual(
    open(model, false).opened.units.map(({ complete }) => complete),
    [true, false],
  );
});

test('TLS inside TLS is read by the same table of protocols, and its records stay sealed', (t) => {
  const inner = sealedTalk(new Random(5), 'aes-128-gcm', said('to-bank', 'GET / HTTP/1.1\r\n\r\n'));
  const model = sealedTalk(new Random(6), 'aes-256-gcm', inner.flights);
  const { opened } = open(model);
  t.true(opened.units.every(({ protocol }) => protocol === 'tls'));
  t.is(opened.units.filter(({ sealed }) => sealed).length, inner.pieces.length);
});

test('whatever is sealed, the data inside is what was said, and each piece of it leads back to its ciphertext', (t) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const model = sealedModel(new Random(seed));
      const { opened, streams } = open(model);
      for (const direction of ['to-bank', 'to-victim'] as const) {
        const right = model.pieces.filter((piece) => piece.direction === direction && piece.type === 23);
        const { bytes, pieces } = opened.data[direction];
        t.deepEqual(Buffer.from(bytes), Buffer.concat(right.map(({ plaintext }) => plaintext)));
        t.deepEqual(
          pieces.map(({ offset, length }) => [offset, length]),
          right
            .filter(({ plaintext }) => plaintext.length > 0)
            .map(({ at, plaintext }) => [at, plaintext.length]),
        );
        const plain = streamOpened(streams[direction], opened).bytes;
        t.is(plain.length, streams[direction].bytes.length);
        for (const { at, plaintext } of model.pieces.filter((piece) => piece.direction === direction))
          t.deepEqual(Buffer.from(plain.subarray(at, at + plaintext.length)), plaintext);
      }
    }),
    { numRuns: 60 },
  );
});
