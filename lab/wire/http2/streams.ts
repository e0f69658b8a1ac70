import { concat } from '../bytes.ts';
import { append, toArray } from '../chain.ts';
import type { Gathered } from '../gathered.ts';
import type { Span } from '../span.ts';
import { FLAG, FRAME_TYPE, unsignedAt } from './frame.ts';
import type { FieldSection, Http2Frame, StreamBody } from './frame.ts';
import { readFieldBlock } from './hpack.ts';
import type { FieldBlock, FieldLine } from './hpack.ts';
import { HTTP2_LIMITS } from './limits.ts';
import type { BlockPiece, NextHttp2, OpenBlock, OpenStream } from './state.ts';

type Note = (problem: string) => void;

const NEW_STREAM: OpenStream = { codings: [], type: '', spans: undefined, covered: 0, truncated: false };

/** The payload without what padding and priority take of it, as a place in it. */
function bare(
  frame: Http2Frame,
  lead: number,
  note: Note,
): { readonly from: number; readonly length: number } {
  const { flags, payload, begin } = frame;
  const padded = (flags & FLAG.PADDED) !== 0;
  const padding = padded ? 1 + (begin[0] ?? 0) : 0;
  const from = (padded ? 1 : 0) + lead;
  if (payload.length >= padding + lead) return { from, length: payload.length - padding - lead };
  note(padded ? 'more padding than payload' : 'a payload of the wrong length');
  return { from: Math.min(from, payload.length), length: 0 };
}

/** Takes a DATA frame (RFC 9113, section 6.1). */
export function withData(next: NextHttp2, frame: Http2Frame, note: Note): Http2Frame {
  const { from, length } = bare(frame, 0, note);
  const data = { offset: frame.payload.offset + from, length };
  const before = next.streams.get(frame.stream);
  const grown = withSpan(before ?? NEW_STREAM, data);
  return { ...frame, data, ...ended(next, frame, frame.stream, grown) };
}

function withSpan(stream: OpenStream, { offset, length }: Span): OpenStream {
  const room = Math.min(length, HTTP2_LIMITS.content - stream.covered);
  const full = (stream.spans?.size ?? 0) >= HTTP2_LIMITS.spans;
  const truncated = stream.truncated || room < length || (full && length > 0);
  if (room === 0 || full) return { ...stream, truncated };
  return {
    ...stream,
    spans: append(stream.spans, { offset, length: room }),
    covered: stream.covered + room,
    truncated,
  };
}

/** Keeps the message open, or ends it where the frame says so. */
function ended(
  next: NextHttp2,
  { flags }: Pick<Http2Frame, 'flags'>,
  id: number,
  stream: OpenStream,
): { readonly body?: StreamBody } {
  const streams = new Map(next.streams);
  next.streams = streams;
  streams.delete(id);
  if ((flags & FLAG.END_STREAM) !== 0) {
    const { codings, type, spans, truncated } = stream;
    return { body: { stream: id, spans: toArray(spans), codings, type, truncated } };
  }
  streams.set(id, stream);
  const [oldest] = streams.keys();
  if (streams.size > HTTP2_LIMITS.streams && oldest !== undefined) streams.delete(oldest);
  return {};
}

/** Takes a frame that carries fields (RFC 9113, sections 6.2, 6.6 and 6.10), whose payload this is. */
export function withFields(next: NextHttp2, frame: Http2Frame, payload: Uint8Array, note: Note): Http2Frame {
  const { type, flags, stream } = frame;
  const own = type === FRAME_TYPE.CONTINUATION ? next.block : undefined;
  if (type === FRAME_TYPE.CONTINUATION && own?.frame.stream !== stream) return frame;
  const lead =
    type === FRAME_TYPE.PUSH_PROMISE ? 4 : type === FRAME_TYPE.HEADERS && flags & FLAG.PRIORITY ? 5 : 0;
  const { from, length } =
    type === FRAME_TYPE.CONTINUATION ? { from: 0, length: frame.payload.length } : bare(frame, lead, note);
  const promised = type === FRAME_TYPE.PUSH_PROMISE ? unsignedAt(frame.begin, from - 4, 4, true) : stream;
  const before = own ?? { frame, stream: promised, pieces: undefined, length: 0 };
  const block: OpenBlock = {
    ...before,
    length: before.length + length,
    pieces: append(before.pieces, {
      offset: frame.payload.offset + from,
      bytes: payload.subarray(from, from + length),
    }),
  };
  const over = block.length > HTTP2_LIMITS.block || (block.pieces?.size ?? 0) > HTTP2_LIMITS.blockFrames;
  if (over) {
    next.block = undefined;
    next.table = undefined;
    note('a field block longer than this lab reads: what follows of its kind cannot be read');
    return frame;
  }
  if ((flags & FLAG.END_HEADERS) === 0) {
    next.block = block;
    return frame;
  }
  next.block = undefined;
  const section = sectionOf(next, block, note);
  // What it carries besides is told with its first frame: END_STREAM stands there.
  if (block.frame.type === FRAME_TYPE.PUSH_PROMISE) return { ...frame, section };
  // What comes after a message's content has no pseudo-header fields: those are its trailers.
  const begun = next.streams.get(stream) ?? NEW_STREAM;
  const leads = section.lines.some(({ name }) => name.startsWith(':'));
  const open = leads ? { ...begun, ...kindOf(section.lines) } : begun;
  return { ...frame, section, ...ended(next, block.frame, stream, open) };
}

function kindOf(lines: readonly FieldLine[]): Pick<OpenStream, 'codings' | 'type'> {
  const codings = lines
    .filter(({ name }) => name === 'content-encoding')
    .flatMap(({ value }) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return { codings, type: lines.find(({ name }) => name === 'content-type')?.value ?? '' };
}

function sectionOf(next: NextHttp2, { stream, pieces }: OpenBlock, note: Note): FieldSection {
  const block = gathered(toArray(pieces));
  const read: FieldBlock =
    next.table === undefined
      ? { lines: [], resized: [], table: undefined, more: 0, problem: LOST }
      : readFieldBlock(next.table, block.bytes);
  next.table = read.table;
  if (read.problem !== undefined) note(read.problem);
  return { ...read, block, stream };
}

const LOST = 'fields that cannot be read, since a block before them could not be';

function gathered(pieces: readonly BlockPiece[]): Gathered {
  let at = 0;
  const places = pieces.map(({ offset, bytes: { length } }) => {
    const place = { at, offset, length };
    at += length;
    return place;
  });
  return { bytes: concat(pieces.map(({ bytes }) => bytes)), pieces: places };
}
