import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { concat } from '../../lab/wire/bytes.ts';
import { rangesOf } from '../../lab/wire/gathered.ts';
import type { Gathered } from '../../lab/wire/gathered.ts';
import type { HandshakeMessage } from '../../lab/wire/tls/messages.ts';
import { CONTENT } from '../../lab/wire/tls/names.ts';
import type { InsideRecord, OpenedRecord } from '../../lab/wire/tls/opening/direction-opener.ts';
import type { TlsSecrets } from '../../lab/wire/tls/opening/key-log.ts';
import { hasOwnType, isOpened, recordIn, TlsOpener } from '../../lab/wire/tls/opening/opener.ts';
import type { Hellos } from '../../lab/wire/tls/stream.ts';
import type { Field } from '../explain/field.ts';
import { openedField, shutField } from '../explain/tls/opened.ts';
import { explainUnit, startReading, waitingUnits } from './connection.ts';
import type { ConnectionReading } from './connection.ts';
import { tlsHandshakeOf, UnitList } from './lane.ts';
import { endReading, readPassed } from './pass.ts';
import type { Unit } from './protocol.ts';
import type { Stream } from './streams.ts';

const WAYS = ['to-bank', 'to-victim'] as const;

/** Outer units, and their streams, of one connection; `ended` says that it has ended in order. */
export interface ToOpen {
  readonly reading: ConnectionReading;
  readonly units: readonly Unit[];
  readonly streams: readonly Stream[];
  readonly ended: boolean;
}

/**
 * What was inside the sealed records of one connection, opened with secrets that whoever asks brings. Nothing that the
 * attacker reads comes from here: only those who ask for it by name see it. Never throws.
 */
export class OpenedConnection {
  readonly hellos: Hellos;
  /** The data inside, read as any stream is: its units stand at their places in the data. */
  readonly inner: ConnectionReading;
  readonly units: readonly Unit[];
  /** The data of each direction, and where each piece of it stands as ciphertext. */
  readonly data: Readonly<Record<Direction, Gathered>>;
  readonly #records = new Map<string, InsideRecord>();
  readonly #messages = new Map<string, HandshakeMessage[]>();

  constructor(connection: ConnectionId, { reading, units, streams, ended }: ToOpen, secrets: TlsSecrets) {
    this.hellos = tlsHandshakeOf(reading)?.hellos ?? {};
    const inner = new InnerReading(connection, reading.logical);
    const opener = new TlsOpener(secrets);
    const passed = new Map<string, Unit>();
    for (const unit of units) {
      const { tls, direction } = unit;
      const stream = streams.find((each) => each.direction === direction && holds(each, unit));
      if (tls === undefined || stream === undefined) continue;
      passed.set(keyOf(direction, unit.offset), unit);
      const bytes = recordIn(stream.bytes, tls, stream.offset);
      for (const inside of opener.take(direction, tls, bytes, this.hellos)) this.#keep(inside, passed, inner);
    }
    for (const inside of opener.end()) this.#keep(inside, passed, inner);
    if (ended) inner.end();
    this.inner = inner.reading;
    this.units = inner.all;
    this.data = inner.data;
  }

  /** What came of a record, by its place; undefined where it was not sealed. */
  record(direction: Direction, offset: number): InsideRecord | undefined {
    return this.#records.get(keyOf(direction, offset));
  }

  /** Every record under keys, opened or not. */
  get records(): readonly InsideRecord[] {
    return [...this.#records.values()];
  }

  /** A sealed record’s inside, field by field, each at the place of its ciphertext; undefined where it was not sealed. */
  fieldOf(direction: Direction, offset: number, attackerReads: boolean): Field | undefined {
    const inside = this.record(direction, offset);
    if (inside === undefined) return undefined;
    if (!isOpened(inside)) return shutField(inside.why);
    const data = inside.type === CONTENT.applicationData ? this.#dataIn(inside) : [];
    return openedField(inside, {
      hellos: this.hellos,
      owner: direction === 'to-bank' ? 'victim' : 'bank',
      messages: this.#messages.get(`${direction} ${inside.index}`) ?? [],
      data: data.map(({ field }) => field),
      names: data.map(({ unit, field }) => nameOf(unit, field)),
      attackerReads,
    });
  }

  /** What of the data begins in a record. */
  #dataIn({ direction, record, at, plaintext }: OpenedRecord): readonly UnitField[] {
    const data = this.data[direction];
    const piece = data.pieces.find(({ offset }) => offset === record.offset + at);
    if (piece === undefined) return [];
    const stream = { offset: 0, bytes: data.bytes };
    return this.units
      .filter((unit) => unit.direction === direction)
      .filter(({ offset }) => offset >= piece.at && offset < piece.at + plaintext.length)
      .map((unit) => ({ unit, field: ledBack(explainUnit(this.inner, unit, stream), data) }));
  }

