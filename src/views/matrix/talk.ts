import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { indexOf } from '../../../lab/wire/bytes.ts';
import { decodeHttp, looksLikeHttp } from '../../../lab/wire/http/parser.ts';
import type { HttpRequest } from '../../../lab/wire/http/message.ts';
import type { Stream } from '../../reading/streams.ts';
import { readConversation } from '../../../lab/wire/tls/conversation.ts';
import { rangesOf } from '../../../lab/wire/tls/gathered.ts';
import { CONTENT, MESSAGE } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER, looksLikeTls, readRecords } from '../../../lab/wire/tls/records.ts';
import type { CellPlace } from './cell.ts';
import type { LaneLog } from '../lane-log.ts';

/** Bytes of a stream in which its ClientHello is looked for. */
const HELLO_BYTES = 131_072;

/** A name that the victim's side says in clear: where, and how it is called there. */
export interface NameSaid {
  readonly name: string;
  readonly where: 'Host header' | 'SNI';
  readonly connection: ConnectionId;
  readonly offset: number;
  readonly length: number;
}

/** Whether a stream begins as TLS does. One whose beginning was not captured cannot be told. */
export function isTls(stream: Stream): boolean {
  return stream.offset === 0 && looksLikeTls(stream.bytes);
}

/** Requests in clear, each with its connection, in the order of their connections. */
export function requestsOf(
  streams: readonly Omit<Stream, 'lane'>[],
): (HttpRequest & { readonly connection: ConnectionId })[] {
  return streams.flatMap(({ connection, direction, offset, bytes }) => {
    if (direction !== 'to-bank' || !looksLikeHttp(bytes)) return [];
    const { messages } = decodeHttp(direction, bytes, { offset });
    return messages.flatMap((message) => (message.kind === 'request' ? [{ ...message, connection }] : []));
  });
}

/** Names of the bank that stand in clear: Host headers (RFC 9110 §7.2) and SNI (RFC 6066 §3). */
export function namesSaid(log: LaneLog): NameSaid[] {
  const hosts = requestsOf(log.streams).flatMap(({ connection, headers }) =>
    headers
      .filter(({ name }) => name.toLowerCase() === 'host')
      .map(({ value, valueSpan }): NameSaid => ({
        name: value,
        where: 'Host header',
        connection,
        ...valueSpan,
      })),
  );
  return [...hosts, ...log.streams.flatMap((stream) => sniOf(stream))];
}

function sniOf({ connection, direction, offset, bytes }: Stream): NameSaid[] {
  if (direction !== 'to-bank' || offset !== 0 || !looksLikeTls(bytes)) return [];
  const { toBank, hellos } = readConversation(bytes.subarray(0, HELLO_BYTES), new Uint8Array(0));
  const name = hellos.client?.sni;
  const hello = toBank.messages.find(({ type }) => type === MESSAGE.clientHello)?.gathered;
  if (name === undefined || hello === undefined) return [];
  const needle = new TextEncoder().encode(name);
  const [range] = rangesOf(hello, Math.max(0, indexOf(hello.bytes, needle)), needle.length);
  return [{ name, where: 'SNI', connection, ...range }];
}

/** A record, a message or a run of bytes as an onlooker counts them. Offset and length in bytes. */
export interface Unit {
  readonly noun: 'record' | 'request' | 'response' | 'run';
  /** Whether only its length shows: a TLS record of application data. */
  readonly sealed: boolean;
  readonly offset: number;
  readonly length: number;
}

/** What a stream is made of: TLS records, HTTP messages, or one run of bytes. Only what is whole is counted. */
export function unitsOf({ direction, offset, bytes }: Stream): Unit[] {
  if (offset === 0 && looksLikeTls(bytes)) {
    return readRecords(bytes).records.map((record) => ({
      noun: 'record',
      sealed: record.type === CONTENT.applicationData,
      offset: record.offset,
      length: RECORD_HEADER + record.length,
    }));
  }
  if (looksLikeHttp(bytes)) {
    const { messages } = decodeHttp(direction, bytes, { offset });
    return messages.map((message) => ({
      noun: message.kind,
      sealed: false,
      offset: message.offset,
      length: message.length,
    }));
  }
  return [{ noun: 'run', sealed: false, offset, length: bytes.length }];
}

/** The longest sealed record one way, on one connection where it is given: all that the wire shows of what is in it. */
export function longestSealed(
  { lane, streams }: LaneLog,
  direction: Direction,
  connection?: ConnectionId,
): CellPlace | undefined {
  const [longest] = streams
    .filter((stream) => stream.direction === direction)
    .filter((stream) => connection === undefined || stream.connection === connection)
    .flatMap((stream) => unitsOf(stream).map((unit) => ({ ...unit, connection: stream.connection })))
    .filter(({ sealed }) => sealed)
    .toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return undefined;
  return { lane, connection: longest.connection, direction, offset: longest.offset, length: longest.length };
}
