import type { ConnectionId } from '../../lab/facts/facts.ts';
import { concat, NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Span } from '../../lab/wire/span.ts';
import { bytesField } from '../explain/bytes.ts';
import type { Around, Beginning, Fed, StreamReader, Unit, UnitRead, Why } from './protocol.ts';
import { PROTOCOLS } from './protocols.ts';

/** Bytes of one unit that are kept to be shown. */
export const UNIT_BYTES = 4096;

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

/** When and in which turn a byte passed. */
type Moment = Pick<Unit, 'at' | 'order' | 'turn'>;

/** How far one direction has been read. */
export interface DirectionReading {
  /** Offset of the next byte to come, and the turn in which the last one came. */
  readonly next: number;
  readonly turn: number;
  /** Reads the present protocol; undefined while it is not known, or where none is. */
  readonly reader?: StreamReader;
  /** Where the reader began, and whether it has made a unit of its protocol yet: until then it is only the likeliest. */
  readonly from: number;
  readonly begun: boolean;
  /** What read earlier protocols of this direction, the latest last. */
  readonly past: readonly StreamReader[];
  /** Whether the bytes are of no protocol that is known, and why. */
  readonly unread?: Why;
  /** The bytes that are in no whole unit yet, at most UNIT_BYTES of them, from `heldFrom`, and when they began. */
  readonly held: Uint8Array;
  readonly heldFrom: number;
  readonly since?: Moment;
  /** Why the held bytes are in no unit yet, where they are in none; and what they begin, where that is known. */
  readonly waits?: Why;
  readonly partial?: UnitRead;
  /** Why the protocol before has ended, where another may follow. */
  readonly ended?: Why;
  readonly gaps: readonly Span[];
  /** What passed last is, or begins, in a few words. */
  readonly label: string;
}

/** One connection as far as it has been read. Never changed in place; what was said of a byte stays said. */
export interface ConnectionReading {
  readonly logical?: string;
  readonly directions: Readonly<Record<Direction, DirectionReading>>;
  readonly turn: number;
  readonly last?: Direction;
}

const NEW_DIRECTION: DirectionReading = {
  next: 0,
  turn: 0,
  from: 0,
  begun: false,
  past: [],
  held: NO_BYTES,
  heldFrom: 0,
  gaps: [],
  label: 'bytes',
};

/** A connection of which nothing has passed. `logical` is where it leads: `bank.test:443`. */
export function startReading(logical?: string): ConnectionReading {
  return {
    directions: { 'to-bank': NEW_DIRECTION, 'to-victim': NEW_DIRECTION },
    turn: 0,
    ...(logical !== undefined && { logical }),
  };
}

/** The other way. */
export function opposite(direction: Direction): Direction {
  return direction === 'to-bank' ? 'to-victim' : 'to-bank';
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
  const step = new Step({ ...before, turn, last: passed.direction }, passed);
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
    const step = new Step(reading, { connection, direction, offset, bytes: NO_BYTES, at, order });
    step.fed(reader.end());
    reading = step.after;
    units.push(...step.units);
  }
  return [reading, units];
}

/** The bytes of each direction that are in no unit yet: the beginning of one, as bytes. */
export function waitingUnits(reading: ConnectionReading, connection: ConnectionId): Unit[] {
  return (['to-bank', 'to-victim'] as const).flatMap((direction) => {
    const { next, held, heldFrom, since, waits, partial } = reading.directions[direction];
    if (waits === undefined || since === undefined || next === heldFrom) return [];
    const unit = partial ?? bytesUnit({ offset: heldFrom, length: next - heldFrom }, waits);
    return [{ ...unit, connection, direction, bytes: held, until: since.at, ...since }];
  });
}

/** Takes a unit apart with what is known of its connection by now. `stream` holds its bytes. */
export function explainUnit(
  reading: ConnectionReading,
  unit: Unit,
  stream: Around['stream'],
): ReturnType<Unit['explain']> {
  const own = readerIn(reading.directions[unit.direction], unit.protocol);
  const other = readerIn(reading.directions[opposite(unit.direction)], unit.protocol);
  return unit.explain({ stream, own, other });
}

/** What has read this protocol in a direction; for bytes, what read there last. */
export function readerIn({ reader, past }: DirectionReading, protocol: string): StreamReader | undefined {
  const all = reader === undefined ? past : [...past, reader];
  return all.findLast((each) => protocol === 'bytes' || each.protocol === protocol);
}

