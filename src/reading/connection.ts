import type { ConnectionId } from '../../lab/facts/facts.ts';
import { NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Span } from '../../lab/wire/span.ts';
import { bytesUnit } from './bytes-unit.ts';
import type { Around, StreamReader, Unit, UnitRead, Why } from './protocol.ts';

/** Bytes of one unit that are kept to be shown. */
export const UNIT_BYTES = 4096;

/** When and in which turn a byte passed. */
export type Moment = Pick<Unit, 'at' | 'order' | 'turn'>;

/** How far one direction has been read. */
export interface DirectionReading {
  /** Offset of the next byte to come, and the turn in which the last one came. */
  readonly next: number;
  readonly turn: number;
  /** Reads the present protocol; undefined while it is not known, or where none is. */
  readonly reader?: StreamReader | undefined;
  /** Where the reader began, and whether it has made a unit of its protocol yet: until then it is only the likeliest. */
  readonly from: number;
  readonly begun: boolean;
  /** What read earlier protocols of this direction, the latest last. */
  readonly past: readonly StreamReader[];
  /** Whether the bytes are of no protocol that is known, and why. */
  readonly unread?: Why | undefined;
  /** The bytes that are in no whole unit yet, at most UNIT_BYTES of them, from `heldFrom`, and when they began. */
  readonly held: Uint8Array;
  readonly heldFrom: number;
  readonly since?: Moment | undefined;
  /** Why the held bytes are in no unit yet, where they are in none; and what they begin, where that is known. */
  readonly waits?: Why | undefined;
  readonly partial?: UnitRead | undefined;
  /** Why the protocol before has ended, where another may follow. */
  readonly ended?: Why | undefined;
  /** What it has handed over to. */
  readonly follows?: string | undefined;
  readonly gaps: readonly Span[];
  /** What passed last is, or begins, in a few words. */
  readonly label: string;
}

/** One connection as far as it has been read. Never changed in place; what was said of a byte stays said. */
export interface ConnectionReading {
  readonly logical?: string;
  readonly transport?: 'udp';
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
export function startReading(logical?: string, transport?: 'udp'): ConnectionReading {
  return {
    directions: { 'to-bank': NEW_DIRECTION, 'to-victim': NEW_DIRECTION },
    turn: 0,
    ...(logical !== undefined && { logical }),
    ...(transport !== undefined && { transport }),
  };
}

/** The other way. */
export function opposite(direction: Direction): Direction {
  return direction === 'to-bank' ? 'to-victim' : 'to-bank';
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
