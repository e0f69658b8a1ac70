import { grouped } from '../../text/count.ts';
import { concat, NO_BYTES } from '../bytes.ts';
import { append, toArray, type Chain } from '../chain.ts';
import type { Direction } from '../direction.ts';
import { isControl, masked, OPCODE, opcodeName, WEBSOCKET_LIMITS } from './frame.ts';
import type { Frame, WholeMessage, Piece } from './frame.ts';

/** A message that has begun and whose end has not come. */
interface OpenMessage {
  readonly opcode: number;
  readonly packed: boolean;
  readonly pieces: Chain<Piece>;
  readonly covered: number;
  readonly truncated: boolean;
}

/** Where bytes are no frames any more, and why. */
export interface NoFrames {
  readonly offset: number;
  readonly text: string;
}

/**
 * How far one direction of a WebSocket connection has been read. Never changed in place: an earlier state stays
 * good. It keeps of a payload its beginning only.
 */
export interface WebSocketState {
  readonly direction: Direction;
  /** The stream offset of the next byte. */
  readonly position: number;
  /** The first bytes of a header whose end has not come. */
  readonly head: Uint8Array;
  /** The frame whose payload is coming, and how much of that has come. */
  readonly open?: Frame | undefined;
  readonly taken: number;
  readonly message?: OpenMessage | undefined;
  readonly done: Chain<Frame>;
  readonly count: number;
  readonly ended?: NoFrames;
}

type Next = { -readonly [K in keyof WebSocketState]: WebSocketState[K] };

/** The state before the first frame, which begins at `offset` in its stream. */
export function startWebSocket(direction: Direction, offset = 0): WebSocketState {
  return { direction, position: offset, head: NO_BYTES, taken: 0, done: undefined, count: 0 };
}

/** The state after these bytes, which follow the last ones. How a stream is cut into pieces changes nothing. Never throws. */
export function feedWebSocket(state: WebSocketState, bytes: Uint8Array): WebSocketState {
  const next: Next = { ...state };
  let rest: Uint8Array = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = state.position + bytes.length;
  while (next.ended === undefined) {
    if (next.open === undefined) {
      if (rest.length === 0) break;
      rest = takeHead(next, rest);
    } else {
      const bare = next.open.payload.length === next.taken;
      if (rest.length === 0 && !bare) break;
      rest = takePayload(next, next.open, rest);
    }
  }
  next.position = end;
  return next;
}

/** The frames that came to their end since the last time, and the state without them. */
export function takeFrames(state: WebSocketState): readonly [WebSocketState, readonly Frame[]] {
  return state.done === undefined ? [state, []] : [{ ...state, done: undefined }, toArray(state.done)];
}

/** The frame whose end has not come, as far as it has come. */
export function openFrame({ open, taken }: WebSocketState): Frame | undefined {
  if (open === undefined) return undefined;
  return { ...open, length: open.payload.offset - open.offset + taken };
}

/** Reads one direction at once; `offset` is where its first byte stands. */
export function readWebSocket(
  direction: Direction,
  bytes: Uint8Array,
  offset = 0,
): { readonly frames: readonly Frame[]; readonly open?: Frame; readonly ended?: NoFrames } {
  const state = feedWebSocket(startWebSocket(direction, offset), bytes);
  const open = openFrame(state);
  return {
    frames: toArray(state.done),
    ...(open !== undefined && { open }),
    ...(state.ended !== undefined && { ended: state.ended }),
  };
}

