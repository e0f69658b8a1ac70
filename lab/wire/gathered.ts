import type { Span } from './span.ts';

/** Bytes of one message, put together from the places in the stream where they stood. */
export interface Gathered {
  readonly bytes: Uint8Array;
  /** In order; `at` is the piece's place in `bytes`, `offset` its place in the stream. */
  readonly pieces: readonly { readonly at: number; readonly offset: number; readonly length: number }[];
}

/** Where bytes `at` to `at + length` of a message stand in the stream. Always at least one range. */
export function rangesOf(gathered: Gathered, at: number, length: number): readonly [Span, ...Span[]] {
  const { pieces } = gathered;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const first = pieces[low] ?? { at: 0, offset: 0, length: 0 };
  const start = first.offset + at - first.at;
  const head: Span = { offset: start, length: Math.min(length, first.at + first.length - at) };
  const ranges: [Span, ...Span[]] = [head];
  let left = length - head.length;
  for (let index = low + 1; left > 0 && index < pieces.length; index++) {
    const piece = pieces[index];
    if (piece === undefined) break;
    const taken = Math.min(left, piece.length);
    ranges.push({ offset: piece.offset, length: taken });
    left -= taken;
  }
  return ranges;
}
