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

/** One row of a hex dump: the first byte's offset, each byte as two hex digits, and printable ASCII or `.` for each. */
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

/** Rows of a hex dump, only those asked for. Throws `RangeError` where `width` is not a whole number above 0. */
export function hexRows(bytes: Uint8Array, options: HexOptions = {}): HexRow[] {
  const { offset = 0, width = 16, from = 0, count = Infinity } = options;
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`A row cannot be ${width} bytes wide.`);
  const rows: HexRow[] = [];
  for (let at = Math.max(0, from) * width; at < bytes.length && rows.length < count; at += width) {
    const row = [...bytes.subarray(at, at + width)];
    rows.push({
      offset: offset + at,
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}
