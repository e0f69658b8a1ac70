import { grouped } from '../../text/count.ts';
import { concat, latin1, NO_BYTES } from '../bytes.ts';
import { append, toArray } from '../chain.ts';
import type { Direction } from '../direction.ts';
import { FRAME_TYPE, FRAME_HEADER, unsignedAt, PREFACE_TEXT } from './frame.ts';
import type { Http2Frame, Http2Part } from './frame.ts';
import { NEW_TABLE } from './hpack.ts';
import { HTTP2_LIMITS } from './limits.ts';
import { frameProblems } from './problems.ts';
import type { Http2State, NextHttp2, NoHttp2 } from './state.ts';
import { withData, withFields } from './streams.ts';

/** The state before the first byte, which stands at `offset` in its stream. A client begins with its preface. */
export function startHttp2(direction: Direction, offset = 0): Http2State {
  return {
    direction,
    position: offset,
    at: direction === 'to-bank' ? 'preface' : 'header',
    head: NO_BYTES,
    taken: 0,
    kept: undefined,
    table: NEW_TABLE,
    streams: new Map(),
    done: undefined,
    count: 0,
  };
}

/** The state after these bytes, which follow the last ones. How a stream is cut into pieces changes nothing. Never throws. */
export function feedHttp2(state: Http2State, bytes: Uint8Array): Http2State {
  const next: NextHttp2 = { ...state };
  const end = state.position + bytes.length;
  let rest: Uint8Array = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (next.ended === undefined) {
    const bare = next.open !== undefined && next.taken === next.open.payload.length;
    if (rest.length === 0 && !bare) break;
    if (next.open !== undefined) rest = takePayload(next, next.open, rest);
    else rest = next.at === 'preface' ? takePreface(next, rest) : takeHeader(next, rest);
  }
  next.position = end;
  return next;
}

/** The parts that came to their end since the last time, and the state without them. */
export function takeParts(state: Http2State): readonly [Http2State, readonly Http2Part[]] {
  return state.done === undefined ? [state, []] : [{ ...state, done: undefined }, toArray(state.done)];
}

/** The part whose end has not come, as far as it has come; undefined while too little of it is there to name it. */
export function openPart({ at, head, open, taken, position }: Http2State): Http2Part | undefined {
  if (open !== undefined) return { ...open, length: FRAME_HEADER + taken };
  if (at !== 'preface' || head.length === 0) return undefined;
  return { kind: 'preface', offset: position - head.length, length: head.length, complete: false };
}

/** Reads one direction at once; `offset` is where its first byte stands. */
export function readHttp2(
  direction: Direction,
  bytes: Uint8Array,
  offset = 0,
): { readonly parts: readonly Http2Part[]; readonly open?: Http2Part; readonly ended?: NoHttp2 } {
  const state = feedHttp2(startHttp2(direction, offset), bytes);
  const open = openPart(state);
  return {
    parts: toArray(state.done),
    ...(open !== undefined && { open }),
    ...(state.ended !== undefined && { ended: state.ended }),
  };
}

/** Whether a direction that begins with these bytes speaks HTTP/2; undefined where more bytes must tell. */
export function beginsHttp2(direction: Direction, head: Uint8Array): boolean | undefined {
  if (direction === 'to-bank') {
    const begun = latin1(head.subarray(0, PREFACE_TEXT.length));
    if (!PREFACE_TEXT.startsWith(begun)) return false;
    return begun.length === PREFACE_TEXT.length ? true : undefined;
  }
  // A server's preface is a SETTINGS frame, which is no acknowledgement (RFC 9113, section 3.4).
  const fits = [
    (byte: number) => byte === 0,
    (byte: number) => byte < 4,
    (byte: number) => ((head[1] ?? 0) * 256 + byte) % 6 === 0,
    (byte: number) => byte === FRAME_TYPE.SETTINGS,
    (byte: number) => byte === 0,
    (byte: number) => (byte & 0x7f) === 0,
    (byte: number) => byte === 0,
    (byte: number) => byte === 0,
    (byte: number) => byte === 0,
  ];
  if (!fits.every((fit, at) => at >= head.length || fit(head[at] ?? 0))) return false;
  return head.length >= FRAME_HEADER ? true : undefined;
}

function takePreface(next: NextHttp2, bytes: Uint8Array): Uint8Array {
  const part = bytes.subarray(0, PREFACE_TEXT.length - next.head.length);
  next.head = concat([next.head, part]);
  next.position += part.length;
  const offset = next.position - next.head.length;
  if (!PREFACE_TEXT.startsWith(latin1(next.head))) {
    next.ended = { offset, text: 'a beginning that is not the preface of HTTP/2' };
  } else if (next.head.length === PREFACE_TEXT.length) {
    next.done = append(next.done, { kind: 'preface', offset, length: next.head.length, complete: true });
    next.head = NO_BYTES;
    next.at = 'header';
  }
  return bytes.subarray(part.length);
}

function takeHeader(next: NextHttp2, bytes: Uint8Array): Uint8Array {
  const part = bytes.subarray(0, FRAME_HEADER - next.head.length);
  next.head = concat([next.head, part]);
  next.position += part.length;
  if (next.head.length === FRAME_HEADER) {
    const { head } = next;
    const offset = next.position - FRAME_HEADER;
    const length = unsignedAt(head, 0, 3);
    next.head = NO_BYTES;
    if (next.count >= HTTP2_LIMITS.frames) {
      next.ended = { offset, text: `more than ${grouped(HTTP2_LIMITS.frames)} frames` };
      return bytes.subarray(part.length);
    }
    next.open = {
      kind: 'frame',
      offset,
      length: FRAME_HEADER + length,
      type: head[3] ?? 0,
      flags: head[4] ?? 0,
      stream: unsignedAt(head, 5, 4, true),
      payload: { offset: next.position, length },
      begin: NO_BYTES,
      complete: false,
    };
    next.taken = 0;
    next.at = 'payload';
  }
  return bytes.subarray(part.length);
}

const CARRY_FIELDS: ReadonlySet<number> = new Set([
  FRAME_TYPE.HEADERS,
  FRAME_TYPE.PUSH_PROMISE,
  FRAME_TYPE.CONTINUATION,
]);

function takePayload(next: NextHttp2, open: Http2Frame, bytes: Uint8Array): Uint8Array {
  const part = bytes.subarray(0, open.payload.length - next.taken);
  const room = HTTP2_LIMITS.begin - open.begin.length;
  const begin = room > 0 && part.length > 0 ? concat([open.begin, part.slice(0, room)]) : open.begin;
  if (CARRY_FIELDS.has(open.type) && open.payload.length <= HTTP2_LIMITS.block && part.length > 0)
    next.kept = append(next.kept, part);
  next.taken += part.length;
  next.position += part.length;
  next.open = { ...open, begin };
  if (next.taken === open.payload.length) finish(next, { ...open, begin, complete: true });
  return bytes.subarray(part.length);
}

function finish(next: NextHttp2, frame: Http2Frame): void {
  const problems = frameProblems(frame, next);
  const payload = concat(toArray(next.kept));
  next.open = undefined;
  next.kept = undefined;
  next.taken = 0;
  next.at = 'header';
  next.count += 1;
  const note = (problem: string): void => void problems.push(problem);
  const read = CARRY_FIELDS.has(frame.type)
    ? withFields(next, frame, payload, note)
    : frame.type === FRAME_TYPE.DATA
      ? withData(next, frame, note)
      : frame;
  next.done = append(next.done, problems.length === 0 ? read : { ...read, problem: problems.join('; ') });
}