/** The protocol of a connection: what either side has spoken last; undefined where neither is known. */
export function protocolOf({ directions }: ConnectionReading): string | undefined {
  const readers = [directions['to-bank'], directions['to-victim']].map((direction) =>
    readerIn(direction, 'bytes'),
  );
  return readers.find((reader) => reader !== undefined)?.protocol;
}

/** About how many bytes of memory a reading keeps. A view keeps all of the memory that it looks at. */
export function weightOfReading({ directions }: ConnectionReading): number {
  return Object.values(directions).reduce(
    (sum, { held, reader }) => sum + 1_024 + held.buffer.byteLength + (reader?.weight ?? 0),
    0,
  );
}

const AFTER_GAP: Why = () =>
  'Bytes before these were not kept, so that this lab cannot tell where a message begins.';
const CUT_OFF: Why = () => 'Bytes after these were not kept, so that this lab cannot read what they begin.';
const UNKNOWN: Why = () => 'Neither TLS nor HTTP: this lab shows the bytes as they stand.';
const TOO_FEW: Why = () => 'Too few bytes to tell what they are.';
const LATE: Why = () => 'These bytes came after later ones, so that this lab shows them by themselves.';

function bytesUnit(span: Span, why: Why): UnitRead {
  return {
    protocol: 'bytes',
    noun: 'run',
    kind: 'bytes',
    offset: span.offset,
    length: span.length,
    name: 'bytes',
    label: 'bytes',
    sealed: false,
    complete: true,
    explain: (around) => bytesField(span, why(around)),
  };
}

/** One run of bytes on its way through a connection's state. */
class Step {
  readonly units: Unit[] = [];
  readonly #before: ConnectionReading;
  readonly #passed: Passed;
  readonly #now: Moment;
  #own: DirectionReading;
  /** The bytes that are being read: those that are new. */
  #offset: number;
  #bytes: Uint8Array;

  constructor(before: ConnectionReading, passed: Passed) {
    this.#before = before;
    this.#passed = passed;
    this.#own = before.directions[passed.direction];
    this.#now = { at: passed.at, order: passed.order, turn: before.turn };
    this.#offset = passed.offset;
    this.#bytes = passed.bytes;
  }

