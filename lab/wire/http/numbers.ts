/** Hexadecimal digits, without zeros before them, that a chunk's size may have: 2^48 bytes are more than ever come. */
const CHUNK_DIGITS = 12;

/** The digits of a Content-Length without the zeros before them; undefined where it is not one or more digits (RFC 9110, 8.6). */
export function lengthDigits(text: string): string | undefined {
  return /^\d+$/.test(text) ? withoutZeros(text) : undefined;
}

/** A length in bytes by its digits; one that no exact number can say is a body that never comes to its end. */
export function lengthIn(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/**
 * The size in a chunk's first line, extensions passed over (RFC 9112, 7.1); or what is wrong with it. A sign, another
 * base or a blank within make it no number.
 */
export function chunkSize(line: string): number | string {
  const written = /^([0-9a-f]+)[ \t]*(?:;|$)/i.exec(line)?.[1];
  if (written === undefined) return 'a chunk size that is not a number';
  const digits = withoutZeros(written);
  return digits.length > CHUNK_DIGITS ? 'a chunk size that is too large' : Number.parseInt(digits, 16);
}

function withoutZeros(digits: string): string {
  let first = 0;
  while (first < digits.length - 1 && digits.charAt(first) === '0') first += 1;
  return digits.slice(first);
}
