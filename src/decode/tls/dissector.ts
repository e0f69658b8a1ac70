import { grouped } from '../count.ts';
import type { Field, Span } from '../field.ts';

/** What is said of a value: the value for a person, why it is there, and where the rule stands. */
export type Said = readonly [value: string, why: string, source: string];

/** How much of hostile input is looked at. Bytes, or counts of things. */
export const DISSECT_LIMITS = {
  /** Records per direction that get a node; the rest are counted. */
  records: 4_096,
  /** Handshake messages per direction that are taken apart. */
  messages: 64,
  /** Bytes of one handshake message that are gathered. */
  message: 131_072,
  /** Children of one list, such as cipher suites, that get a field of their own. */
  listed: 256,
  /** Characters of text from the wire that one value shows. */
  text: 256,
  /** Alerts that the summary keeps. */
  alerts: 64,
} as const;

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

/**
 * Walks one message and writes down its fields. A length that does not fit becomes a field `malformed`
 * that covers what is left; after it every read gives nothing. Never throws.
 */
export class Dissector {
  readonly fields: Field[] = [];
  readonly #gathered: Gathered;
  readonly #end: number;
  #at: number;
  #dropped = 0;

  constructor(gathered: Gathered, at = 0, end = gathered.bytes.length) {
    this.#gathered = gathered;
    this.#at = at;
    this.#end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** The next number of `width` bytes, which stays where it is; 0 where there are not that many. */
  peek(width: number, ahead = 0): number {
    if (this.left < ahead + width) return 0;
    let value = 0;
    for (let index = 0; index < width; index++) {
      value = value * 256 + (this.#gathered.bytes[this.#at + ahead + index] ?? 0);
    }
    return value;
  }

  /** Up to `length` bytes, which stay where they are. */
  look(length: number): Uint8Array {
    return this.#gathered.bytes.subarray(this.#at, Math.min(this.#end, this.#at + length));
  }

  /** A number of `width` bytes as a field. */
  number(width: number, label: string, say: (value: number) => Said): number {
    if (!this.#has(width, label)) return 0;
    const value = this.peek(width);
    this.#push(label, width, say(value));
    return value;
  }

  /** `length` bytes as a field. */
  bytes(length: number, label: string, say: (bytes: Uint8Array) => Said): Uint8Array {
    if (!this.#has(length, label)) return new Uint8Array();
    const bytes = this.#gathered.bytes.subarray(this.#at, this.#at + length);
    this.#push(label, length, say(bytes));
    return bytes;
  }

  /** All that is left as a field. */
  rest(label: string, say: (bytes: Uint8Array) => Said): Uint8Array {
    return this.bytes(this.left, label, say);
  }

  /** `length` bytes as a field with children; what `inside` leaves unread becomes `malformed`. */
  group(length: number, label: string, inside: (inner: Dissector) => Said): void {
    this.#nest(0, length, label, inside);
  }

  /** A vector with a length of `width` bytes before it, as one field that covers both. RFC 8446 §3.4. */
  vector(width: number, label: string, inside: (inner: Dissector) => Said): void {
    if (this.#has(width, label)) this.#nest(width, this.peek(width), label, inside);
  }

  /** Calls `each` while bytes are left, for at most DISSECT_LIMITS.listed fields; the rest become one field. */
  list(each: (index: number) => void): void {
    for (let index = 0; this.left > 0; index++) {
      if (index >= DISSECT_LIMITS.listed) {
        const left = this.left;
        this.rest('more', () => [
          count(left, 'byte'),
          'The list goes on; this lab shows its beginning only.',
          '',
        ]);
        return;
      }
      each(index);
    }
  }

  /** Says that what is left cannot be right. */
  malformed(why: string): void {
    if (this.left === 0 && this.#dropped > 0) return;
    this.#dropped += 1;
    this.#push('malformed', this.left, [count(this.left, 'byte'), why, '']);
  }

  #has(length: number, label: string): boolean {
    if (length <= this.left) return true;
    this.malformed(`The ${label} should take ${count(length, 'byte')} here, and ${this.left} are left.`);
    return false;
  }

  #nest(prefix: number, length: number, label: string, inside: (inner: Dissector) => Said): void {
    if (!this.#has(prefix + length, label)) return;
    const start = this.#at + prefix;
    const inner = new Dissector(this.#gathered, start, start + length);
    const said = inside(inner);
    if (inner.left > 0)
      inner.malformed(`${count(inner.left, 'byte')} left over where the ${label} should end.`);
    this.#push(label, prefix + length, said, inner.fields);
  }

  #push(label: string, length: number, [value, why, source]: Said, children: readonly Field[] = []): void {
    const ranges = rangesOf(this.#gathered, this.#at, length);
    const field = { label, offset: ranges[0].offset, length, value, why, source };
    // Most fields have neither, and there are many: spreading costs.
    if (ranges.length === 1 && children.length === 0) this.fields.push(field);
    else if (ranges.length === 1) this.fields.push({ ...field, children });
    else this.fields.push({ ...field, ranges, ...(children.length > 0 && { children }) });
    this.#at += length;
  }
}

/** Text from the wire as printable ASCII: what is not becomes `\x1b`; cut after DISSECT_LIMITS.text characters. */
export function ascii(bytes: Uint8Array | string): string {
  const source = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
  let text = '';
  for (const byte of source.subarray(0, DISSECT_LIMITS.text)) {
    text += byte >= 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCodePoint(byte) : `\\x${hex([byte])}`;
  }
  return source.length > DISSECT_LIMITS.text ? `${text}…` : text;
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array | readonly number[]): string {
  return Buffer.from(bytes).toString('hex');
}

/** The beginning of some bytes as hexadecimal digits, with their count where not all are shown. */
export function hexStart(bytes: Uint8Array, shown = 8): string {
  return bytes.length <= shown ? hex(bytes) : `${hex(bytes.subarray(0, shown))}… (${bytes.length} bytes)`;
}

/** `1 byte`, `2 bytes`: a count with its noun. */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
