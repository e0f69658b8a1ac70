import { counted } from '../../../lab/text/count.ts';
import { rangesOf } from '../../../lab/wire/gathered.ts';
import type { Gathered } from '../../../lab/wire/gathered.ts';
import type { Field } from '../field.ts';

/** What is said of a value: the value for a person, why it is there, and where the rule stands. */
export type Said = readonly [value: string, why: string, source: string];

/** Children of one list, such as cipher suites, that get a field of their own. */
const LISTED = 256;

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

  /** A vector with a length of `width` bytes before it, as one field that covers both. RFC 9846 §3.4. */
  vector(width: number, label: string, inside: (inner: Dissector) => Said): void {
    if (this.#has(width, label)) this.#nest(width, this.peek(width), label, inside);
  }

  /** Calls `each` while bytes are left, for at most LISTED fields; the rest become one field. */
  list(each: (index: number) => void): void {
    for (let index = 0; this.left > 0; index++) {
      if (index >= LISTED) {
        const left = this.left;
        this.rest('more', () => [
          counted(left, 'byte'),
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
    this.#push('malformed', this.left, [counted(this.left, 'byte'), why, '']);
  }

  #has(length: number, label: string): boolean {
    if (length <= this.left) return true;
    this.malformed(
      `The ${label} should take ${counted(length, 'byte')} here, and ${counted(this.left, 'is', 'are')} left.`,
    );
    return false;
  }

  #nest(prefix: number, length: number, label: string, inside: (inner: Dissector) => Said): void {
    if (!this.#has(prefix + length, label)) return;
    const start = this.#at + prefix;
    const inner = new Dissector(this.#gathered, start, start + length);
    const said = inside(inner);
    if (inner.left > 0)
      inner.malformed(`${counted(inner.left, 'byte')} left over where the ${label} should end.`);
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
