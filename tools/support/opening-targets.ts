import type { Direction } from '../../lab/wire/direction.ts';
import type { InsideRecord } from '../../lab/wire/tls/opening/direction-opener.ts';
import { readKeyLog } from '../../lab/wire/tls/opening/key-log.ts';
import type { KeyLog } from '../../lab/wire/tls/opening/key-log.ts';
import { isOpened, openStreams, recordIn, TlsOpener } from '../../lab/wire/tls/opening/opener.ts';
import { feedTls, hellosOf, startTls } from '../../lab/wire/tls/stream.ts';
import { printable } from '../../lab/text/printable.ts';
import type { Field } from '../../src/explain/field.ts';
import { Session } from '../../src/session/session.ts';
import { Inspection } from '../../src/views/inspection/inspection.ts';
import { hostile, pieces } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { sealedModel } from './models/sealed-model.ts';
import type { SealedModel } from './models/sealed-model.ts';

const WAYS = ['to-bank', 'to-victim'] as const;

const logOf = (model: SealedModel): KeyLog => readKeyLog(`# a comment\r\n\n${model.keyLog.join('\r\n')}\r\n`);

function told(inside: readonly InsideRecord[], direction: Direction): unknown[] {
  return inside
    .filter((each) => each.direction === direction)
    .map((each) =>
      isOpened(each)
        ? [each.record.offset, each.record.offset + each.at, each.type, hex(each.plaintext)]
        : [each.record.offset, each.why],
    );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const right = ({ pieces: all }: SealedModel, direction: Direction): unknown[] =>
  all
    .filter((piece) => piece.direction === direction)
    .map(({ record, at, type, plaintext }) => [record, at, type, hex(plaintext)]);

/** The same connection taken piece by piece in the order of time. */
function inTime(random: Random, model: SealedModel): readonly InsideRecord[] {
  const opener = new TlsOpener(logOf(model));
  const states = { 'to-bank': startTls(), 'to-victim': startTls() };
  const inside: InsideRecord[] = [];
  for (const { direction, bytes } of model.flights) {
    const other = direction === 'to-bank' ? 'to-victim' : 'to-bank';
    for (const piece of pieces(random, bytes)) {
      const [next, records] = feedTls(states[direction], piece, states[other]);
      states[direction] = next;
      const hellos = hellosOf(states['to-bank'], states['to-victim']);
      for (const read of records)
        inside.push(...opener.take(direction, read, recordIn(model.streams[direction], read), hellos));
    }
  }
  return [...inside, ...opener.end()];
}

/** All of it opens, whole and piece by piece, and every byte stands where its ciphertext does. */
function wholeOpening(random: Random, model: SealedModel): void {
  const { inside } = openStreams(model.streams['to-bank'], model.streams['to-victim'], logOf(model));
  const pieced = inTime(random, model);
  for (const direction of WAYS) {
    same(told(inside, direction), right(model, direction), `${model.version} ${direction}`);
    same(told(pieced, direction), right(model, direction), `${model.version} in time ${direction}`);
  }
}

/** Without its secrets nothing opens; with one byte of a record changed that one stays shut, and none says what it did not hold. */
function brokenOpening(random: Random, model: SealedModel): void {
  const without = openStreams(model.streams['to-bank'], model.streams['to-victim'], readKeyLog(''));
  hold(!without.inside.some(isOpened), 'opened without a secret');
  const piece = random.pick(model.pieces);
  const streams = {
    'to-bank': Buffer.from(model.streams['to-bank']),
    'to-victim': Buffer.from(model.streams['to-victim']),
  };
  const stream = streams[piece.direction];
  const place = piece.at + random.below(piece.plaintext.length + 16);
  stream[place] = (stream[place] ?? 0) ^ (1 + random.below(255));
  const { inside } = openStreams(streams['to-bank'], streams['to-victim'], logOf(model));
  const changed = inside.find(
    (each) => each.direction === piece.direction && each.record.offset === piece.record,
  );
  hold(changed !== undefined && !isOpened(changed), 'a changed record opens');
  hold(
    told(inside, piece.direction).every((each, index) => {
      const whole = right(model, piece.direction)[index];
      return JSON.stringify(each) === JSON.stringify(whole) || (Array.isArray(each) && each.length === 2);
    }),
    'a record says what it did not hold',
  );
}

/** Hostile streams and a hostile key log: every place lies in its stream, and each record is told once. */
function hostileOpening(random: Random): void {
  const model = sealedModel(random);
  const streams = {
    'to-bank': random.below(3) === 0 ? model.streams['to-bank'] : hostile(random, [model.streams['to-bank']]),
    'to-victim':
      random.below(3) === 0 ? model.streams['to-victim'] : hostile(random, [model.streams['to-victim']]),
  };
  const log = readKeyLog(
    Buffer.from(
      random.below(2) === 0
        ? model.keyLog.join('\n')
        : hostile(random, [Buffer.from(model.keyLog.join('\n'))], ['#', ' ', '\r\n', 'CLIENT_RANDOM ', '00']),
    ).toString('latin1'),
  );
  const { inside } = openStreams(streams['to-bank'], streams['to-victim'], log);
  for (const direction of WAYS) {
    let last = -1;
    for (const each of inside.filter((one) => one.direction === direction)) {
      hold(each.record.offset > last, 'a record told twice, or out of its order');
      last = each.record.offset;
      if (!isOpened(each)) continue;
      const from = each.record.offset + each.at;
      hold(from + each.plaintext.length + 16 <= streams[direction].length, 'plaintext outside the stream');
      for (const { gathered } of each.messages) {
        const end = gathered.pieces.reduce((sum, { length }) => sum + length, 0);
        hold(end === gathered.bytes.length, 'a message that is not made of its pieces');
      }
    }
  }
}

/** What the inspector makes of a connection with the victim's keys: text that is safe, and every byte of the data at its ciphertext's place. */
function inspected(random: Random): void {
  const model = sealedModel(random);
  const broken = random.below(2) === 0;
  const flights = model.flights.map(({ direction, bytes }) => ({
    direction,
    bytes: broken && random.below(12) === 0 ? hostile(random, [bytes]) : bytes,
  }));
  const session = new Session(() => 0);
  session.append({
    type: 'connection-opened',
    lane: 'a',
    connection: 1,
    logical: 'bank.test:443',
    client: 'c',
    server: 's',
  });
  const ends = { 'to-bank': 0, 'to-victim': 0 };
  for (const line of model.keyLog) session.append({ type: 'tls-secret-logged', lane: 'a', line });
  for (const { direction, bytes } of flights) {
    if (bytes.length === 0) continue;
    session.append({
      type: 'segment-captured',
      lane: 'a',
      connection: 1,
      direction,
      offset: ends[direction],
      bytes,
    });
    ends[direction] += bytes.length;
  }
  const inspection = new Inspection(session);
  const [connection] = inspection.connections('a', session.length);
  if (connection === undefined) return;
  const streams = inspection.streams(connection, true);
  for (const item of inspection.items(connection, true)) {
    const stream = streams.find(({ direction }) => direction === item.direction)?.bytes ?? new Uint8Array();
    const walk = ({ label, value, why, ranges, children = [] }: Field): void => {
      for (const text of [label, value, why]) hold(printable(text) === text, 'text unescaped');
      for (const { offset, length } of ranges ?? [])
        hold(offset + length <= stream.length, 'a field outside the stream');
      for (const child of children) walk(child);
    };
    walk(item);
    if (!broken)
      hold(item.opened === (item.sealed ? true : undefined), `a sealed record stays shut: ${item.value}`);
  }
  if (broken) return;
  for (const { direction, at, plaintext } of model.pieces) {
    const stream = streams.find((each) => each.direction === direction)?.bytes ?? new Uint8Array();
    hold(
      Buffer.compare(stream.subarray(at, at + plaintext.length), plaintext) === 0,
      'plaintext in another place',
    );
  }
}

/** Opening TLS with secrets: what a model says, the same broken, and hostile input. */
export const OPENING_TARGETS: readonly FuzzTarget[] = [
  { name: 'tls-opening', attempt: (random) => wholeOpening(random, sealedModel(random)) },
  { name: 'tls-shut', attempt: (random) => brokenOpening(random, sealedModel(random)) },
  { name: 'tls-hostile', attempt: hostileOpening },
  { name: 'tls-with-keys', attempt: inspected },
];
