import { inflateRawSync, constants } from 'node:zlib';
import { counted } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import { readable, utf8 } from '../../lab/text/readable.ts';
import { NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { DecodedContent } from '../../lab/wire/http/content.ts';
import { closeCode, masked, messageBytes, OPCODE, opcodeName } from '../../lab/wire/websocket/frame.ts';
import type { Frame, WholeMessage } from '../../lab/wire/websocket/frame.ts';
import { feedWebSocket, openFrame, startWebSocket, takeFrames } from '../../lab/wire/websocket/parser.ts';
import type { WebSocketState } from '../../lab/wire/websocket/parser.ts';
import { webSocketFields } from '../explain/websocket/frame-fields.ts';
import { placeIn } from './body.ts';
import { FrameReader } from './frame-reader.ts';
import type { FramedProtocol } from './frame-reader.ts';
import { bodyValues } from './found-bodies.ts';
import type { FoundValue } from './found-value.ts';
import type { Carried, Protocol, StreamPart, UnitLine, UnitRead } from './protocol.ts';
import { starsIn, starsOver } from './stars.ts';

/** Characters of a text in a label. */
const TEXT_LENGTH = 40;

/** Bytes of a message in which fields are looked for. */
const TOLD_LENGTH = 256 * 1024;

const FRAMING: FramedProtocol<WebSocketState, Frame> = {
  id: 'websocket',
  title: 'WebSocket',
  feed: (state, bytes) => takeFrames(feedWebSocket(state, bytes)),
  open: openFrame,
  unit: (frame, { direction }) => unitOf(frame, direction),
  weight: ({ message, open, head }) =>
    head.length + (open?.begin.length ?? 0) + (message?.pieces?.size ?? 0) * 64,
};

/** WebSocket, which begins where HTTP/1.1 hands over to it. RFC 6455. */
export const WEBSOCKET: Protocol = {
  id: FRAMING.id,
  title: FRAMING.title,
  // Its frames are known by nothing but the handshake before them.
  begins: (_head, { follows }) => follows === 'websocket',
  start: (direction, offset) => new FrameReader(FRAMING, startWebSocket(direction, offset)),
};

function unitOf(frame: Frame, direction: Direction): UnitRead {
  const { offset, length, complete, message, payload } = frame;
  const name = nameOf(frame);
  return {
    protocol: WEBSOCKET.id,
    noun: 'frame',
    kind: 'message',
    offset,
    length,
    complete,
    sealed: false,
    name: complete ? name : `${name} (not whole)`,
    label: `WebSocket · ${printable(name)}`,
    ...(message !== undefined && {
      carried: (stream, limit) => {
        const carried = carriedMessage(message, stream, limit);
        return carried === undefined ? [] : [carried];
      },
      told: (stream) => toldBy(message, stream),
    }),
    ...(frame.key !== undefined && {
      unmask: (bytes) => {
        const head = payload.offset - offset;
        const clear = Uint8Array.from(bytes);
        clear.set(masked(bytes.subarray(head), frame.key), Math.min(head, bytes.length));
        return clear;
      },
    }),
    lines: () => linesOf(frame, direction),
    explain: ({ stream }) => webSocketFields(frame, stream),
  };
}

/** `text: Please block my card.`, `close 1000`, `ping`. */
function nameOf(frame: Frame): string {
  const { opcode, begin, payload, reserved, fin } = frame;
  const kind = opcodeName(opcode) ?? `opcode ${opcode}`;
  const code = closeCode(frame);
  if (code !== undefined) return `${kind} ${code}`;
  const packed = (reserved & 0x4) !== 0;
  const told =
    opcode === OPCODE.text && !packed && payload.length > 0
      ? `: ${readable(begin, TEXT_LENGTH)}`
      : payload.length > 0
        ? ` (${counted(payload.length, 'byte')}${packed ? ', packed' : ''})`
        : '';
  return `${kind}${told}${fin ? '' : ' …'}`;
}

function linesOf(frame: Frame, direction: Direction): readonly UnitLine[] {
  const { opcode, begin, payload, key, message, reserved } = frame;
  const packed = (reserved & 0x4) !== 0 || message?.packed === true;
  const who = direction === 'to-bank' ? 'the victim says' : 'the bank says';
  const text = packed ? `${counted(payload.length, 'byte')}, packed` : (utf8(begin) ?? readable(begin));
  const code = closeCode(frame);
  return [
    { name: 'frame', text: opcodeName(opcode) ?? `opcode ${opcode}` },
    ...(code === undefined ? [] : [{ name: 'close code', text: String(code) }]),
    ...(code === undefined && payload.length > 0 ? [{ name: who, text, span: payload }] : []),
    { name: 'mask', text: key === undefined ? 'none' : 'its key stands beside it' },
  ];
}

/** A message's bytes, where they are not those of the wire: masked, packed, or in fragments. */
function carriedMessage(message: WholeMessage, stream: StreamPart, limit: number): Carried | undefined {
  const { packed, pieces, truncated } = message;
  const plain = pieces.every(({ key }) => key === undefined);
  if (plain && !packed && pieces.length < 2 && !truncated) return undefined;
  const bytes = limit > 0 ? messageBytes(message, stream.offset, stream.bytes) : undefined;
  const content: DecodedContent = packed
    ? unpacked(bytes, truncated, limit)
    : bytes === undefined
      ? { truncated: true }
      : { bytes: bytes.subarray(0, limit), truncated: truncated || bytes.length > limit };
  const how = [
    ...(plain ? [] : ['masked']),
    ...(packed ? ['packed'] : []),
    ...(pieces.length > 1 ? ['in fragments'] : []),
  ].join(', ');
  return {
    ...content,
    name: (number) => `message that ends with frame ${number}, ${how}`,
    place: (at, length) => {
      const found = packed ? undefined : placeIn(pieces, at, length);
      return found === undefined || plain ? found : { ...found, how: 'masked' };
    },
    hidden: (at, length) => (packed ? pieces.map((piece) => starsOver(piece)) : starsIn(pieces, at, length)),
  };
}

/** The fields of a message that is an object of JSON, with their places where it is not packed. */
function toldBy(message: WholeMessage, stream: StreamPart): readonly FoundValue[] {
  const { opcode, packed, pieces } = message;
  if (opcode !== OPCODE.text) return [];
  const carried = carriedMessage(message, stream, TOLD_LENGTH);
  const bytes = carried === undefined ? messageBytes(message, stream.offset, stream.bytes) : carried.bytes;
  return bodyValues('application/json', bytes ?? NO_BYTES).map(({ place, ...each }) => {
    const found = packed || place === undefined ? undefined : placeIn(pieces, place.offset, place.length);
    return { ...each, where: 'WebSocket message', ...(found !== undefined && { place: found.span }) };
  });
}

/** A message unpacked by itself (RFC 7692, section 7.2.2). One that needs those before it cannot be. */
function unpacked(bytes: Uint8Array | undefined, truncated: boolean, limit: number): DecodedContent {
  if (bytes === undefined || truncated) return { truncated: true };
  try {
    const options = { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH };
    return { bytes: inflateRawSync(Buffer.concat([bytes, TAIL]), options), truncated: false };
  } catch {
    return { truncated: true, problem: 'a message that is not unpacked here' };
  }
}

const TAIL = Buffer.of(0, 0, 0xff, 0xff);