/** Bytes of a header that begins with these, as far as they tell; at most 14. */
function headLength(head: Uint8Array): number {
  const second = head[1];
  if (second === undefined) return 2;
  const short = second & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

/** Takes bytes of a header, and gives those that follow it. */
function takeHead(next: Next, bytes: Uint8Array): Uint8Array {
  let rest = bytes;
  while (next.head.length < headLength(next.head) && rest.length > 0) {
    const wanted = headLength(next.head) - next.head.length;
    next.head = concat([next.head, rest.subarray(0, wanted)]);
    next.position += Math.min(wanted, rest.length);
    rest = rest.subarray(wanted);
  }
  if (next.head.length < headLength(next.head)) return rest;
  const offset = next.position - next.head.length;
  if (next.count >= WEBSOCKET_LIMITS.frames)
    next.ended = { offset, text: `more than ${grouped(WEBSOCKET_LIMITS.frames)} frames` };
  else openOf(next, next.head, offset);
  next.head = NO_BYTES;
  return rest;
}

/** Opens the frame that a whole header begins. */
function openOf(next: Next, head: Uint8Array, offset: number): void {
  const [first = 0, second = 0] = head;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const long = head.subarray(2, 2 + extended).reduce((sum, byte) => sum * 256 + byte, 0);
  const length = extended === 0 ? short : long;
  if (length > Number.MAX_SAFE_INTEGER) {
    next.ended = { offset, text: 'a frame of more bytes than there can be' };
    return;
  }
  const key = second & 0x80 ? head.slice(2 + extended, 6 + extended) : undefined;
  const frame: Frame = {
    offset,
    length: head.length + length,
    fin: (first & 0x80) !== 0,
    reserved: (first >> 4) & 0x7,
    opcode: first & 0xf,
    ...(key !== undefined && { key }),
    extended,
    payload: { offset: offset + head.length, length },
    begin: NO_BYTES,
    complete: false,
  };
  const problem = problemOf(next, frame);
  next.open = problem === '' ? frame : { ...frame, problem };
  next.taken = 0;
}

/** How a frame departs from RFC 6455, section 5. */
function problemOf({ direction, message }: Next, frame: Frame): string {
  const { opcode, fin, reserved, payload, extended, key } = frame;
  const control = isControl(opcode);
  const begins = opcode === OPCODE.text || opcode === OPCODE.binary;
  const packed = (reserved & 0x4) !== 0;
  const problems = [
    ...(direction === 'to-bank' && key === undefined ? ['a frame from the client without a mask'] : []),
    ...(direction === 'to-victim' && key !== undefined ? ['a frame from the server with a mask'] : []),
    ...(opcodeName(opcode) === undefined ? ['an opcode that is not defined'] : []),
    ...((reserved & 0x3) !== 0 || (packed && !begins)
      ? ['a reserved bit that nothing has a meaning for']
      : []),
    ...(control && !fin ? ['a control frame in fragments'] : []),
    ...(control && payload.length > 125 ? ['a control frame of more than 125 bytes'] : []),
    ...(extended === 0 || payload.length > (extended === 2 ? 125 : 65_535)
      ? []
      : ['a length written longer than it need be']),
    ...(opcode === OPCODE.continuation && message === undefined ? ['a continuation of no message'] : []),
    ...(begins && message !== undefined ? ['a message begins within another'] : []),
  ];
  return problems.join('; ');
}

/** Takes bytes of the present payload, and gives those that follow it. */
function takePayload(next: Next, open: Frame, bytes: Uint8Array): Uint8Array {
  const part = bytes.subarray(0, open.payload.length - next.taken);
  const room = WEBSOCKET_LIMITS.begin - open.begin.length;
  const kept = room > 0 ? masked(part.slice(0, room), open.key, next.taken) : NO_BYTES;
  const grown = kept.length === 0 ? open : { ...open, begin: concat([open.begin, kept]) };
  next.taken += part.length;
  next.position += part.length;
  if (next.taken < open.payload.length) next.open = grown;
  else finish(next, { ...grown, complete: true });
  return bytes.subarray(part.length);
}

/** Ends the present frame, and with it the message where it is its last. */
function finish(next: Next, frame: Frame): void {
  next.open = undefined;
  next.taken = 0;
  next.count += 1;
  if (isControl(frame.opcode)) {
    next.done = append(next.done, frame);
    return;
  }
  const begins = frame.opcode !== OPCODE.continuation || next.message === undefined;
  const { opcode, reserved } = frame;
  const before: OpenMessage =
    begins || next.message === undefined
      ? { opcode, packed: (reserved & 0x4) !== 0, pieces: undefined, covered: 0, truncated: false }
      : next.message;
  const after = withPiece(before, frame);
  next.message = frame.fin ? undefined : after;
  next.done = append(next.done, frame.fin ? { ...frame, message: ended(after) } : frame);
}

function withPiece(message: OpenMessage, { payload, key }: Frame): OpenMessage {
  const length = Math.min(payload.length, WEBSOCKET_LIMITS.message - message.covered);
  const full = (message.pieces?.size ?? 0) >= WEBSOCKET_LIMITS.pieces;
  const truncated = message.truncated || length < payload.length || (full && payload.length > 0);
  if (length === 0 || full) return { ...message, truncated };
  const piece = { offset: payload.offset, length, ...(key !== undefined && { key }) };
  return { ...message, pieces: append(message.pieces, piece), covered: message.covered + length, truncated };
}

function ended({ opcode, packed, pieces, truncated }: OpenMessage): WholeMessage {
  return { opcode, packed, pieces: toArray(pieces), truncated };
}
