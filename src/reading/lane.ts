import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { messagesIn } from '../../lab/wire/tls/messages.ts';
import type { HandshakeMessage } from '../../lab/wire/tls/messages.ts';
import { hellosOf } from '../../lab/wire/tls/stream.ts';
import type { Hellos } from '../../lab/wire/tls/stream.ts';
import { readerIn, startReading } from './connection.ts';
import { endReading } from './pass.ts';
import { readPassed } from './pass.ts';
import type { ConnectionReading } from './connection.ts';
import type { Unit } from './protocol.ts';
import { tlsStreamOf } from './tls.ts';

/**
 * Takes a fact of a connection, the `order`th of those that are read, and gives the connection after it with the
 * units that came. Facts that say nothing of what passed change nothing. Never throws.
 */
export function readFact(
  before: ConnectionReading | undefined,
  fact: Fact,
  order: number,
): readonly [ConnectionReading | undefined, readonly Unit[]] {
  switch (fact.type) {
    case 'connection-opened':
      return [startReading(fact.logical, fact.transport), []];
    case 'segment-captured':
      return readPassed(before ?? startReading(), { ...fact, order });
    case 'connection-closed':
      return before === undefined || fact.how !== 'end' ? [before, []] : endReading(before, fact.connection);
    default:
      return [before, []];
  }
}

/** All that facts say of the connections of one lane. */
export interface LaneRead {
  readonly connections: ReadonlyMap<ConnectionId, ConnectionReading>;
  /** In the order in which they began; of a unit that grew, what it came to. */
  readonly units: readonly Unit[];
}

/** Reads a lane's facts at once, each under its place among them. */
export function readLane(facts: Iterable<Fact>): LaneRead {
  const units = new UnitList();
  const connections = new Map<ConnectionId, ConnectionReading>();
  let order = 0;
  for (const fact of facts) {
    if ('connection' in fact) {
      const [reading, read] = readFact(connections.get(fact.connection), fact, order);
      if (reading !== undefined) connections.set(fact.connection, reading);
      units.add(read);
    }
    order += 1;
  }
  return { connections, units: units.all };
}

/** Units in the order in which they first came; one that grew takes its earlier place. */
export class UnitList {
  readonly #units = new Map<string, Unit>();

  add(units: readonly Unit[]): void {
    for (const unit of units) this.#units.set(`${unit.connection} ${unit.direction} ${unit.offset}`, unit);
  }

  get all(): readonly Unit[] {
    return [...this.#units.values()].toSorted((a, b) => a.order - b.order);
  }
}

/** Reads streams whose moments are not known: of each connection what went to the bank first. */
export function readStreams(
  streams: Iterable<{
    readonly connection: ConnectionId;
    readonly direction: Direction;
    readonly offset?: number;
    readonly bytes: Uint8Array;
  }>,
): readonly Unit[] {
  const all = [...streams];
  const ordered = [
    ...all.filter(({ direction }) => direction === 'to-bank'),
    ...all.filter(({ direction }) => direction === 'to-victim'),
  ];
  const connections = new Map<ConnectionId, ConnectionReading>();
  const units = new UnitList();
  for (const [order, { offset = 0, ...stream }] of ordered.entries()) {
    const before = connections.get(stream.connection) ?? startReading();
    const [reading, read] = readPassed(before, { ...stream, offset, at: 0, order });
    connections.set(stream.connection, reading);
    units.add(read);
  }
  return units.all;
}

/** The handshake of a connection as an onlooker has it: hellos, and the messages in clear of each side. */
export interface TlsHandshake {
  readonly hellos: Hellos;
  readonly messages: Readonly<Record<Direction, readonly HandshakeMessage[]>>;
}

/** What passed in clear of a connection's TLS; undefined where neither side speaks TLS. */
export function tlsHandshakeOf({ directions }: ConnectionReading): TlsHandshake | undefined {
  const [toBank, toVictim] = [directions['to-bank'], directions['to-victim']].map((direction) =>
    tlsStreamOf(readerIn(direction, 'tls')),
  );
  if (toBank === undefined && toVictim === undefined) return undefined;
  const messages = {
    'to-bank': toBank === undefined ? [] : messagesIn(toBank.assembly),
    'to-victim': toVictim === undefined ? [] : messagesIn(toVictim.assembly),
  };
  return { hellos: hellosOf(toBank, toVictim), messages };
}

/** What says that he read something on a connection. */
const READ: ReadonlySet<Fact['type']> = new Set(['exchange-read', 'message-read', 'recording-decrypted']);

/**
 * The connections on which the attacker reads what is sealed to everybody else: where it ended TLS itself, with a
 * forged certificate, or opened the recording later.
 */
export function readableByAttacker(facts: readonly Fact[]): ReadonlySet<ConnectionId> {
  const readable = new Set<ConnectionId>();
  const forges = facts.some(({ type }) => type === 'certificate-forged');
  for (const fact of facts) {
    if (READ.has(fact.type) && 'connection' in fact && fact.connection !== undefined)
      readable.add(fact.connection);
    if (forges && fact.type === 'connection-opened') readable.add(fact.connection);
  }
  for (const fact of facts) if (forges && fact.type === 'tunnel-opened') readable.delete(fact.connection);
  return readable;
}
