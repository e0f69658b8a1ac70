import type { ConnectionId } from '../../lab/facts/facts.ts';
import { concat, NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { AFTER_GAP, bytesUnit, CUT_OFF, LATE, TOO_FEW } from './bytes-unit.ts';
import { opposite, readerIn, UNIT_BYTES } from './connection.ts';
import type { ConnectionReading, DirectionReading, Moment } from './connection.ts';
import type { Beginning, Fed, StreamReader, Unit, UnitRead, Why } from './protocol.ts';
import { PROTOCOLS } from './protocols.ts';
import { whyUnread } from './unread.ts';

/** Gaps of one direction that are remembered, for bytes that come late. */
const GAPS = 64;

/** Protocols that may follow each other in one direction, such as TLS inside a tunnel of HTTP. */
const CHANGES = 4;

/** Bytes that passed one way at one moment; `order` is the number of the fact that says so. */
export interface Passed {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly order: number;
}

/**
 * Takes bytes that passed, and gives the units that came to their end with them and the one that is open, as far
 * as it has come: one that grows comes again with the same offset. Bytes that come twice are read once. Never throws.
 */
export function readPassed(
  before: ConnectionReading,
  passed: Passed,
): readonly [ConnectionReading, readonly Unit[]] {
  if (passed.bytes.length === 0) return [before, []];
  const turn = before.last === passed.direction ? before.turn : before.turn + 1;
  const step = new ReadStep({ ...before, turn, last: passed.direction }, passed);
  step.take();
  return [step.after, step.units];
}

/** Hears that the connection has ended in order: a message that runs until then is whole. */
export function endReading(
  before: ConnectionReading,
  connection: ConnectionId,
): readonly [ConnectionReading, readonly Unit[]] {
  let reading = before;
  const units: Unit[] = [];
  for (const direction of ['to-bank', 'to-victim'] as const) {
    const { next: offset, reader, since } = reading.directions[direction];
    if (reader === undefined || since === undefined) continue;
    const { at, order } = since;
    const step = new ReadStep(reading, { connection, direction, offset, bytes: NO_BYTES, at, order });
    step.fed(reader.end());
    reading = step.after;
    units.push(...step.units);
  }
  return [reading, units];
}

/** A direction while it takes bytes: nobody else has it yet. */
type Next = { -readonly [K in keyof DirectionReading]: DirectionReading[K] };

/** One run of bytes on its way through a connection's state. */
class ReadStep {
  readonly units: Unit[] = [];
  readonly #before: ConnectionReading;
  readonly #passed: Passed;
  readonly #now: Moment;
  readonly #own: Next;
  /** The bytes that are being read: those that are new. */
  #offset: number;
  #bytes: Uint8Array;

  constructor(before: ConnectionReading, passed: Passed) {
    this.#before = before;
    this.#passed = passed;
    this.#own = { ...before.directions[passed.direction] };
    this.#now = { at: passed.at, order: passed.order, turn: before.turn };
    this.#offset = passed.offset;
    this.#bytes = passed.bytes;
  }

  get after(): ConnectionReading {
    const { directions } = this.#before;
    return { ...this.#before, directions: { ...directions, [this.#passed.direction]: this.#own } };
  }

  take(): void {
    const own = this.#own;
    if (this.#offset < own.next) this.#takeLate();
    if (this.#bytes.length === 0) return;
    if (this.#offset > own.next) this.#leap();
    // Nothing is held: what will be held begins with these bytes.
    if (own.heldFrom === own.next) own.since = this.#now;
    this.#read();
    own.next = this.#end;
    own.turn = this.#now.turn;
  }

  /** Takes over what a reader has read. */
  fed({ reader, units, open, waits, begun, lost }: Fed): void {
    const own = this.#own;
    for (const unit of units) this.#give(unit);
    if (units.length === 0) own.label = begun?.label ?? 'bytes';
    if (lost !== undefined) {
      this.#lose(reader, lost);
      return;
    }
    this.#hold(own.begun ? (open ?? this.#end) : own.from);
    own.reader = reader;
    own.waits = waits;
    own.partial = begun;
  }

  get #end(): number {
    return this.#offset + this.#bytes.length;
  }

  get #other(): DirectionReading {
    return this.#before.directions[opposite(this.#passed.direction)];
  }

  /** Of bytes that begin before the next one to come, those that lie in a gap stand by themselves. */
  #takeLate(): void {
    const { next, gaps } = this.#own;
    const late = this.#bytes.subarray(0, next - this.#offset);
    for (const gap of gaps) {
      const from = Math.max(gap.offset, this.#offset);
      const end = Math.max(from, gap.offset + gap.length);
      const bytes = late.subarray(from - this.#offset, end - this.#offset);
      if (bytes.length === 0) continue;
      const unit = bytesUnit({ offset: from, length: bytes.length }, LATE);
      this.#push(unit, this.#now, bytes.subarray(0, UNIT_BYTES));
    }
    this.#bytes = this.#bytes.subarray(Math.min(this.#bytes.length, next - this.#offset));
    this.#offset = Math.max(this.#offset, next);
  }

  /** Bytes are missing: what was open stays as it is, and what follows is looked at anew. */
  #leap(): void {
    const own = this.#own;
    const { next, heldFrom, held, since, waits, partial, gaps, reader } = own;
    if (waits !== undefined && since !== undefined && next > heldFrom) {
      const cut = bytesUnit({ offset: heldFrom, length: next - heldFrom }, CUT_OFF);
      this.#push(partial ?? cut, since, held);
    }
    if (reader !== undefined) own.past = [...own.past, reader].slice(-CHANGES);
    own.gaps = [...gaps, { offset: next, length: this.#offset - next }].slice(-GAPS);
    own.next = this.#offset;
    own.from = this.#offset;
    own.begun = false;
    own.held = NO_BYTES;
    own.heldFrom = this.#offset;
    own.reader = undefined;
    own.unread = undefined;
    own.waits = undefined;
    own.partial = undefined;
    own.ended = undefined;
    own.follows = undefined;
  }

  #read(): void {
    const { reader, unread } = this.#own;
    if (reader !== undefined) this.fed(reader.feed(this.#bytes, readerIn(this.#other, reader.protocol)));
    else if (unread !== undefined) this.#run(unread);
    else this.#begin();
  }

  /** The first bytes of a direction, or of what follows a protocol: as many as it takes to tell what they are. */
  #begin(): void {
    const own = this.#own;
    const head = concat([own.held, this.#bytes]);
    const from = own.held.length === 0 ? this.#offset : own.heldFrom;
    const beginning = this.#beginning();
    let waits = false;
    for (const protocol of PROTOCOLS) {
      const begins = protocol.begins(head, beginning);
      if (begins === undefined) {
        // Who comes first in the table takes it first: a later one waits for its answer.
        waits = true;
        break;
      }
      if (!begins) continue;
      const reader = protocol.start(beginning.direction, from, readerIn(own, protocol.id));
      own.from = from;
      own.begun = false;
      this.fed(reader.feed(head, readerIn(this.#other, protocol.id)));
      return;
    }
    if (!waits) {
      this.#run(this.#whyUnread(head), from);
      return;
    }
    this.#hold(from);
    own.waits = own.ended ?? TOO_FEW;
    own.label = 'bytes';
  }

  #beginning(): Beginning {
    const { logical, transport } = this.#before;
    const other = this.#other.reader?.protocol;
    const { follows } = this.#own;
    return {
      direction: this.#passed.direction,
      ...(logical !== undefined && { logical }),
      ...(other !== undefined && { other }),
      ...(transport !== undefined && { transport }),
      ...(follows !== undefined && { follows }),
    };
  }

  #whyUnread(head: Uint8Array): Why {
    const { ended, gaps } = this.#own;
    return ended ?? (gaps.length > 0 ? AFTER_GAP : whyUnread(head, this.#beginning()));
  }

  /** The protocol has ended: what follows is another one, or bytes as they stand. */
  #lose(reader: StreamReader, { offset: end, why, again, next }: NonNullable<Fed['lost']>): void {
    const own = this.#own;
    const because = own.begun ? why : this.#whyUnread(own.held);
    const offset = own.begun ? end : own.from;
    // What has read nothing was taken for its protocol too early.
    if (own.begun) own.past = [...own.past, reader].slice(-CHANGES);
    this.#hold(offset);
    own.reader = undefined;
    own.waits = undefined;
    own.partial = undefined;
    own.begun = false;
    own.follows = next;
    const more = again && own.past.length < CHANGES;
    if (offset >= this.#end) {
      if (more) own.ended = because;
      else own.unread = because;
    } else if (more && offset >= this.#offset) {
      // What is left of these bytes may begin another protocol.
      this.#bytes = this.#bytes.subarray(offset - this.#offset);
      this.#offset = offset;
      own.held = NO_BYTES;
      own.heldFrom = offset;
      own.ended = because;
      this.#begin();
    } else this.#run(because, offset);
  }

  /** Bytes that no protocol claims: those of one turn are one run. */
  #run(why: Why, from = this.#offset): void {
    const own = this.#own;
    const goesOn = own.unread !== undefined && own.turn === this.#now.turn;
    const offset = goesOn ? own.heldFrom : from;
    this.#hold(offset);
    own.waits = undefined;
    own.partial = undefined;
    own.unread = why;
    this.#give(bytesUnit({ offset, length: this.#end - offset }, why));
  }

  /** Holds the bytes from `from` on. */
  #hold(from: number): void {
    const own = this.#own;
    own.since = from >= this.#offset ? this.#now : (own.since ?? this.#now);
    own.held = this.#slice(from, UNIT_BYTES);
    own.heldFrom = from;
  }

  #give(unit: UnitRead): void {
    const own = this.#own;
    const moment = unit.offset >= this.#offset ? this.#now : (own.since ?? this.#now);
    this.#push(unit, moment, this.#slice(unit.offset, unit.length));
    own.begun ||= unit.protocol !== 'bytes';
    own.label = unit.label;
  }

  #push(unit: UnitRead, moment: Moment, bytes: Uint8Array): void {
    const { connection, direction, at: until } = this.#passed;
    this.units.push({ ...unit, connection, direction, bytes, until, ...moment });
  }

  /** At most UNIT_BYTES of the stream from `from`, out of what is held and the bytes that follow it. */
  #slice(from: number, length: number): Uint8Array {
    const bound = Math.min(length, UNIT_BYTES);
    if (from >= this.#offset) return this.#bytes.subarray(from - this.#offset, from - this.#offset + bound);
    const { held, heldFrom } = this.#own;
    const before = held.subarray(Math.max(0, from - heldFrom)).subarray(0, bound);
    // Held bytes stop at their bound: what comes after a gap is left out rather than shown in a wrong place.
    const reaches = heldFrom + held.length === this.#offset;
    if (!reaches || before.length === bound) return before;
    return concat([before, this.#bytes.subarray(0, bound - before.length)]);
  }
}
