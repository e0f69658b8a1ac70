import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { HTTP_LIMITS, type HttpBody } from './message.ts';

/** A body's content with its codings undone; `bytes` is missing where they cannot be. */
export interface DecodedContent {
  readonly bytes?: Uint8Array;
  /** True where there is more than the bounds let through: `bytes` is only the beginning. */
  readonly truncated: boolean;
  readonly problem?: string;
}

type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array;

const zlibOptions = (limit: number) => ({ maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });

// Flushing instead of finishing lets a body that breaks off give what it has.
const CODINGS: Readonly<Record<string, Inflate>> = {
  gzip: (bytes, limit) => gunzipSync(bytes, zlibOptions(limit)),
  'x-gzip': (bytes, limit) => gunzipSync(bytes, zlibOptions(limit)),
  deflate: (bytes, limit) => {
    // Some servers send deflate without its zlib wrapper, and browsers read it (RFC 9110, 8.4.1.2).
    const wrapped = ((bytes[0] ?? 8) & 0x0f) === 8;
    return (wrapped ? inflateSync : inflateRawSync)(bytes, zlibOptions(limit));
  },
  br: (bytes, limit) =>
    brotliDecompressSync(bytes, { maxOutputLength: limit, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: (bytes, limit) =>
    zstdDecompressSync(bytes, { maxOutputLength: limit, finishFlush: constants.ZSTD_e_flush }),
};

/** Whether a coding, in lower case, is one that is undone here. */
export function undoes(coding: string): boolean {
  return Object.hasOwn(CODINGS, coding);
}

/** Undoes the body's codings (RFC 9110, 8.4), to at most `limit` bytes. Costs work each time: keep what it gives. */
export function decodeContent(
  body: Pick<HttpBody, 'content' | 'codings' | 'truncated'>,
  limit: number = HTTP_LIMITS.decoded,
): DecodedContent {
  let { content: bytes, truncated } = body;
  if (body.codings.length > HTTP_LIMITS.codings)
    return { truncated, problem: 'too many codings on one body' };
  for (const coding of body.codings.toReversed()) {
    const inflate = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
    if (inflate === undefined) return { truncated, problem: 'a coding that is not known here' };
    const result = inflateWithin(inflate, bytes, limit);
    if (result === undefined)
      return { truncated, problem: `the body is not what its coding says (${coding})` };
    bytes = result.bytes;
    truncated ||= result.cut;
  }
  if (bytes.length <= limit) return { bytes, truncated };
  return { bytes: bytes.subarray(0, limit), truncated: true };
}

/** Inflates the whole input, or where that gives too much, as much of its beginning as halving finds. */
function inflateWithin(
  inflate: Inflate,
  bytes: Uint8Array,
  limit: number,
): { bytes: Uint8Array; cut: boolean } | undefined {
  let { length } = bytes;
  for (;;) {
    try {
      return { bytes: inflate(bytes.subarray(0, length), limit), cut: length < bytes.length };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'))
        return undefined;
      length = Math.floor(length / 2);
    }
  }
}
