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
  /** Content as it came, where it is kept. */
  readonly pieces: Chain<Uint8Array>;
  /** Where the content lies; spans that touch are one. */
  readonly spans: Chain<Span>;
  /** Bytes of content that the spans cover: at most HTTP_LIMITS.content. */
  readonly covered: number;
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
    spans: undefined,
    covered: 0,
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

/** The draft with content that stands at `offset` in the stream, as far as the bounds allow; `keep` keeps its bytes too. */
export function withContent(draft: Draft, offset: number, bytes: Uint8Array, keep: boolean): Draft {
  const within = bytes.subarray(0, HTTP_LIMITS.content - draft.covered);
  const cut = draft.cut || within.length < bytes.length;
  if (within.length === 0) return { ...draft, cut };
  return {
    ...draft,
    pieces: keep ? append(draft.pieces, within) : undefined,
    spans: covering(draft.spans, { offset, length: within.length }),
    covered: draft.covered + within.length,
    cut,
  };
}

/** The spans with one more, which is joined to the last where it touches it. */
function covering(spans: Chain<Span>, span: Span): Chain<Span> {
  const last = spans?.last;
  if (last === undefined || last.offset + last.length !== span.offset) return append(spans, span);
  return append(spans?.before, { offset: last.offset, length: last.length + span.length });
}

/** The message as far as it is known, which ends before the stream offset `end`. */
export function toMessage(draft: Draft, end: number, complete: boolean): HttpMessage {
  const { started, plan, bodyOffset, problems } = draft;
  const bodyStart = plan === undefined ? end : bodyOffset;
  const body: HttpBody = {
    offset: bodyStart,
    length: end - bodyStart,
    framing: plan?.framing ?? 'none',
    content: concat(toArray(draft.pieces)),
    spans: toArray(draft.spans),
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
