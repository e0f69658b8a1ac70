import { KEY_LOG_LIMITS, readKeyLogLine } from '../../lab/wire/tls/opening/key-log.ts';

/** The lines of a key log file that say a secret, without comments, as they stand; at most KEY_LOG_LIMITS.secrets. Never throws. */
export function* linesOfKeylog(text: string): Generator<string> {
  let given = 0;
  for (let from = 0; from < text.length && given < KEY_LOG_LIMITS.secrets;) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    // A line that is too long is not cut out whole: it may be all of the text.
    const line = text.slice(from, Math.min(end, from + KEY_LOG_LIMITS.line + 2)).trim();
    from = end + 1;
    if (typeof readKeyLogLine(line) !== 'object') continue;
    given += 1;
    yield line;
  }
}

/** Lines of key log by the client random that they are about: what opens which connection. */
export class Keys {
  readonly #lines = new Map<string, Set<string>>();
  #count = 0;

  /** How many lines there are. */
  get count(): number {
    return this.#count;
  }

  /** Takes a line; one that says no secret, is known already, or is beyond KEY_LOG_LIMITS.secrets changes nothing. */
  add(line: string): void {
    const read = readKeyLogLine(line);
    if (typeof read !== 'object' || this.#count >= KEY_LOG_LIMITS.secrets) return;
    const known = this.#lines.get(read.clientRandom) ?? new Set();
    if (known.has(line)) return;
    this.#lines.set(read.clientRandom, known.add(line));
    this.#count += 1;
  }

  /** The lines about a client random of 32 bytes. */
  of(random: Uint8Array): readonly string[] {
    return [...(this.#lines.get(Buffer.from(random).toString('hex')) ?? [])];
  }
}
