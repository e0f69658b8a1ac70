import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { HeaderList, ResponseRead } from '../facts/facts.ts';
import { decoded, type Encoding } from './charset/encoding.ts';
import { sniffEncoding } from './charset/sniff.ts';
import { NetError } from './chromium-errors.ts';

/** The first value of a header, whose name is compared without case. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** All values of a header that may stand more than once, such as `set-cookie`. */
export function headerValues(headers: HeaderList, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** A response's body as text, and the encoding that it was read in. */
export interface Text {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * The text of a response's body, its content coding undone up to `limit` bytes. The victim asks for
 * none, yet a server may send one. Throws `NetError` for a coding that is unknown, broken or too large.
 */
export function textOf(response: ResponseRead, limit: number): Text {
  const coding = headerValue(response.headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  const bytes = uncoded(response.body, coding, limit);
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(mediaType(response))?.[1];
  const encoding = sniffEncoding(bytes, charset, isHtml(response));
  return { text: decoded(bytes, encoding), encoding };
}

/** Whether a browser would read the response as HTML: it says so, or says nothing. */
export function isHtml(response: ResponseRead): boolean {
  const type = mediaType(response).split(';')[0]?.trim().toLowerCase() ?? '';
  return type === '' || type === 'text/html' || type === 'application/xhtml+xml';
}

/** Whether a browser would show the response as the text that it is. */
export function isPlainText(response: ResponseRead): boolean {
  return /^\s*(text\/plain|application\/json)/i.test(mediaType(response));
}

function mediaType(response: ResponseRead): string {
  return headerValue(response.headers, 'content-type') ?? '';
}

function uncoded(body: Uint8Array, coding: string, limit: number): Uint8Array {
  if (body.length === 0) return body;
  const bound = { maxOutputLength: limit };
  try {
    switch (coding) {
      case '':
      case 'identity':
        return body;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, bound);
      case 'deflate':
        return inflateSync(body, bound);
      case 'br':
        return brotliDecompressSync(body, bound);
      default:
        throw new NetError('ERR_CONTENT_DECODING_FAILED');
    }
  } catch (error) {
    throw new NetError('ERR_CONTENT_DECODING_FAILED', { cause: error });
  }
}
