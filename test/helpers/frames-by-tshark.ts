import { hex } from '../../lab/text/hex.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { FRAME_TYPE, unsignedAt } from '../../lab/wire/http2/frame.ts';
import { readHttp2 } from '../../lab/wire/http2/parser.ts';
import { masked } from '../../lab/wire/websocket/frame.ts';
import { readWebSocket } from '../../lab/wire/websocket/parser.ts';
import { tshark } from './tshark.ts';

/** What both ways of a TCP connection carry, TLS taken off where it had any. */
export type BothWays = Readonly<Record<Direction, Buffer>>;

/** Fields by their names in tshark, each with its values in the order in which they passed one way. */
export type FieldValues = Readonly<Record<string, readonly string[]>>;

/** The decrypted bytes of a TCP stream, as tshark puts them together. */
export function followed(
  capture: Uint8Array,
  stream: number,
  protocol: 'tls' | 'tcp',
  keys: string,
): BothWays {
  const lines = tshark(capture, ...keyed(keys), '-q', '-z', `follow,${protocol},raw,${stream}`);
  const bytes = (of: (line: string) => boolean): Buffer =>
    Buffer.concat(
      lines
        .filter((line) => /^\t?[0-9a-f]+$/.test(line) && of(line))
        .map((line) => Buffer.from(line.trim(), 'hex')),
    );
  // It begins with either side, and sets the lines of the other in.
  const bankFirst = lines.some((line) => /^Node 0: .*:(?:80|443)$/.test(line));
  return {
    'to-bank': bytes((line) => line.startsWith('\t') === bankFirst),
    'to-victim': bytes((line) => line.startsWith('\t') !== bankFirst),
  };
}

/** Numbers of the TCP streams in which tshark finds this protocol. */
export function streamsOf(capture: Uint8Array, protocol: string, keys: string): number[] {
  const lines = tshark(capture, ...keyed(keys), '-Y', protocol, '-T', 'fields', '-e', 'tcp.stream');
  return [...new Set(lines.map(Number))];
}

/** Values of some fields that tshark dissects in a stream, each way. */
export function dissected(
  capture: Uint8Array,
  stream: number,
  names: readonly string[],
  keys: string,
): Readonly<Record<Direction, FieldValues>> {
  const shape = ['-T', 'fields', '-E', `separator=${SEPARATOR}`, '-E', `aggregator=${BETWEEN}`];
  const wanted = ['tcp.dstport', ...names].flatMap((name) => ['-e', name]);
  const lines = tshark(capture, ...keyed(keys), '-Y', `tcp.stream == ${stream}`, ...shape, ...wanted).map(
    (line) => line.split(SEPARATOR),
  );
  const of = (way: Direction): FieldValues => {
    const own = lines.filter(([port]) => (port === '443' || port === '80') === (way === 'to-bank'));
    return Object.fromEntries(
      names.map((name, index) => [
        name,
        own.flatMap((line) => (line[index + 1] ?? '').split(BETWEEN).filter((value) => value !== '')),
      ]),
    );
  };
  return { 'to-bank': of('to-bank'), 'to-victim': of('to-victim') };
}

const text = (latin: string): string => Buffer.from(latin, 'latin1').toString();
const bit = (value: boolean): string => (value ? '1' : '0');

const SEPARATOR = '\u0001';
const BETWEEN = '\u0002';

const keyed = (keys: string): string[] => (keys === '' ? [] : ['-o', `tls.keylog_file:${keys}`]);

/** The fields of HTTP/2 that are compared. */
export const HTTP2_FIELDS = [
  'http2.length',
  'http2.type',
  'http2.flags',
  'http2.streamid',
  'http2.header.name',
  'http2.header.value',
  'http2.settings.id',
  'http2.window_update.window_size_increment',
  'http2.goaway.last_stream_id',
  'http2.goaway.error',
  'http2.rst_stream.error',
] as const;

/** The same by this lab's reader. */
export function http2ByUs(direction: Direction, bytes: Uint8Array): FieldValues {
  const frames = readHttp2(direction, bytes).parts.flatMap((part) => (part.kind === 'frame' ? [part] : []));
  const lines = frames.flatMap(({ section }) => section?.lines ?? []);
  const of = (type: number, at: number, length: number, reserved = false): string[] =>
    frames
      .filter((frame) => frame.type === type)
      .map(({ begin }) => String(unsignedAt(begin, at, length, reserved)));
  return {
    'http2.length': frames.map(({ payload }) => String(payload.length)),
    'http2.type': frames.map(({ type }) => String(type)),
    'http2.flags': frames.map(({ flags }) => `0x${hex([flags])}`),
    'http2.streamid': frames.map(({ stream }) => String(stream)),
    'http2.header.name': lines.map(({ name }) => text(name)),
    'http2.header.value': lines.map(({ value }) => text(value)).filter((value) => value !== ''),
    'http2.settings.id': frames
      .filter(({ type }) => type === FRAME_TYPE.SETTINGS)
      .flatMap(({ begin }) =>
        Array.from({ length: begin.length / 6 }, (_, index) => String(unsignedAt(begin, 6 * index, 2))),
      ),
    'http2.window_update.window_size_increment': of(FRAME_TYPE.WINDOW_UPDATE, 0, 4, true),
    'http2.goaway.last_stream_id': of(FRAME_TYPE.GOAWAY, 0, 4, true),
    'http2.goaway.error': of(FRAME_TYPE.GOAWAY, 4, 4),
    'http2.rst_stream.error': of(FRAME_TYPE.RST_STREAM, 0, 4),
  };
}

/** The fields of WebSocket that are compared. */
export const WEBSOCKET_FIELDS = [
  'websocket.fin',
  'websocket.opcode',
  'websocket.mask',
  'websocket.payload_length',
  'websocket.payload_length_ext_16',
  'websocket.masking_key',
  'websocket.payload.text',
  'websocket.payload.close.status_code',
] as const;

/** The same by this lab's reader, of what follows the handshake. */
export function webSocketByUs(direction: Direction, bytes: Buffer): FieldValues {
  const from = bytes.indexOf('\r\n\r\n') + 4;
  const { frames } = readWebSocket(direction, bytes.subarray(from), from);
  const payload = ({ payload: { offset, length }, key }: (typeof frames)[number]): Buffer =>
    Buffer.from(masked(bytes.subarray(offset, offset + length), key));
  return {
    'websocket.fin': frames.map(({ fin }) => bit(fin)),
    'websocket.opcode': frames.map(({ opcode }) => String(opcode)),
    'websocket.mask': frames.map(({ key }) => bit(key !== undefined)),
    // As the first byte has it: 126 stands for the two that follow.
    'websocket.payload_length': frames.map((frame) =>
      String(frame.extended === 0 ? frame.payload.length : 126),
    ),
    'websocket.payload_length_ext_16': frames.flatMap((frame) =>
      frame.extended === 2 ? [String(frame.payload.length)] : [],
    ),
    'websocket.masking_key': frames.flatMap(({ key }) => (key === undefined ? [] : [hex(key)])),
    'websocket.payload.text': frames
      .filter(({ opcode }) => opcode === 1)
      .map((frame) => payload(frame).toString()),
    'websocket.payload.close.status_code': frames
      .filter(({ opcode, payload: { length } }) => opcode === 8 && length >= 2)
      .map((frame) => String(payload(frame).readUInt16BE(0))),
  };
}
