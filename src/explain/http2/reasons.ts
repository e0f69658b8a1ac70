import { FLAG, FRAME_TYPE } from '../../../lab/wire/http2/frame.ts';
import type { Http2Frame } from '../../../lab/wire/http2/frame.ts';
import type { Reason } from '../http/reasons.ts';
import { SOURCES } from '../sources/sources.ts';

const STRANGE_FRAME: Reason = [
  'A kind of frame that this lab does not take apart. Whoever does not know it passes over it.',
  SOURCES.http2Extension,
];

const ACKNOWLEDGED: Reason = [
  'The other side’s settings are in force from here on.',
  SOURCES.http2Acknowledged,
];

const FRAME_REASONS: Readonly<Record<number, Reason>> = {
  [FRAME_TYPE.DATA]: [
    'A piece of a message’s body, such as a form or a page. HTTP/2 seals nothing: TLS below it does.',
    SOURCES.http2Data,
  ],
  [FRAME_TYPE.HEADERS]: [
    'It begins a request or an answer, or ends one: the header fields, packed with HPACK to be short, not to be secret.',
    SOURCES.http2Headers,
  ],
  [FRAME_TYPE.PRIORITY]: [
    'An old way to say which stream matters more. It is deprecated.',
    SOURCES.http2Priority,
  ],
  [FRAME_TYPE.RST_STREAM]: ['It breaks off one stream. The others go on.', SOURCES.http2Reset],
  [FRAME_TYPE.SETTINGS]: [
    'What its sender can and will take, said first of all by both sides. Browsers can be told apart by it.',
    SOURCES.http2Settings,
  ],
  [FRAME_TYPE.PUSH_PROMISE]: [
    'The server announces an answer that nobody has asked for. Browsers no longer take any.',
    SOURCES.http2Push,
  ],
  [FRAME_TYPE.PING]: [
    'It asks whether the other side is still there, and measures how far away.',
    SOURCES.http2Ping,
  ],
  [FRAME_TYPE.GOAWAY]: [
    'It ends the connection: no new streams, please. What is under way may finish.',
    SOURCES.http2GoAway,
  ],
  [FRAME_TYPE.WINDOW_UPDATE]: [
    'It lets the other side send so many bytes more: nobody must be flooded.',
    SOURCES.http2Window,
  ],
  [FRAME_TYPE.CONTINUATION]: [
    'More of the header fields that the frame before did not hold.',
    SOURCES.http2Continuation,
  ],
};

/** What a frame is for. */
export function frameReason({ type, flags }: Pick<Http2Frame, 'type' | 'flags'>): Reason {
  if (type === FRAME_TYPE.SETTINGS && (flags & FLAG.ACK) !== 0) return ACKNOWLEDGED;
  return FRAME_REASONS[type] ?? STRANGE_FRAME;
}
