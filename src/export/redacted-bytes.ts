import { indexOf, latin1 } from '../../lab/wire/bytes.ts';
import type { Span } from '../../lab/wire/span.ts';
import { PatternIndex } from './pattern-index.ts';
import { SHORTEST_PATTERN, waysOf } from '../reading/secret-ways.ts';
import { STAR } from '../reading/stars.ts';

/** Pieces of a form or an address that may be written with escapes, as text of one character a byte. */
const PIECE = /[^\s&=?#;,"'<>]+/g;

/** What stands before a value and after it where a short one is the whole value of a field. */
const BEFORE: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from('=:"\'>\n')]);
const AFTER: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from('&;,"\'<}] \t\r\n')]);

/** Finds values in bytes in every usual disguise, and puts as many `*` there. */
export class Redactor {
  readonly #patterns: PatternIndex;
  /** What stands in every text by chance: it is left out where it is a whole value. */
  readonly #short: readonly Uint8Array[];
  readonly #before: Redactor | undefined;

  /** `values` are looked for as they are and in the ways that a search for secrets knows, and what `before` looks for too. */
  constructor(values: Iterable<string>, before?: Redactor) {
    const all = new Set(values);
    all.delete('');
    const patterns = [...all].flatMap((value) => waysOf(value).ways.flatMap((way) => [...way.patterns]));
    this.#patterns = new PatternIndex(patterns.filter(({ length }) => length >= SHORTEST_PATTERN));
    this.#short = patterns.filter(({ length }) => length < SHORTEST_PATTERN);
    this.#before = before;
  }

  /** Every place where a value stands, in no order. */
  spans(bytes: Uint8Array): readonly Span[] {
    const found: Span[] = this.#before === undefined ? [] : [...this.#before.spans(bytes)];
    for (const span of this.#patterns.places(bytes)) extend(found, span);
    for (const pattern of this.#short)
      for (const at of placesOf(bytes, pattern))
        if (BEFORE.has(bytes[at - 1]) && AFTER.has(bytes[at + pattern.length]))
          found.push({ offset: at, length: pattern.length });
    if (!this.#patterns.empty) for (const span of this.#escaped(bytes)) extend(found, span);
    return found;
  }

  /** What is a value only once escapes are undone: its bytes as they stand, escapes and all. */
  *#escaped(bytes: Uint8Array): Generator<Span> {
    for (const { index, 0: piece } of latin1(bytes).matchAll(PIECE)) {
      if (!/[%+]/.test(piece)) continue;
      const { plain, starts } = unescaped(piece);
      for (const { offset, length } of this.#patterns.places(plain)) {
        const from = starts[offset] ?? 0;
        yield { offset: index + from, length: (starts[offset + length] ?? piece.length) - from };
      }
    }
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

  /** An address stays one: scheme and host are nobody's value. In its path only what is looked for everywhere is left out. */
  url(url: string): string {
    const [origin = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url) ?? [];
    const mark = url.indexOf('?', origin.length);
    const path = url.slice(origin.length, mark === -1 ? undefined : mark);
    return `${origin}${(this.#before ?? this).text(path)}${mark === -1 ? '' : this.text(url.slice(mark))}`;
  }
}

/**
 * The bytes that a piece means (the application/x-www-form-urlencoded parser of the URL Standard, section 5.1), and where each of
 * them begins in it.
 */
function unescaped(piece: string): { readonly plain: Uint8Array; readonly starts: readonly number[] } {
  const plain: number[] = [];
  const starts: number[] = [];
  for (const { index, 0: written } of piece.matchAll(/%[0-9a-f]{2}|[^]/gi)) {
    starts.push(index);
    if (written.length === 3) plain.push(Number.parseInt(written.slice(1), 16));
    else plain.push(written === '+' ? 0x20 : written.charCodeAt(0));
  }
  return { plain: Uint8Array.from(plain), starts };
}

/** Where a pattern stands, overlapping itself too. */
function* placesOf(bytes: Uint8Array, pattern: Uint8Array): Generator<number> {
  for (let at = indexOf(bytes, pattern); at !== -1; at = indexOf(bytes, pattern, at + 1)) yield at;
}

/** Adds a span, to the last one where it overlaps that: a run of one letter is one span. */
function extend(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  const joins = last !== undefined && span.offset >= last.offset && span.offset <= last.offset + last.length;
  if (!joins) spans.push(span);
  else
    spans[spans.length - 1] = {
      offset: last.offset,
      length: Math.max(last.length, span.offset + span.length - last.offset),
    };
}

/** A copy with `*` in these places; what lies outside the bytes is passed over. */
function starred(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  if (spans.length === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  for (const { offset, length } of spans) copy.fill(STAR, Math.max(0, offset), Math.max(0, offset + length));
  return copy;
}
