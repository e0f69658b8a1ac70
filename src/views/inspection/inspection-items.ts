import { grouped } from '../../../lab/text/count.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { isOpened } from '../../../lab/wire/tls/opening/opener.ts';
import { bytesField } from '../../explain/bytes.ts';
import type { Field } from '../../explain/field.ts';
import { explainUnit, startReading, waitingUnits } from '../../reading/connection.ts';
import type { ConnectionReading } from '../../reading/connection.ts';
import type { OpenedConnection } from '../../reading/opened.ts';
import { readFact, UnitList } from '../../reading/lane.ts';
import type { Unit } from '../../reading/protocol.ts';
import type { Stream } from '../../reading/streams.ts';
import type { SeenSegment } from './inspected.ts';
import type { InspectedConnection } from './inspected.ts';

/** How much of a connection is taken apart; what comes after it is shown as it stands. */
const TAKEN_APART = {
  /** Bytes of each direction. */
  bytes: 4 * 1024 * 1024,
  /** Units of each direction. */
  units: 4_096,
} as const;

/** One thing that was on a connection: a TLS record, an HTTP message, or bytes of another kind, with its fields. */
export interface Item extends Field {
  readonly direction: Direction;
  /** When its first byte passed: ms since the session began. */
  readonly at: number;
  /** Whether an onlooker cannot read what it carries. */
  readonly sealed: boolean;
  /** Whether the victim's keys have opened it, where they were asked for; its inside is its last child. */
  readonly opened?: boolean;
}

/** A connection read up to a point, for the inspector. */
export interface ReadConnection {
  readonly reading: ConnectionReading;
  readonly units: readonly Unit[];
}

/** Reads a connection's segments, which stand in the order of the log, as far as they are taken apart. Never throws. */
export function readConnectionOf(
  { id, opened, closed }: InspectedConnection,
  seen: Readonly<Record<Direction, readonly SeenSegment[]>>,
): ReadConnection {
  const units = new UnitList();
  let reading = startReading(opened?.logical, opened?.transport);
  for (const { fact, index } of inOrder(seen)) {
    const room = TAKEN_APART.bytes - fact.offset;
    if (room <= 0) continue;
    const kept = fact.bytes.length > room ? { ...fact, bytes: fact.bytes.subarray(0, room) } : fact;
    const [next, read] = readFact(reading, kept, index);
    reading = next ?? reading;
    units.add(read);
  }
  const whole = Object.values(seen).every((list) => (list.at(-1)?.total ?? 0) <= TAKEN_APART.bytes);
  if (closed !== undefined && whole) {
    const [next, read] = readFact(reading, closed, Infinity);
    reading = next ?? reading;
    units.add(read);
  }
  return { reading, units: [...units.all, ...waitingUnits(reading, id)] };
}

/** The segments of both directions in the order of the log. */
function inOrder(seen: Readonly<Record<Direction, readonly SeenSegment[]>>): readonly SeenSegment[] {
  return [...seen['to-bank'], ...seen['to-victim']].toSorted((a, b) => a.index - b.index);
}

/**
 * Takes a connection's streams apart. Items of both directions stand in the order in which they began to pass,
 * and cover their streams but for empty lines between messages. Never throws.
 */
export function itemsOf({ reading, units }: ReadConnection, streams: readonly Stream[]): readonly Item[] {
  const explained = (['to-bank', 'to-victim'] as const).flatMap((direction) => {
    const own = units.filter((unit) => unit.direction === direction);
    const items = own.slice(0, TAKEN_APART.units).flatMap((unit) => itemOf(reading, unit, streams));
    return [...items, ...restOf(direction, own, streams)];
  });
  return explained
    .toSorted((a, b) => a.order - b.order || a.item.offset - b.item.offset)
    .map(({ item }) => item);
}

/** The items with what was inside the sealed ones, or why they stay shut, as the last child of each. */
export function openedItems(
  items: readonly Item[],
  opened: OpenedConnection,
  attackerReads: boolean,
): readonly Item[] {
  return items.map((item) => {
    const inside = item.sealed ? opened.fieldOf(item.direction, item.offset, attackerReads) : undefined;
    if (inside === undefined) return item;
    const record = opened.record(item.direction, item.offset);
    const isOpen = record !== undefined && isOpened(record);
    const value = isOpen ? inside.value : `${item.value}, ${inside.value}`;
    return { ...item, value, opened: isOpen, children: [...(item.children ?? []), inside] };
  });
}

/** An item, and the number of the fact that brought its first byte. */
interface Explained {
  readonly item: Item;
  readonly order: number;
}

function itemOf(reading: ConnectionReading, unit: Unit, streams: readonly Stream[]): Explained[] {
  const { direction, offset, at, order, sealed } = unit;
  const stream = streams.find(
    (each) =>
      each.direction === direction && each.offset <= offset && offset < each.offset + each.bytes.length,
  );
  if (stream === undefined) return [];
  return [{ order, item: { ...explainUnit(reading, unit, stream), direction, at, sealed } }];
}

/** What of a direction is not taken apart: units over the limit, then bytes over the limit. */
function restOf(
  direction: Direction,
  own: readonly Unit[],
  streams: readonly Stream[],
): readonly Explained[] {
  const more = own.slice(TAKEN_APART.units);
  const [first] = more;
  const end = Math.max(
    0,
    ...streams
      .filter((stream) => stream.direction === direction)
      .map(({ offset, bytes }) => offset + bytes.length),
  );
  const item = (offset: number, why: string, { at, order }: Pick<Unit, 'at' | 'order'>): Explained => ({
    order,
    item: { ...bytesField({ offset, length: end - offset }, why), direction, at, sealed: false },
  });
  if (first !== undefined)
    return [
      item(first.offset, `${grouped(more.length)} more ${first.noun}s, which this lab counts only.`, first),
    ];
  const last = own.at(-1);
  const from = Math.min(end, TAKEN_APART.bytes);
  return end > from ? [item(from, BEYOND, { at: last?.until ?? 0, order: Infinity })] : [];
}

const BEYOND = `This lab takes the first ${grouped(TAKEN_APART.bytes)} bytes of a direction apart, and these come later.`;
