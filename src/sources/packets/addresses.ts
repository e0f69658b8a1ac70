import { SOURCE_LIMITS } from '../limits.ts';

/** Where the numbers of IPv6 addresses begin: behind all of IPv4. */
const V6 = 2 ** 32;

/** Addresses of IP as numbers, so that a connection is told by four of them: an IPv4 address is its own number, an IPv6 address gets one. */
export class IpAddresses {
  readonly #numbers = new Map<string, number>();
  readonly #bytes: Uint8Array[] = [];

  /** The number of the IPv4 address at `at`. */
  v4(bytes: Buffer, at: number): number {
    return bytes.readUInt32BE(at);
  }

  /** The number of the IPv6 address at `at`; undefined where there are too many. */
  v6(bytes: Buffer, at: number): number | undefined {
    const key = bytes.toString('latin1', at, at + 16);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#bytes.length >= SOURCE_LIMITS.addresses) return undefined;
    const number = V6 + this.#bytes.length;
    this.#numbers.set(key, number);
    this.#bytes.push(Uint8Array.from(bytes.subarray(at, at + 16)));
    return number;
  }

  /** The address in words: `192.0.2.1`, `2001:db8::1` (RFC 5952). */
  text(number: number): string {
    if (number < V6) return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
    return v6Text(this.#bytes[number - V6] ?? new Uint8Array(16));
  }

  /** With its port: `192.0.2.1:80`, `[2001:db8::1]:80`. */
  withPort(number: number, port: number): string {
    return number < V6 ? `${this.text(number)}:${port}` : `[${this.text(number)}]:${port}`;
  }
}

/** The text of sixteen bytes: the longest run of at least two zeros is left out, the first of those that are alike. */
function v6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  let best = { from: 0, length: 1 };
  for (let from = 0; from < 8; from += 1) {
    let length = 0;
    while (words[from + length] === 0) length += 1;
    if (length > best.length) best = { from, length };
  }
  const hex = words.map((word) => word.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.from).join(':')}::${hex.slice(best.from + best.length).join(':')}`;
}