  #keep(inside: InsideRecord, passed: ReadonlyMap<string, Unit>, inner: InnerReading): void {
    const key = keyOf(inside.direction, inside.record.offset);
    this.#records.set(key, inside);
    if (!isOpened(inside)) return;
    for (const message of inside.messages) this.#keepMessage(inside.direction, message);
    const unit = passed.get(key);
    if (inside.type === CONTENT.applicationData && unit !== undefined) inner.take(inside, unit);
  }

  /** Of a message that goes on in a later record, what it came to. */
  #keepMessage(direction: Direction, message: HandshakeMessage): void {
    const key = `${direction} ${message.record}`;
    const before = this.#messages.get(key) ?? [];
    this.#messages.set(key, [...before.filter(({ complete }) => complete), message]);
  }
}

/** A unit of the data with its explanation. */
interface UnitField {
  readonly unit: Unit;
  readonly field: Field;
}

/** What a unit of the data is: of a frame that begins a message, that message. */
function nameOf({ protocol, http, label }: Unit, field: Field): string {
  return protocol === 'http2' && http !== undefined ? label : field.label;
}

/** The data inside, read while it is opened. */
class InnerReading {
  reading: ConnectionReading;
  readonly #connection: ConnectionId;
  readonly #units = new UnitList();
  readonly #chunks: Record<Direction, Uint8Array[]> = { 'to-bank': [], 'to-victim': [] };
  readonly #pieces: Record<Direction, Gathered['pieces'][number][]> = { 'to-bank': [], 'to-victim': [] };
  readonly #ends: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };

  constructor(connection: ConnectionId, logical: string | undefined) {
    this.#connection = connection;
    this.reading = startReading(logical);
  }

  take({ direction, record, at, plaintext }: OpenedRecord, unit: Unit): void {
    if (plaintext.length === 0) return;
    const offset = this.#ends[direction];
    this.#ends[direction] += plaintext.length;
    this.#chunks[direction].push(plaintext);
    this.#pieces[direction].push({ at: offset, offset: record.offset + at, length: plaintext.length });
    const passed = { connection: this.#connection, direction, offset, bytes: plaintext };
    const [reading, units] = readPassed(this.reading, { ...passed, at: unit.at, order: unit.order });
    this.reading = reading;
    this.#units.add(units);
  }

  end(): void {
    const [reading, units] = endReading(this.reading, this.#connection);
    this.reading = reading;
    this.#units.add(units);
  }

  get all(): readonly Unit[] {
    return [...this.#units.all, ...waitingUnits(this.reading, this.#connection)];
  }

  get data(): Readonly<Record<Direction, Gathered>> {
    const [toBank, toVictim] = WAYS.map((way) => ({
      bytes: concat(this.#chunks[way]),
      pieces: this.#pieces[way],
    }));
    return { 'to-bank': toBank ?? NOTHING, 'to-victim': toVictim ?? NOTHING };
  }
}

const NOTHING: Gathered = { bytes: new Uint8Array(), pieces: [] };

const keyOf = (direction: Direction, offset: number): string => `${direction} ${offset}`;

function holds({ offset, bytes }: Stream, unit: Unit): boolean {
  return offset <= unit.offset && unit.offset + unit.length <= offset + bytes.length;
}

/** A field of the data, led back to where its bytes stand as ciphertext. */
function ledBack(field: Field, data: Gathered): Field {
  const own = field.ranges ?? (field.length > 0 ? [field] : []);
  const ranges = own.flatMap(({ offset, length }) => (length > 0 ? rangesOf(data, offset, length) : []));
  const [{ offset }] = rangesOf(data, field.offset, 0);
  return {
    ...field,
    offset: ranges[0]?.offset ?? offset,
    ranges,
    ...(field.children && { children: field.children.map((child) => ledBack(child, data)) }),
  };
}

/** A stream with the plaintext in the places of its ciphertext: headers, numbers and tags stay as they are. */
export function streamOpened(stream: Stream, opened: OpenedConnection): Stream {
  const bytes = Uint8Array.from(stream.bytes);
  for (const inside of opened.records) {
    if (inside.direction !== stream.direction || !isOpened(inside)) continue;
    const { record, at, plaintext, type, padding } = inside;
    const from = record.offset + at - stream.offset;
    if (from < 0 || from + plaintext.length > bytes.length) continue;
    bytes.set(plaintext, from);
    if (!hasOwnType(inside)) continue;
    const end = from + plaintext.length;
    bytes.fill(0, end, end + 1 + padding);
    bytes[end] = type;
  }
  return { ...stream, bytes };
}
