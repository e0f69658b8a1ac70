import { indexOf, latin1 } from '../../lab/wire/bytes.ts';
import type { Span } from '../../lab/wire/span.ts';
import { SHORTEST_PATTERN, waysOf } from '../reading/secret-ways.ts';

/** What stands for each byte that is left out: the length stays, and so does every place. */
export const STAR = 0x2a;

/** Pieces of a form or an address that may be written with escapes, as text of one character a byte. */
const ESCAPED = /[^\s&=?#;,"'<>]*[%+][^\s&=?#;,"'<>]*/g;

/** Finds values in bytes in every usual disguise, and puts as many `*` there. */
export class Redactor {
  readonly #patterns: readonly Uint8Array[];
  /** Values that stand in every text by chance: they are left out where nothing else stands. */
  readonly #short: ReadonlySet<string>;

  /** `values` are looked for as they are and in the ways that a search for secrets knows. */
  constructor(values: Iterable<string>) {
    const all = [...values].filter((value) => value !== '');
    this.#short = new Set(all.filter(isShort).map((value) => latin1(Buffer.from(value))));
    const patterns = all.filter((value) => !isShort(value)).flatMap((value) => waysOf(value).ways);
    this.#patterns = patterns.flatMap((way) => [...way.patterns]).toSorted((a, b) => b.length - a.length);
  }

  /** Whether there is anything to look for. */
  get empty(): boolean {
    return this.#patterns.length === 0 && this.#short.size === 0;
  }

  /** Every place where a value stands, in no order. A piece that holds one only once its escapes are undone is given whole. */
  spans(bytes: Uint8Array): readonly Span[] {
    if (bytes.length < SHORTEST_PATTERN && this.#short.has(latin1(bytes)))
      return [{ offset: 0, length: bytes.length }];
    const found: Span[] = [];
    for (const pattern of this.#patterns)
      for (let at = indexOf(bytes, pattern); at !== -1; at = indexOf(bytes, pattern, at + 1))
        found.push({ offset: at, length: pattern.length });
    for (const { index, 0: piece } of latin1(bytes).matchAll(ESCAPED)) {
      const plain = unescaped(piece);
      if (this.#patterns.some((pattern) => indexOf(plain, pattern) !== -1))
        found.push({ offset: index, length: piece.length });
    }
    return found;
  }

  /** The bytes with `*` in place of the values: the same where none stands there. */
  bytes(bytes: Uint8Array): Uint8Array {
    return starred(bytes, this.spans(bytes));
  }

  /** The text with a `*` in place of each byte of the values. */
  text(text: string): string {
    const bytes = Buffer.from(text);
    const spans = this.spans(bytes);
    return spans.length === 0 ? text : Buffer.from(starred(bytes, spans)).toString();
  }
}

const isShort = (value: string): boolean => Buffer.byteLength(value) < SHORTEST_PATTERN;

/** A copy with `*` in these places; what lies outside the bytes is passed over. */
function starred(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  if (spans.length === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  for (const { offset, length } of spans) copy.fill(STAR, Math.max(0, offset), Math.max(0, offset + length));
  return copy;
}

/** The bytes that are meant (the application/x-www-form-urlencoded parser of the URL Standard, section 5.1). */
function unescaped(piece: string): Uint8Array {
  const text = piece
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
