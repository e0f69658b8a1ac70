import type { ConnectionId, LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { indexOf } from '../../../lab/wire/bytes.ts';
import type { HttpRequest } from '../../../lab/wire/http/message.ts';
import { rangesOf } from '../../../lab/wire/gathered.ts';
import { CONTENT, MESSAGE } from '../../../lab/wire/tls/names.ts';
import { tlsHandshakeOf } from '../../reading/lane.ts';
import type { Unit } from '../../reading/protocol.ts';
import type { LaneLog } from '../lane-log.ts';
import type { CapturedPlace } from './cell.ts';

/** A name that the victim's side says in clear: where, and how it is called there. */
export interface NameSaid {
  readonly name: string;
  readonly where: 'Host header' | 'SNI';
  readonly connection: ConnectionId;
  readonly offset: number;
  readonly length: number;
}

/** A request in clear, and the connection on which it passed. */
export type RequestInClear = HttpRequest & { readonly connection: ConnectionId };

/** The requests among units, in their order. */
export function requestsIn(units: readonly Unit[]): RequestInClear[] {
  return units.flatMap(({ connection, direction, http }) => {
    const message = direction === 'to-bank' ? http?.() : undefined;
    return message?.kind === 'request' ? [{ ...message, connection }] : [];
  });
}

/** Where a request's target stands: HTTP/2 says so itself, in HTTP/1.1 it follows the method (RFC 9112 §3). */
export function targetPlace(lane: LaneId, { connection, start }: RequestInClear): CapturedPlace {
  const span = start.targetSpan ?? {
    offset: start.offset + start.method.length + 1,
    length: start.target.length,
  };
  return { lane, connection, direction: 'to-bank', ...span };
}

/** Names of the bank that stand in clear: Host headers (RFC 9110 §7.2) and SNI (RFC 6066 §3). */
export function namesSaid({ traffic }: LaneLog): NameSaid[] {
  const hosts = requestsIn(traffic.units).flatMap(({ connection, headers }) =>
    headers
      .filter(({ name }) => name.toLowerCase() === 'host')
      .map(({ value, valueSpan }): NameSaid => ({
        name: value,
        where: 'Host header',
        connection,
        ...valueSpan,
      })),
  );
  return [...hosts, ...[...traffic.connections.keys()].flatMap((connection) => sniOf(traffic, connection))];
}

/** Values of the cookies that her browser was given (RFC 6265, section 4.1), in order; one that is only taken back has none. */
export function cookiesGiven({ made }: LaneLog): readonly string[] {
  return made.flatMap(({ response }) =>
    response.headers.flatMap(([name, line]) => {
      if (name.toLowerCase() !== 'set-cookie') return [];
      const [pair = ''] = line.split(';');
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      return value === '' ? [] : [value];
    }),
  );
}

function sniOf({ connections }: LaneLog['traffic'], connection: ConnectionId): NameSaid[] {
  const reading = connections.get(connection);
  const handshake = reading && tlsHandshakeOf(reading);
  const name = handshake?.hellos.client?.sni;
  const hello = handshake?.messages['to-bank'].find(({ type }) => type === MESSAGE.clientHello)?.gathered;
  if (name === undefined || hello === undefined) return [];
  const needle = new TextEncoder().encode(name);
  const [range] = rangesOf(hello, Math.max(0, indexOf(hello.bytes, needle)), needle.length);
  return [{ name, where: 'SNI', connection, ...range }];
}

/** Whether a unit carries data of a sealed connection, as far as an onlooker can tell: a record of application data. */
export function carriesData({ tls }: Unit): boolean {
  return tls?.record.type === CONTENT.applicationData;
}

/** The longest sealed record one way, on one connection where it is given: all that the wire shows of what is in it. */
export function longestSealed(
  { lane, traffic }: LaneLog,
  direction: Direction,
  connection?: ConnectionId,
): CapturedPlace | undefined {
  const [longest] = traffic.units
    .filter((unit) => unit.sealed && unit.direction === direction)
    .filter((unit) => connection === undefined || unit.connection === connection)
    .toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return undefined;
  return { lane, connection: longest.connection, direction, offset: longest.offset, length: longest.length };
}
