import type { Span } from './span.ts';

/** What an empty run of bytes is. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** A `Buffer` over the same memory: nothing is copied. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The pieces one after another. One piece comes back as it is, not copied. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length <= 1) return first ?? NO_BYTES;
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Where `needle` first stands in `haystack` at or after `from`, in bytes; -1 where it does not. Copies nothing. */
export function indexOf(haystack: Uint8Array, needle: Uint8Array, from = 0): number {
  return viewOf(haystack).indexOf(needle, from);
}

/** One character for each byte (ISO 8859-1), so that places in the text are places in the bytes. */
export function latin1(bytes: Uint8Array): string {
  return viewOf(bytes).toString('latin1');
}

/** The bytes at these spans one after another, out of a stream whose first byte stands at `offset`; what lies outside it is not there. */
export function bytesIn(
  spans: readonly Span[],
  { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
): Uint8Array {
  return concat(
    spans.map((span) =>
      bytes.subarray(Math.max(0, span.offset - offset), Math.max(0, span.offset + span.length - offset)),
    ),
  );
}
