/** Numbers that look random and are the same for the same seed and turn (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number, turn = 0) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(turn + 1, 0xc2b2ae35);
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** One of the items. Throws `RangeError` where there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  }

  /** `length` bytes. */
  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) bytes[at] = this.below(256);
    return bytes;
  }
}

/** Bytes that an input made here has at most. */
const LONGEST = 32 * 1024;

/** Values at the edges of what a length field, or a number in text, may say. */
const EDGES = [0, 1, 2, 3, 4, 5, 127, 128, 255, 256, 1460, 16_383, 16_384, 16_640, 18_432, 18_433, 65_535];
const NUMBERS = ['0', '1', '-1', '00', '5', '255', '256', '65536', '4294967296', '9007199254740993', '1e999'];

/** An input made of real ones: a few changes to one of them, or, one time in sixteen, bytes at random. */
export function hostile(
  random: Random,
  real: readonly Uint8Array[],
  tokens: readonly string[] = [],
): Uint8Array {
  if (random.below(16) === 0) return random.bytes(random.below(600));
  let bytes: Buffer = Buffer.from(random.pick(real));
  for (let left = random.below(random.below(4) === 0 ? 16 : 4); left >= 0; left -= 1) {
    bytes = changed(random, bytes, real, tokens);
  }
  return bytes.subarray(0, LONGEST);
}

function changed(
  random: Random,
  bytes: Buffer,
  real: readonly Uint8Array[],
  tokens: readonly string[],
): Buffer {
  const at = random.below(bytes.length + 1);
  const some = 1 + random.below(random.below(4) === 0 ? 400 : 8);
  const replaced = (put: Uint8Array, take = 0): Buffer =>
    Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + take)]);
  switch (random.below(10)) {
    case 0:
      if (at < bytes.length) bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
      return bytes;
    case 1:
      if (at < bytes.length) bytes.writeUInt8(random.below(256), at);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return replaced(new Uint8Array(0), some);
    case 4:
      return replaced(bytes.subarray(at, at + some));
    case 5:
      return replaced(random.bytes(some));
    case 6: {
      const other = random.pick(real);
      const from = random.below(other.length + 1);
      return replaced(other.subarray(from, from + random.below(2_000)), random.below(2_000));
    }
    case 7:
      return tokens.length === 0
        ? bytes
        : replaced(Buffer.from(random.pick(tokens), 'latin1'), random.below(4));
    case 8:
      return withLength(random, bytes, at);
    default:
      return withNumber(random, bytes, at);
  }
}

/** Another value in a field of one to four bytes, as lengths are written on the wire. */
function withLength(random: Random, bytes: Buffer, at: number): Buffer {
  const width = 1 + random.below(4);
  if (at + width > bytes.length) return bytes;
  const old = bytes.readUIntBE(at, width);
  const value = random.below(2) === 0 ? random.pick(EDGES) : Math.max(0, old + random.below(9) - 4);
  bytes.writeUIntBE(Math.min(value, 2 ** (8 * width) - 1), at, width);
  return bytes;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Another number in place of the next one that is written in digits. */
function withNumber(random: Random, bytes: Buffer, at: number): Buffer {
  const from = bytes.subarray(at, at + 200).findIndex(isDigit);
  if (from === -1) return bytes;
  let to = at + from;
  while (isDigit(bytes[to])) to += 1;
  return Buffer.concat([bytes.subarray(0, at + from), Buffer.from(random.pick(NUMBERS)), bytes.subarray(to)]);
}

/** Bytes cut into pieces at up to six places. */
export function pieces(random: Random, bytes: Uint8Array): Uint8Array[] {
  const places = Array.from({ length: random.below(7) }, () => random.below(bytes.length + 1));
  const cuts = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

/** What reads hostile bytes, and what must hold of it. */
export interface FuzzTarget {
  readonly name: string;
  /** Whether one input takes so long that each is a sign of life. */
  readonly slow?: boolean;
  /** Makes one input, reads it, and throws where the reader does what it must not. */
  readonly attempt: (random: Random) => void | Promise<void>;
}

/** An input that was not read as it should be; the seed and its number make it again. */
export interface FuzzFinding {
  readonly input: number;
  readonly why: string;
}

/** Beyond this one input hangs, ms of this process's own computing: others may keep the machine. Real ones take less than one, those of a slow target some thousands. */
const HANG = { ordinary: 5_000, slow: 45_000 };

/** Findings after which there is nothing more to learn. */
export const ENOUGH = 5;

/** Gives inputs `from` to `from + count` of a seed to a target, one after another. */
export async function fuzz(
  target: FuzzTarget,
  { seed, from = 0, count }: { readonly seed: number; readonly from?: number; readonly count: number },
): Promise<readonly FuzzFinding[]> {
  const findings: FuzzFinding[] = [];
  for (let input = from; input < from + count && findings.length < ENOUGH; input += 1) {
    const began = process.cpuUsage();
    try {
      const attempt = target.attempt(new Random(seed, input));
      // Most are done at once: waiting for each would take its time.
      if (attempt !== undefined) await attempt;
      const { user, system } = process.cpuUsage(began);
      const took = (user + system) / 1000;
      if (took > (target.slow === true ? HANG.slow : HANG.ordinary))
        findings.push({ input, why: `took ${Math.round(took)} ms` });
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      findings.push({ input, why });
    }
  }
  return findings;
}
