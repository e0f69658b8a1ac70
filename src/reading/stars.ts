import type { Span } from '../../lab/wire/span.ts';

/** What stands for each byte that is left out: the length stays, and so does every place. */
export const STAR = 0x2a;

/** A `*` as HPACK packs it: eight bits, so that a packed string is as many of them as it has bytes (RFC 7541, appendix B). */
export const PACKED_STAR = 0xf9;

/** Bytes that stand in place of others: `offset` counts in a direction's stream. */
export interface Patch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** As many stars as the span has bytes. */
export function starsOver({ offset, length }: Span, star = STAR): Patch {
  return { offset, bytes: new Uint8Array(length).fill(star) };
}

/** Stars over bytes `at` to `at + length` of what lies in these pieces; `key` is the mask of one (RFC 6455, section 5.3). */
export function starsIn(
  pieces: readonly (Span & { readonly key?: Uint8Array })[],
  at: number,
  length: number,
): readonly Patch[] {
  let start = 0;
  return pieces.flatMap((piece) => {
    const from = Math.max(0, at - start);
    const to = Math.min(piece.length, at + length - start);
    start += piece.length;
    if (to <= from) return [];
    const { bytes } = starsOver({ offset: 0, length: to - from });
    const { key, offset } = piece;
    // Under a mask a star is another byte.
    const own = key === undefined ? bytes : bytes.map((star, index) => star ^ (key[(from + index) % 4] ?? 0));
    return [{ offset: offset + from, bytes: own }];
  });
}
