import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { grouped } from '../../../lab/text/count.ts';
import { otherClientOf } from '../../../lab/facts/values.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Stream } from '../../reading/streams.ts';
import type { Field } from '../../explain/field.ts';
import type { Span } from '../../../lab/wire/span.ts';
import type { Item } from '../../views/inspection/inspection-items.ts';
import type { Inspection } from '../../views/inspection/inspection.ts';
import type { InspectedConnection } from '../../views/inspection/inspected.ts';
import { protocolTitle } from '../../reading/protocols.ts';
import { MOST_HITS, findPlaces } from './search.ts';
import type { Pattern } from './search.ts';

/** A stretch of bytes of one connection and direction. */
export interface Spot {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly length: number;
}

/** One visible row of the tree. Its id stays the same while the connection grows. */
export interface Row {
  readonly id: string;
  readonly depth: number;
  readonly kind: 'connection' | 'item' | 'field';
  readonly connection: ConnectionId;
  /** Not on a connection, which has two. */
  readonly direction?: Direction;
  readonly field: Field;
  readonly sealed: boolean;
  /** Whether the victim's keys have opened it, or it stands in what they have opened. */
  readonly opened?: boolean;
  /** Whether the attacker let it go on as something else. */
  readonly changed?: boolean;
  /** ms since the session began, where it is known. */
  readonly at?: number;
  readonly openable: boolean;
  readonly open: boolean;
}

/** Where a field's bytes stand. */
export function fieldRanges(field: Field): readonly Span[] {
  if (field.ranges !== undefined) return field.ranges;
  return field.length > 0 ? [field] : [];
}

/** What the inspector shows beside what was on the wire, and what of that it shows. */
export interface Beside {
  /** Whether anything of a connection is to be seen, or an item of it. */
  readonly shows: (connection: InspectedConnection, item?: Item) => boolean;
  /** What the attacker held of a connection. */
  readonly held: (connection: InspectedConnection) => readonly HeldItem[];
}

/** A message in the attacker's hand, as the tree shows it. */
export interface HeldItem {
  readonly held: number;
  readonly direction: Direction;
  readonly at: number;
  readonly field: Field;
}

const NOTHING_BESIDE: Beside = { shows: () => true, held: () => [] };

/** What one lane holds at one point, as the inspector walks through it. */
export class Tree {
  readonly connections: readonly InspectedConnection[];
  /** Whether what is sealed is shown as the victim's own keys open it. */
  readonly withKeys: boolean;
  readonly #inspection: Inspection;
  readonly #beside: Beside;

  constructor(
    inspection: Inspection,
    connections: readonly InspectedConnection[],
    {
      withKeys = false,
      beside = NOTHING_BESIDE,
    }: { readonly withKeys?: boolean; readonly beside?: Beside } = {},
  ) {
    this.#inspection = inspection;
    this.connections = connections.filter((connection) => beside.shows(connection));
    this.#beside = beside;
    this.withKeys = withKeys;
  }

  /** How many TLS secrets the lane's victim had logged, and whether anything in the lane speaks TLS. */
  get keys(): { readonly secrets: number; readonly tls: boolean } {
    return {
      secrets: this.connections[0]?.secrets ?? 0,
      tls: this.connections.some(({ protocol }) => protocol === 'tls'),
    };
  }

  /** How many sealed records a connection has, and how many of them the victim's keys open. */
  sealedRecords(id: ConnectionId): { readonly sealed: number; readonly opened: number } {
    const connection = this.#connection(id);
    const items = connection === undefined ? [] : this.#inspection.items(connection, true);
    return {
      sealed: items.filter(({ sealed }) => sealed).length,
      opened: items.filter(({ opened }) => opened === true).length,
    };
  }

  /** Whether the attacker reads a connection too, with keys of his own. */
  attackerReads(id: ConnectionId): boolean {
    return this.#connection(id)?.attackerReads ?? false;
  }

