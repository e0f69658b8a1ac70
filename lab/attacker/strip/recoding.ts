import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { LIMITS } from '../../limits.ts';
import { decodeContent } from '../../wire/http/content.ts';
import { HTTP_LIMITS } from '../../wire/http/message.ts';
import type { Stripped } from './body.ts';

const ENCODERS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  'x-gzip': (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
};

/** The codings of a body in the order in which they were applied (RFC 9110, section 8.4). */
export function codingsOf(contentEncoding: string | undefined): string[] {
  const words = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  return words.filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * What `strip` makes of a body whose codings are undone, coded again as it came: its head says so and may be on its
 * way. A body in a coding that is not known, that is broken or is too large stays as it is, and says why.
 */
export function recoded(
  bytes: Buffer,
  codings: readonly string[],
  strip: (bytes: Buffer) => Stripped,
): Stripped {
  if (codings.length === 0 || bytes.length === 0) return strip(bytes);
  const left = (why: string): Stripped => ({ bytes, links: 0, policies: 0, left: why });
  const encoders = codings.map((coding) => (Object.hasOwn(ENCODERS, coding) ? ENCODERS[coding] : undefined));
  if (codings.length > HTTP_LIMITS.codings || encoders.includes(undefined))
    return left(`it is coded as ${codings.join(', ').slice(0, SHOWN)}`);
  const content = decodeContent({ content: bytes, codings, truncated: false }, LIMITS.body);
  if (content.bytes === undefined) return left(content.problem ?? 'its coding is broken');
  if (content.truncated) return left('it is too large to hold');
  const stripped = strip(Buffer.from(content.bytes));
  if (stripped.links === 0 && stripped.policies === 0) return { ...stripped, bytes };
  let coded = stripped.bytes;
  for (const encode of encoders) coded = encode?.(coded) ?? coded;
  return { ...stripped, bytes: coded };
}

/** Characters of a coding's name that are told. */
const SHOWN = 60;
