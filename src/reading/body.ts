import type { HeaderList } from '../../lab/facts/facts.ts';
import { printable } from '../../lab/text/printable.ts';
import { linesOfText } from '../../lab/text/readable.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import type { DecodedContent } from '../../lab/wire/http/content.ts';
import { withBodyContent } from '../../lab/wire/http/message.ts';
import type { HttpBody, HttpMessage } from '../../lab/wire/http/message.ts';
import type { Span } from '../../lab/wire/span.ts';
import type { Carried, StreamPart } from './protocol.ts';
import { starsIn, starsOver } from './stars.ts';
import type { Patch } from './stars.ts';

/** The content of a message's body, where it reads otherwise than the bytes on the wire do; else nothing. */
export function carriedBody(
  message: HttpMessage,
  { offset, bytes }: StreamPart,
  limit: number,
): readonly Carried[] {
  const { codings, spans } = message.body;
  if (codings.length === 0 && spans.length < 2) return [];
  const { body } = withBodyContent(message, offset, bytes);
  return [
    {
      ...contentWithin(body, limit),
      name: (number) => `body of ${message.kind} ${number}, ${disguiseOf(body)}`,
      place: (at, length) => (codings.length > 0 ? undefined : placeIn(spans, at, length)),
      hidden: (at, length) => hiddenIn(spans, codings, at, length),
    },
  ];
}

/** Content with its codings undone; nothing of it where there is no room for any. */
export function contentWithin(
  body: Pick<HttpBody, 'content' | 'codings' | 'truncated'>,
  limit: number,
): DecodedContent {
  return limit > 0 ? decodeContent(body, limit) : { truncated: true };
}

/** The Content-Type that headers name, as it is written; undefined where they name none. RFC 9110 §8.3. */
export function contentTypeIn(headers: HeaderList): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

/** The codings that headers name, in the order in which they were put on (RFC 9110, section 8.4). */
export function codingsNamed(headers: HeaderList): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * The content of a message that was read without its bytes on the wire. A HAR has it unpacked and keeps the header that names its
 * codings: what does not unpack and is text is content as it stands. `bytes` is missing where it is neither.
 */
export function contentRead({
  headers,
  body,
}: {
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}): DecodedContent {
  const codings = codingsNamed(headers);
  if (codings.length === 0) return { bytes: body, truncated: false };
  const decoded = decodeContent({ content: body, codings, truncated: false });
  // A few letters may pass for the beginning of something packed, of which nothing comes out.
  if (decoded.bytes !== undefined && decoded.bytes.length > 0) return decoded;
  return linesOfText(body) === undefined ? { truncated: false } : { bytes: body, truncated: false };
}

/** Where a stretch of content that lies in several pieces lies in one. */
export function placeIn(
  spans: readonly Span[],
  at: number,
  length: number,
): { readonly span: Span } | undefined {
  let start = 0;
  for (const span of spans) {
    if (at < start + span.length) {
      const whole = at + length <= start + span.length;
      return whole ? { span: { offset: span.offset + at - start, length } } : undefined;
    }
    start += span.length;
  }
  return undefined;
}

/** Stars over a stretch of content; over all of it where it is coded. */
export function hiddenIn(
  spans: readonly Span[],
  codings: readonly string[],
  at: number,
  length: number,
): readonly Patch[] {
  return codings.length > 0 ? spans.map((span) => starsOver(span)) : starsIn(spans, at, length);
}

function disguiseOf({ framing, codings }: HttpBody): string {
  return [...(framing === 'chunked' ? ['chunked'] : []), ...codings.map(printable)].join(', ');
}
