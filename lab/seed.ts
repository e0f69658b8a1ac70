import { createHash } from 'node:crypto';

/**
 * Values made up for a run: the same seed gives the same values, in the same order of names.
 * For things to look at (passwords, amounts), never for keys: keys come from the system's random source.
 */
export class Seeded {
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `below` - 1 that belongs to `name`. `below` is at most 2^32. */
  number(name: string, below: number): number {
    const digest = createHash('sha256').update(`${this.#seed}\0${name}`).digest();
    return Number(digest.readBigUInt64BE(0) % BigInt(below));
  }

  /** So many bytes in hexadecimal digits that belong to `name`; at most 32. */
  hex(name: string, bytes: number): string {
    return createHash('sha256')
      .update(`${this.#seed}\0${name}`)
      .digest('hex')
      .slice(0, 2 * bytes);
  }

  /** One of `choices`, which belongs to `name`. */
  pick<T>(name: string, choices: readonly [T, ...T[]]): T {
    return choices[this.number(name, choices.length)] ?? choices[0];
  }
}