  /** The rows that are to be seen when the rows with these ids are open. */
  rows(open: ReadonlySet<string>): Row[] {
    const rows: Row[] = [];
    const fields = (children: readonly Field[], parent: Row): void => {
      for (const [index, field] of children.entries()) {
        // Of an item that was opened its last child is what was inside.
        const isInside = parent.kind !== 'item' || index === children.length - 1;
        const row = under(parent, field, `${parent.id}.${index}`, open, isInside);
        rows.push(row);
        if (row.open) fields(field.children ?? [], row);
      }
    };
    for (const connection of this.connections) {
      const id = String(connection.id);
      const openable = connection.bytes['to-bank'] + connection.bytes['to-victim'] > 0;
      const row: Row = {
        id,
        depth: 0,
        kind: 'connection',
        connection: connection.id,
        field: headOf(connection),
        sealed: false,
        ...(connection.opened !== undefined && { at: connection.opened.at }),
        openable,
        open: openable && open.has(id),
      };
      rows.push(row);
      if (!row.open) continue;
      for (const item of this.#items(connection)) {
        if (!this.#beside.shows(connection, item)) continue;
        const { direction, sealed, at, opened } = item;
        const child = under(row, item, itemId(connection.id, direction, item.offset), open);
        const full: Row = { ...child, kind: 'item', direction, sealed, at, ...(opened && { opened }) };
        rows.push(full);
        if (full.open) fields(item.children ?? [], full);
      }
      for (const { held, direction, at, field } of this.#beside.held(connection)) {
        const child = under(row, field, `${id}${direction === 'to-bank' ? '>' : '<'}h${held}`, open);
        const full: Row = { ...child, kind: 'item', direction, at, changed: field.children !== undefined };
        rows.push(full);
        if (full.open) for (const inner of changedUnder(full, field, open)) rows.push(inner);
      }
    }
    return rows;
  }

  /** Ids from the connection down to the deepest thing that holds all of these bytes, or their first. */
  pathTo({ connection: id, direction, offset, length }: Spot): string[] {
    const connection = this.#connection(id);
    if (connection === undefined) return [];
    const items = this.#items(connection).filter((item) => item.direction === direction);
    const last = offset + Math.max(1, length) - 1;
    const whole = items.find((item) => holds(item, offset, last));
    const end = whole === undefined ? offset : last;
    const item = whole ?? items.find((candidate) => holds(candidate, offset, offset));
    if (item === undefined) return [String(id)];
    const path = [String(id), itemId(id, direction, item.offset)];
    let children = item.children ?? [];
    for (;;) {
      const inside = narrowest(children, offset, end);
      if (inside === undefined) return path;
      path.push(`${path.at(-1)}.${inside.index}`);
      children = inside.field.children ?? [];
    }
  }

  /** The run of a connection's bytes that holds this offset, else its direction's first. */
  run(connection: ConnectionId, direction: Direction, offset: number): Stream | undefined {
    const found = this.#connection(connection);
    if (found === undefined) return undefined;
    const runs = this.#streams(found).filter((stream) => stream.direction === direction);
    return runs.find((run) => offset >= run.offset && offset < run.offset + run.bytes.length) ?? runs[0];
  }

  /** Whether the first byte of this stretch is kept. */
  has({ connection, direction, offset }: Spot): boolean {
    const run = this.run(connection, direction, offset);
    return run !== undefined && offset >= run.offset && offset < run.offset + run.bytes.length;
  }

  /** Where the pattern stands in the lane's bytes, in the order of connections, to the bank first; bounded. */
  find(pattern: Pattern): Spot[] {
    const spots: Spot[] = [];
    for (const connection of this.connections) {
      for (const direction of ['to-bank', 'to-victim'] as const) {
        for (const stream of this.#streams(connection)) {
          if (stream.direction !== direction) continue;
          for (const at of findPlaces(stream.bytes, pattern, MOST_HITS - spots.length)) {
            spots.push({
              connection: connection.id,
              direction,
              offset: stream.offset + at,
              length: pattern.bytes.length,
            });
          }
        }
      }
    }
    return spots;
  }

  /** Bytes of the lane that are kept. */
  get size(): number {
    return this.connections.reduce((sum, { bytes }) => sum + bytes['to-bank'] + bytes['to-victim'], 0);
  }

  /** What a row is and what it teaches; for a connection only said when it is asked for. */
  about(row: Row): Field {
    const connection = row.kind === 'connection' ? this.#connection(row.connection) : undefined;
    if (connection === undefined) return row.field;
    return { ...row.field, why: this.#whyConnection(connection), source: 'RFC 9293 §3.1' };
  }

  #items(connection: InspectedConnection): readonly Item[] {
    return this.#inspection.items(connection, this.withKeys);
  }

  #streams(connection: InspectedConnection): readonly Stream[] {
    return this.#inspection.streams(connection, this.withKeys);
  }

