import { counted } from '../../lab/text/count.ts';
import { cutText } from '../../lab/text/readable.ts';
import { printable } from '../../lab/text/printable.ts';
import { bytesIn } from '../../lab/wire/bytes.ts';
import { FRAME_TYPE, FLAG, frameName, errorName, unsignedAt } from '../../lab/wire/http2/frame.ts';
import type { Http2Frame, Http2Part, StreamBody } from '../../lab/wire/http2/frame.ts';
import { headMessage } from '../../lab/wire/http2/message.ts';
import { beginsHttp2, feedHttp2, openPart, startHttp2, takeParts } from '../../lab/wire/http2/parser.ts';
import type { Http2State } from '../../lab/wire/http2/state.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { http2Fields } from '../explain/http2/frame-fields.ts';
import { contentWithin, hiddenIn, placeIn } from './body.ts';
import { foundInContent, foundInSection } from './found-http2.ts';
import { FrameReader } from './frame-reader.ts';
import type { FramedProtocol } from './frame-reader.ts';
import { carriedFields } from './http2-fields.ts';
import type { Carried, Protocol, StreamPart, UnitRead } from './protocol.ts';

/** Characters of a request's target in a label. */
const TARGET_LENGTH = 60;

const FRAMING: FramedProtocol<Http2State, Http2Part> = {
  id: 'http2',
  title: 'HTTP/2',
  feed: (state, bytes) => takeParts(feedHttp2(state, bytes)),
  open: openPart,
  unit: (part, { direction }) => unitOf(part, direction),
  weight: ({ head, open, block, table, streams }) =>
    head.length + (open?.begin.length ?? 0) + (block?.length ?? 0) + (table?.size ?? 0) + streams.size * 256,
};

/** HTTP/2, from its preface on. RFC 9113. */
export const HTTP2: Protocol = {
  id: FRAMING.id,
  title: FRAMING.title,
  begins: (head, { direction }) => beginsHttp2(direction, head),
  start: (direction, offset) => new FrameReader(FRAMING, startHttp2(direction, offset)),
};

function unitOf(part: Http2Part, direction: Direction): UnitRead {
  const { offset, length, complete } = part;
  const frame = part.kind === 'frame' ? part : undefined;
  const { section, body } = frame ?? {};
  const message = section === undefined ? undefined : headMessage(section);
  const name = frame === undefined ? 'connection preface' : nameOf(frame, message);
  return {
    protocol: HTTP2.id,
    noun: message?.kind ?? 'frame',
    kind: 'message',
    offset,
    length,
    complete,
    sealed: false,
    name: complete ? name : `${name} (not whole)`,
    label: `HTTP/2 · ${printable(cutText(name, TARGET_LENGTH))}`,
    ...(message !== undefined && { http: () => message }),
    ...((section !== undefined || body !== undefined) && {
      carried: (stream, limit) => [
        ...(section === undefined ? [] : [carriedFields(section, limit)]),
        ...(body === undefined ? [] : carriedContent(body, stream, limit)),
      ],
      told: (stream) => [
        ...(section === undefined ? [] : foundInSection(section)),
        ...(body === undefined ? [] : foundInContent(body, direction, stream)),
      ],
    }),
    ...(section !== undefined && {
      lines: () => section.lines.map(({ name: field, value }) => ({ name: field, text: value })),
    }),
    explain: ({ stream }) => http2Fields(part, stream),
  };
}

/** `POST /login, stream 3`, `DATA of 41 bytes, stream 3`, `SETTINGS, acknowledged`. */
function nameOf(frame: Http2Frame, message: HttpMessage | undefined): string {
  const { type, flags, stream, payload, data, begin } = frame;
  const on = stream === 0 ? '' : `, stream ${stream}`;
  if (message?.kind === 'request') return `${message.start.method} ${message.start.target}${on}`;
  if (message?.kind === 'response') return `${message.start.status}${on}`;
  const kind = frameName(type) ?? `type ${type}`;
  switch (type) {
    case FRAME_TYPE.DATA:
      return `${kind} of ${counted(data?.length ?? payload.length, 'byte')}${on}`;
    case FRAME_TYPE.SETTINGS:
    case FRAME_TYPE.PING:
      return flags & FLAG.ACK ? `${kind}, acknowledged` : kind;
    case FRAME_TYPE.RST_STREAM:
      return `${kind} ${errorName(unsignedAt(begin, 0, 4))}${on}`;
    case FRAME_TYPE.GOAWAY:
      return `${kind} ${errorName(unsignedAt(begin, 4, 4))}`;
    default:
      return `${kind}${on}`;
  }
}

function carriedContent(
  { stream: id, spans, codings, truncated }: StreamBody,
  stream: StreamPart,
  limit: number,
): readonly Carried[] {
  if (codings.length === 0 && spans.length < 2) return [];
  const content = bytesIn(spans, stream);
  const how = codings.length > 0 ? codings.map((coding) => printable(coding)) : ['in several frames'];
  return [
    {
      ...contentWithin({ content, codings, truncated }, limit),
      name: () => `body of stream ${id}, ${how.join(', ')}`,
      place: (at, length) => (codings.length > 0 ? undefined : placeIn(spans, at, length)),
      hidden: (at, length) => hiddenIn(spans, codings, at, length),
    },
  ];
}
