import type { Span } from '../../lab/wire/span.ts';

/** Bytes of a pattern by which it is looked up: no pattern may be shorter. */
const KEY = 4;

/** Finds many patterns in one pass over bytes, however many there are. */
export class PatternIndex {
  readonly #byKey = new Map<number, Uint8Array[]>();
  /** Which last two bytes of a key there are: most places are passed over by them alone. */
  readonly #ends = new Uint8Array(0x1_0000);

  /** Throws a RangeError where a pattern is too short. */
  constructor(patterns: Iterable<Uint8Array>) {
    for (const pattern of patterns) {
      if (pattern.length < KEY) throw new RangeError('A pattern has at least four bytes.');
      const key = keyAt(pattern, 0);
      this.#ends[key & 0xffff] = 1;
      const all = this.#byKey.get(key);
      if (all === undefined) this.#byKey.set(key, [pattern]);
      else all.push(pattern);
    }
  }

  /** Whether there is anything to look for. */
  get empty(): boolean {
    return this.#byKey.size === 0;
  }

  /** Every place of every pattern, overlapping ones too, in order; of those at one place the longest. */
  *places(bytes: Uint8Array): Generator<Span> {
    if (this.empty) return;
    let end = (bytes[2] ?? 0) & 0xff;
    for (let at = 0; at + KEY <= bytes.length; at += 1) {
      end = ((end << 8) | (bytes[at + KEY - 1] ?? 0)) & 0xffff;
      if (this.#ends[end] === 0) continue;
      let length = 0;
      for (const pattern of this.#byKey.get(keyAt(bytes, at)) ?? [])
        if (pattern.length > length && standsAt(bytes, at, pattern)) length = pattern.length;
      if (length > 0) yield { offset: at, length };
    }
  }
}

function keyAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function standsAt(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  if (at + pattern.length > bytes.length) return false;
  for (let index = KEY; index < pattern.length; index += 1)
    if (bytes[at + index] !== pattern[index]) return false;
  return true;
}
