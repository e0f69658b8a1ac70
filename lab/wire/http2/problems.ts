import { FLAG, FRAME_TYPE, unsignedAt } from './frame.ts';
import type { Http2Frame } from './frame.ts';
import type { OpenBlock } from './state.ts';

/** What is known when a frame comes. */
export interface FrameContext {
  /** Frames before it. */
  readonly count: number;
  readonly block?: OpenBlock | undefined;
}

/** Payloads that have one length only. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [FRAME_TYPE.PRIORITY, 5],
  [FRAME_TYPE.RST_STREAM, 4],
  [FRAME_TYPE.PING, 8],
  [FRAME_TYPE.WINDOW_UPDATE, 4],
]);

/** Types that are about a stream, and types that are about the connection. */
const OF_STREAMS: ReadonlySet<number> = new Set([
  FRAME_TYPE.DATA,
  FRAME_TYPE.HEADERS,
  FRAME_TYPE.PRIORITY,
  FRAME_TYPE.RST_STREAM,
  FRAME_TYPE.PUSH_PROMISE,
  FRAME_TYPE.CONTINUATION,
]);
const OF_CONNECTION: ReadonlySet<number> = new Set([FRAME_TYPE.SETTINGS, FRAME_TYPE.PING, FRAME_TYPE.GOAWAY]);

/** How a whole frame departs from RFC 9113, section 6, in plain words. */
export function frameProblems(frame: Http2Frame, { count, block }: FrameContext): string[] {
  const { type, flags, stream, payload, begin } = frame;
  const wanted = LENGTHS.get(type);
  const acknowledges = type === FRAME_TYPE.SETTINGS && (flags & FLAG.ACK) !== 0;
  const continues = block !== undefined && type === FRAME_TYPE.CONTINUATION && block.frame.stream === stream;
  return [
    ...(count === 0 && (type !== FRAME_TYPE.SETTINGS || acknowledges)
      ? ['a first frame that is not SETTINGS']
      : []),
    ...(OF_STREAMS.has(type) && stream === 0 ? ['a frame that names no stream'] : []),
    ...(OF_CONNECTION.has(type) && stream !== 0 ? ['a frame of the connection that names a stream'] : []),
    ...(wanted !== undefined && payload.length !== wanted ? ['a payload of the wrong length'] : []),
    ...(type === FRAME_TYPE.SETTINGS && (payload.length % 6 !== 0 || (acknowledges && payload.length > 0))
      ? ['settings of the wrong length']
      : []),
    ...(type === FRAME_TYPE.GOAWAY && payload.length < 8 ? ['a payload of the wrong length'] : []),
    ...(type === FRAME_TYPE.WINDOW_UPDATE && payload.length === 4 && unsignedAt(begin, 0, 4, true) === 0
      ? ['a window that grows by nothing']
      : []),
    ...(block !== undefined && !continues ? ['another frame within a field block'] : []),
    ...(type === FRAME_TYPE.CONTINUATION && block === undefined ? ['a continuation of no field block'] : []),
  ];
}
