import { indexOf, latin1 } from '../../../lab/wire/bytes.ts';

/** Places that one search gives at most. */
export const MOST_HITS = 10_000;

/** Characters of a query. */
export const LONGEST_QUERY = 200;

/** Bytes that are looked through at a time. */
const WINDOW = 1024 * 1024;

/** What to look for: bytes as they are, or text of ASCII letters in either case. */
export interface Pattern {
  readonly bytes: Uint8Array;
  readonly anyCase: boolean;
  readonly as: 'hex' | 'text';
}

/** Reads a query: pairs of hex digits with spaces between them, or `0x…`, are bytes; all else is text. Undefined where it is empty. */
export function patternOf(query: string): Pattern | undefined {
  const text = query.slice(0, LONGEST_QUERY);
  const trimmed = text.trim();
  const hex = /^0x(?:[0-9a-f]{2})+$/i.test(trimmed)
    ? trimmed.slice(2)
    : /^[0-9a-f]{2}(?: +[0-9a-f]{2})+$/i.test(trimmed)
      ? trimmed.replaceAll(' ', '')
      : undefined;
  if (hex !== undefined) return { bytes: new Uint8Array(Buffer.from(hex, 'hex')), anyCase: false, as: 'hex' };
  if (trimmed === '') return undefined;
  const bytes = new TextEncoder().encode(text);
  return { bytes, anyCase: bytes.every((byte) => byte < 0x80), as: 'text' };
}

/** Offsets in `bytes` at which the pattern stands, at most `most`. Places do not overlap. */
export function findPlaces(bytes: Uint8Array, pattern: Pattern, most: number): number[] {
  const places: number[] = [];
  const { length } = pattern.bytes;
  if (length === 0) return places;
  if (!pattern.anyCase) {
    for (let at = indexOf(bytes, pattern.bytes); at !== -1 && places.length < most;) {
      places.push(at);
      at = indexOf(bytes, pattern.bytes, at + length);
    }
    return places;
  }
  const needle = latin1(pattern.bytes).toLowerCase();
  let next = 0;
  for (let from = 0; from < bytes.length && places.length < most; from += WINDOW) {
    // Windows overlap by what a place needs, so that none is lost between them.
    const text = latin1(bytes.subarray(from, from + WINDOW + length - 1)).toLowerCase();
    let at = text.indexOf(needle, Math.max(0, next - from));
    while (at !== -1 && places.length < most) {
      places.push(from + at);
      next = from + at + length;
      at = text.indexOf(needle, at + length);
    }
  }
  return places;
}