  get after(): ConnectionReading {
    const { directions } = this.#before;
    return { ...this.#before, directions: { ...directions, [this.#passed.direction]: this.#own } };
  }

  take(): void {
    if (this.#offset < this.#own.next) this.#takeLate();
    if (this.#bytes.length === 0) return;
    if (this.#offset > this.#own.next) this.#leap();
    // Nothing is held: what will be held begins with these bytes.
    if (this.#own.heldFrom === this.#own.next) this.#own = { ...this.#own, since: this.#now };
    this.#read();
    this.#own = { ...this.#own, next: this.#end, turn: this.#now.turn };
  }

  /** Takes over what a reader has read. */
  fed({ reader, units, open, waits, begun, lost }: Fed): void {
    for (const unit of units) this.#give(unit);
    if (units.length === 0) this.#own = { ...this.#own, label: begun?.label ?? 'bytes' };
    const { waits: _before, partial: _begun, ...own } = this.#own;
    if (lost !== undefined) {
      this.#lose(reader, lost);
      return;
    }
    const rest = this.#own.begun ? (open ?? this.#end) : this.#own.from;
    this.#own = {
      ...this.#hold(own, rest),
      reader,
      ...(waits !== undefined && { waits }),
      ...(begun !== undefined && { partial: begun }),
    };
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
      const bytes = late.subarray(
        from - this.#offset,
        Math.max(from, gap.offset + gap.length) - this.#offset,
      );
      if (from < gap.offset + gap.length && bytes.length > 0)
        this.#push(
          bytesUnit({ offset: from, length: bytes.length }, LATE),
          this.#now,
          bytes.subarray(0, UNIT_BYTES),
        );
    }
    this.#bytes = this.#bytes.subarray(Math.min(this.#bytes.length, next - this.#offset));
    this.#offset = Math.max(this.#offset, next);
  }

  /** Bytes are missing: what was open stays as it is, and what follows is looked at anew. */
  #leap(): void {
    const { next, turn, heldFrom, held, since, waits, partial, gaps, reader, past, label } = this.#own;
    if (waits !== undefined && since !== undefined && next > heldFrom) {
      const cut = bytesUnit({ offset: heldFrom, length: next - heldFrom }, CUT_OFF);
      this.#push(partial ?? cut, since, held);
    }
    this.#own = {
      next: this.#offset,
      turn,
      from: this.#offset,
      begun: false,
      past: reader === undefined ? past : [...past, reader].slice(-CHANGES),
      held: NO_BYTES,
      heldFrom: this.#offset,
      gaps: [...gaps, { offset: next, length: this.#offset - next }].slice(-GAPS),
      label,
    };
  }

  #read(): void {
    const { reader, unread } = this.#own;
    if (reader !== undefined) this.fed(reader.feed(this.#bytes, readerIn(this.#other, reader.protocol)));
    else if (unread !== undefined) this.#run(unread);
    else this.#begin();
  }

  /** The first bytes of a direction, or of what follows a protocol: as many as it takes to tell what they are. */
  #begin(): void {
    const { held, heldFrom } = this.#own;
    const head = concat([held, this.#bytes]);
    const from = held.length === 0 ? this.#offset : heldFrom;
    const beginning: Beginning = {
      direction: this.#passed.direction,
      ...(this.#before.logical !== undefined && { logical: this.#before.logical }),
    };
    const other = this.#other.reader?.protocol;
    let waits = false;
    for (const protocol of PROTOCOLS) {
      const begins = protocol.begins(head, { ...beginning, ...(other !== undefined && { other }) });
      if (begins === undefined) waits = true;
      if (begins !== true) continue;
      const reader = protocol.start(beginning.direction, from, readerIn(this.#own, protocol.id));
      this.#own = { ...this.#own, from, begun: false };
      this.fed(reader.feed(head, readerIn(this.#other, protocol.id)));
      return;
    }
    if (waits)
      this.#own = { ...this.#hold(this.#own, from), waits: this.#own.ended ?? TOO_FEW, label: 'bytes' };
    else this.#run(this.#whyUnread(), from);
  }

  #whyUnread(): Why {
    const { ended, gaps } = this.#own;
    return ended ?? (gaps.length > 0 ? AFTER_GAP : UNKNOWN);
  }

  /** The protocol has ended: what follows is another one, or bytes as they stand. */
  #lose(reader: StreamReader, { offset: end, why, again }: NonNullable<Fed['lost']>): void {
    const { reader: _ended, waits: _before, partial: _begun, ...own } = this.#own;
    // What has read nothing was taken for its protocol too early.
    const past = own.begun ? [...own.past, reader].slice(-CHANGES) : own.past;
    const because = own.begun ? why : this.#whyUnread();
    const offset = own.begun ? end : own.from;
    this.#own = { ...this.#hold(own, offset), begun: false, past };
    const more = again && past.length < CHANGES;
    if (offset >= this.#end) {
      this.#own = more ? { ...this.#own, ended: because } : { ...this.#own, unread: because };
      return;
    }
    if (!more || offset < this.#offset) {
      this.#run(because, offset);
      return;
    }
    // What is left of these bytes may begin another protocol.
    this.#bytes = this.#bytes.subarray(offset - this.#offset);
    this.#offset = offset;
    this.#own = { ...this.#own, held: NO_BYTES, heldFrom: offset, ended: because };
    this.#begin();
  }

  /** Bytes that no protocol claims: those of one turn are one run. */
  #run(why: Why, from = this.#offset): void {
    const { turn, heldFrom, unread } = this.#own;
    const goesOn = unread !== undefined && turn === this.#now.turn;
    const offset = goesOn ? heldFrom : from;
    const { waits: _before, partial: _begun, ...own } = this.#own;
    this.#own = { ...this.#hold(own, offset), unread: why };
    this.#give(bytesUnit({ offset, length: this.#end - offset }, why));
  }

  /** The direction with what is held from `from` on. */
  #hold<T extends DirectionReading>(own: T, from: number): T {
    const since = from >= this.#offset ? this.#now : (own.since ?? this.#now);
    return { ...own, held: this.#slice(from, UNIT_BYTES), heldFrom: from, since };
  }

  #give(unit: UnitRead): void {
    const moment = unit.offset >= this.#offset ? this.#now : (this.#own.since ?? this.#now);
    this.#push(unit, moment, this.#slice(unit.offset, unit.length));
    const begun = this.#own.begun || unit.protocol !== 'bytes';
    this.#own = { ...this.#own, begun, label: unit.label };
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
