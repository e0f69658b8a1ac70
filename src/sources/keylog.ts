import { SOURCE_LIMITS } from './limits.ts';

/** A label, the client random and a secret, both in hex (RFC 9850, section 2). */
const LINE = /^[A-Z][A-Z0-9_]{0,63} [0-9a-f]{64} [0-9a-f]{2,1024}$/i;

/** The lines of a key log file that say a secret, without comments, as they stand; at most SOURCE_LIMITS.secrets. Never throws. */
export function* linesOfKeylog(text: string): Generator<string> {
  let given = 0;
  for (let from = 0; from < text.length && given < SOURCE_LIMITS.secrets;) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.slice(from, Math.min(end, from + SOURCE_LIMITS.secretLine)).trim();
    from = end + 1;
    if (!LINE.test(line)) continue;
    given += 1;
    yield line;
  }
}

/** Lines of key log by the client random that they are about, in lower case: what opens which connection. */
export class Keys {
  readonly #lines = new Map<string, string[]>();
  #count = 0;

  /** How many lines there are. */
  get count(): number {
    return this.#count;
  }

  /** Takes a line; one that is known already, or is beyond the limit, changes nothing. */
  add(line: string): void {
    const [, random = ''] = line.split(' ');
    const key = random.toLowerCase();
    const known = this.#lines.get(key) ?? [];
    if (known.includes(line) || this.#count >= SOURCE_LIMITS.secrets) return;
    this.#count += 1;
    this.#lines.set(key, [...known, line]);
  }

  /** The lines about a client random of 32 bytes. */
  of(random: Uint8Array): readonly string[] {
    return this.#count === 0 ? [] : (this.#lines.get(Buffer.from(random).toString('hex')) ?? []);
  }
}
