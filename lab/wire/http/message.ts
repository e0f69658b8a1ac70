import { bytesIn } from '../bytes.ts';
import type { Span } from '../span.ts';
import { trimmed } from './blanks.ts';

/** Bounds of the HTTP decoder. Sizes in bytes. */
export const HTTP_LIMITS = {
  /** A start line with its headers; also a trailer section. */
  head: 64 * 1024,
  /** Headers of one message, and its trailers. */
  headers: 200,
  /** The line that gives a chunk's size, with its extensions. */
  chunkLine: 4 * 1024,
  /** Chunks of one body. */
  chunks: 65_536,
  /** Content of one body that is kept, before Content-Encoding is undone. */
  content: 1024 * 1024,
  /** Content of one body after Content-Encoding is undone. */
  decoded: 1024 * 1024,
  /** Codings on top of each other in one body. */
  codings: 4,
  /** Messages of one stream. */
  messages: 10_000,
} as const;

/** A request's first line without its line ending (RFC 9112, 3). `text` has one character for each byte. */
export interface RequestLine extends Span {
  readonly text: string;
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Where the target lies, where that is not right behind the method: in HTTP/2. */
  readonly targetSpan?: Span;
}

/** A response's first line without its line ending (RFC 9112, 4). */
export interface StatusLine extends Span {
  readonly text: string;
  readonly version: string;
  readonly status: number;
  readonly reason: string;
}

/** One header or trailer line without its line ending; folded lines belong to it. Text has one character for each byte. */
export interface Header extends Span {
  readonly name: string;
  readonly value: string;
  /** Where the value lies, without the white space around it. */
  readonly valueSpan: Span;
}

/** How a body's end is known (RFC 9112, 6.3). */
export type Framing = 'none' | 'length' | 'chunked' | 'until-close';

/** A body as it lies on the wire, chunk framing and trailers included. */
export interface HttpBody extends Span {
  readonly framing: Framing;
  /** The content without chunk framing, still coded as `codings` say, up to `HTTP_LIMITS.content`. */
  readonly content: Uint8Array;
  /** Where that content lies on the wire, piece by piece. */
  readonly spans: readonly Span[];
  /** Codings in the order in which they were put on: Content-Encoding, then Transfer-Encoding but for chunked. */
  readonly codings: readonly string[];
  /** True where more content came than is kept: `content` is only its beginning. */
  readonly truncated: boolean;
}

interface Message extends Span {
  readonly headers: readonly Header[];
  readonly trailers: readonly Header[];
  readonly body: HttpBody;
  /** Whether the message's end was seen. */
  readonly complete: boolean;
  /** How the message departs from RFC 9112, in plain words with none of its bytes. */
  readonly problem?: string;
}

/** A request as it was captured. */
export interface HttpRequest extends Message {
  readonly kind: 'request';
  readonly start: RequestLine;
}

/** A response as it was captured. */
export interface HttpResponse extends Message {
  readonly kind: 'response';
  readonly start: StatusLine;
}

/** What one direction of HTTP/1.x is made of. */
export type HttpMessage = HttpRequest | HttpResponse;

/** A message with the content of its body, out of the stream that it lies in, whose first byte stands at `offset`. */
export function withBodyContent(message: HttpMessage, offset: number, stream: Uint8Array): HttpMessage {
  const content = bytesIn(message.body.spans, { offset, bytes: stream });
  return { ...message, body: { ...message.body, content } };
}

/** Bytes to the stream's end that are not read as HTTP, and why. */
export interface Opaque {
  readonly offset: number;
  readonly why: 'not-http' | 'tunnel' | 'upgraded' | 'framing-lost' | 'limit';
  readonly text: string;
  /** Of an upgrade, the protocol that follows, in lower case (RFC 9110, section 7.8). */
  readonly upgrade?: string;
}

/** What one direction of a connection holds. The last message may be incomplete. */
export interface HttpReading {
  readonly messages: readonly HttpMessage[];
  readonly opaque?: Opaque;
}

/** The comma-separated items of all headers of that name, in order, without white space and empty items. */
export function headerItems(headers: readonly Header[], name: string): string[] {
  return headers
    .filter((header) => header.name.toLowerCase() === name)
    .flatMap((header) => header.value.split(','))
    .map((item) => trimmed(item).text)
    .filter((item) => item !== '');
}
