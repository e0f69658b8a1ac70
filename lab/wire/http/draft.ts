import type { Span } from '../span.ts';
import type { Direction } from '../direction.ts';
import { concat } from '../bytes.ts';
import { append, toArray, type Chain } from '../chain.ts';
import type { BodyPlan } from './framing.ts';
import { readRequestLine, readStatusLine } from './head.ts';
import {
  HTTP_LIMITS,
  type Header,
  type HttpBody,
  type HttpMessage,
  type RequestLine,
  type StatusLine,
} from './message.ts';

/** Content as it came, and where in the stream. */
interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A message known by its first line. */
export type Started =
  | { readonly kind: 'request'; readonly start: RequestLine }
  | { readonly kind: 'response'; readonly start: StatusLine };

/** A message that has begun. Arrays and the set belong to one call of `feedHttp`, which copies them first. */
export interface Draft {
  readonly started: Started;
  readonly headers: Header[];
  readonly trailers: Header[];
  readonly problems: Set<string>;
  readonly plan?: BodyPlan;
  readonly bodyOffset: number;
  readonly pieces: Chain<Piece>;
  readonly kept: number;
  readonly chunks: number;
  readonly cut: boolean;
}

/** Reads the first line that this direction should carry; undefined where it is something else. */
export function readStart(
  direction: Direction,
  text: string,
  offset: number,
  note: (problem: string) => void,
): Started | undefined {
  if (direction === 'to-bank') {
    const start = readRequestLine(text, offset, note);
    return start === undefined ? undefined : { kind: 'request', start };
  }
  const start = readStatusLine(text, offset, note);
  return start === undefined ? undefined : { kind: 'response', start };
}

/** A message of which only the first line is there. The line ended at `bodyOffset`. */
export function newDraft(started: Started, problems: Set<string>, bodyOffset: number): Draft {
  return {
    started,
    headers: [],
    trailers: [],
    problems,
    bodyOffset,
    pieces: undefined,
    kept: 0,
    chunks: 0,
    cut: false,
  };
}

/** A draft whose headers and problems can grow and leave the first as it is. */
export function copyOf(draft: Draft): Draft {
  return {
    ...draft,
    headers: [...draft.headers],
    trailers: [...draft.trailers],
    problems: new Set(draft.problems),
  };
}

/** The draft with content that stands at `offset` in the stream, as far as the bounds allow. */
export function withContent(draft: Draft, offset: number, bytes: Uint8Array): Draft {
  const room = HTTP_LIMITS.content - draft.kept;
  const kept = bytes.subarray(0, room);
  return {
    ...draft,
    pieces: kept.length > 0 ? append(draft.pieces, { offset, bytes: kept }) : draft.pieces,
    kept: draft.kept + kept.length,
    cut: draft.cut || kept.length < bytes.length,
  };
}

/** The message as far as it is known, which ends before the stream offset `end`. */
export function toMessage(draft: Draft, end: number, complete: boolean): HttpMessage {
  const { started, plan, bodyOffset, problems } = draft;
  const pieces = toArray(draft.pieces);
  const bodyStart = plan === undefined ? end : bodyOffset;
  const body: HttpBody = {
    offset: bodyStart,
    length: end - bodyStart,
    framing: plan?.framing ?? 'none',
    content: concat(pieces.map((piece) => piece.bytes)),
    spans: joined(pieces),
    codings: plan?.codings ?? [],
    truncated: draft.cut,
  };
  const { offset } = started.start;
  return {
    ...started,
    offset,
    length: end - offset,
    headers: draft.headers,
    trailers: draft.trailers,
    body,
    complete,
    ...(problems.size > 0 && { problem: [...problems].join('; ') }),
  };
}

/** Where pieces lie, those that touch taken as one. */
function joined(pieces: readonly Piece[]): Span[] {
  const spans: Span[] = [];
  for (const { offset, bytes } of pieces) {
    const last = spans.at(-1);
    if (last !== undefined && last.offset + last.length === offset) {
      spans[spans.length - 1] = { offset: last.offset, length: last.length + bytes.length };
    } else spans.push({ offset, length: bytes.length });
  }
  return spans;
}
