import { hex } from './hex.ts';

/**
 * One row of a hex dump: the offset of its first byte, each byte as two hex digits, and printable ASCII or
 * `.` for each. A row that begins inside has `offset % width` columns empty before it.
 */
export interface HexRow {
  readonly offset: number;
  readonly hex: readonly string[];
  readonly text: string;
}

/** What part of the bytes a hex dump shows. */
export interface HexOptions {
  /** What the first byte's offset is called. Ordinarily 0. */
  readonly offset?: number;
  /** Bytes in a row. Ordinarily 16. */
  readonly width?: number;
  /** The first row wanted, counted from 0, and how many at most. Ordinarily all. */
  readonly from?: number;
  readonly count?: number;
}

/**
 * Rows of a hex dump, only those asked for. Rows stand at whole multiples of `width`, so that the first may be
 * shorter. Nothing captured is left in them that could steer a terminal. Throws `RangeError` where `width`
 * is not a whole number above 0.
 */
export function hexRows(bytes: Uint8Array, options: HexOptions = {}): HexRow[] {
  const { offset = 0, width = 16, from = 0, count = Infinity } = options;
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`A row cannot be ${width} bytes wide.`);
  const rows: HexRow[] = [];
  const before = offset % width;
  for (let at = Math.max(0, from) * width - before; at < bytes.length && rows.length < count; at += width) {
    const row = [...bytes.subarray(Math.max(0, at), at + width)];
    rows.push({
      offset: offset + Math.max(0, at),
      hex: row.map((byte) => hex([byte])),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}

/**
 * The first of `rows` rows to show of `length` bytes that begin at `offset`, so that the byte `at` places
 * after the first stands in the middle, as far as the ends allow.
 */
export function hexRowsAround(at: number, { offset, length, width, rows }: HexWindow): number {
  const before = offset % width;
  const all = Math.ceil((before + length) / width);
  const middle = Math.floor((before + at) / width);
  return Math.max(0, Math.min(all - rows, middle - Math.floor(rows / 2)));
}

/** Bytes, where they begin, and how many rows of which width there is room for. */
export interface HexWindow {
  readonly offset: number;
  readonly length: number;
  readonly width: number;
  readonly rows: number;
}

/** Bytes of one row that look alike. */
export interface HexRun<Look> {
  /** The first one's offset. */
  readonly offset: number;
  readonly hex: readonly string[];
  readonly text: string;
  readonly look: Look;
}

/** Cuts a row where the look of its bytes changes; `lookOf` is asked by a byte's offset. */
export function hexRuns<Look>(row: HexRow, lookOf: (offset: number) => Look): HexRun<Look>[] {
  const runs: HexRun<Look>[] = [];
  for (const [index, digits] of row.hex.entries()) {
    const offset = row.offset + index;
    const look = lookOf(offset);
    const text = row.text.charAt(index);
    const last = runs.at(-1);
    if (last !== undefined && last.look === look)
      runs[runs.length - 1] = { ...last, hex: [...last.hex, digits], text: last.text + text };
    else runs.push({ offset, hex: [digits], text, look });
  }
  return runs;
}
