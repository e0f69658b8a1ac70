/** Reads big-endian numbers and vectors. Past the end everything is 0 or empty and `failed` is set; never throws. RFC 9846 §3. */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  failed = false;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** A number of `width` bytes. */
  number(width: number): number {
    const at = this.#skip(width);
    if (at < 0) return 0;
    let value = 0;
    for (let index = at; index < at + width; index++) value = value * 256 + (this.bytes[index] ?? 0);
    return value;
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    const at = this.#skip(length);
    return at < 0 ? new Uint8Array() : this.bytes.subarray(at, at + length);
  }

  /** The inside of a vector with a length of `width` bytes before it. */
  vector(width: number): WireReader {
    const length = this.number(width);
    const at = this.failed ? -1 : this.#skip(length);
    return at < 0 ? new WireReader(this.bytes, 0, 0) : new WireReader(this.bytes, at, at + length);
  }

  /** Numbers of `width` bytes to the end. */
  numbers(width: number): number[] {
    const numbers: number[] = [];
    while (this.left >= width) numbers.push(this.number(width));
    if (this.left > 0) this.failed = true;
    return numbers;
  }

  #skip(length: number): number {
    if (this.failed || length > this.left) {
      this.failed = true;
      return -1;
    }
    const at = this.at;
    this.at += length;
    return at;
  }
}