  #connection(id: ConnectionId): InspectedConnection | undefined {
    return this.connections.find((connection) => connection.id === id);
  }

  #whyConnection(connection: InspectedConnection): string {
    const summary = this.#inspection.summary(connection);
    const end = endOf(connection);
    if (summary !== undefined) {
      const name =
        summary.sni === undefined ? 'It names no host in clear' : `It names ${summary.sni} in clear`;
      const chosen =
        summary.version === undefined
          ? 'no version is agreed yet'
          : `${summary.version} with ${summary.cipher}`;
      return `${name}; ${chosen}. Without the keys an onlooker sees addresses, times and sizes, and not what is said.${end}`;
    }
    if (connection.protocol === 'http')
      return `Plain HTTP: whoever is on the path reads all of it and can change it, and needs no key.${end}`;
    if (connection.opened?.transport === 'udp')
      return `Datagrams of UDP between the victim and the bank: addresses, ports and times are in clear whatever they carry.${end}`;
    return `A TCP connection of the victim: its addresses, ports and times are in clear whatever it carries.${end}`;
  }
}

/** What differs in a message that was held: each place, with what was before and after where it is open. */
function changedUnder(parent: Row, field: Field, open: ReadonlySet<string>): Row[] {
  return (field.children ?? []).flatMap((child, index) => {
    const row: Row = { ...under(parent, child, `${parent.id}.${index}`, open), changed: true };
    return row.open ? [row, ...changedUnder(row, child, open)] : [row];
  });
}

function under(parent: Row, field: Field, id: string, open: ReadonlySet<string>, isInside = false): Row {
  const openable = (field.children ?? []).length > 0;
  const opened = isInside && parent.opened === true;
  return {
    id,
    depth: parent.depth + 1,
    kind: 'field',
    connection: parent.connection,
    ...(parent.direction !== undefined && { direction: parent.direction }),
    field,
    sealed: parent.sealed && !opened,
    ...(opened && { opened }),
    ...(parent.at !== undefined && { at: parent.at }),
    openable,
    open: openable && open.has(id),
  };
}

const itemId = (connection: ConnectionId, direction: Direction, offset: number): string =>
  `${connection}${direction === 'to-bank' ? '>' : '<'}${offset}`;

/** Whether all bytes from `first` to `last` are the field's own. */
function holds(field: Field, first: number, last: number): boolean {
  const ranges = fieldRanges(field);
  const has = (byte: number): boolean =>
    ranges.some(({ offset, length }) => byte >= offset && byte < offset + length);
  return has(first) && (first === last || has(last));
}

function narrowest(
  fields: readonly Field[],
  first: number,
  last: number,
): { readonly index: number; readonly field: Field } | undefined {
  let best: { index: number; field: Field } | undefined;
  for (const [index, field] of fields.entries()) {
    if (holds(field, first, last) && field.length < (best?.field.length ?? Infinity)) best = { index, field };
  }
  return best;
}

function headOf(connection: InspectedConnection): Field {
  const { id, opened, closed, protocol, bytes } = connection;
  const other = otherClientOf(opened?.party);
  const total = bytes['to-bank'] + bytes['to-victim'];
  const size = total === 0 ? 'nothing yet' : `${grouped(total)} bytes`;
  return {
    label: `${id}  ${printable(opened?.logical ?? 'connection')}${other === undefined ? '' : ` · ${other}`}`,
    offset: 0,
    length: 0,
    ranges: [],
    value: `${protocolTitle(protocol) ?? (opened?.transport === 'udp' ? 'UDP' : 'TCP')}, ${size}${closed === undefined ? '' : ', closed'}`,
    why: '',
    source: '',
  };
}

const CLOSED = {
  end: 'ended it',
  reset: 'broke it off',
  refused: 'refused it',
  'idle-timeout': 'ended it, as nothing came',
  'lab-closed': 'ended it with the lab',
  limit: 'ended it at a limit',
} as const;

function endOf({ closed, bytes }: InspectedConnection): string {
  if (closed === undefined) return '';
  const passed = closed.toBank + closed.toVictim;
  const kept = bytes['to-bank'] + bytes['to-victim'];
  const lost = passed > kept ? ` ${grouped(passed)} bytes passed and ${grouped(kept)} were kept.` : '';
  return ` The ${closed.by} ${CLOSED[closed.how]}.${lost}`;
}
