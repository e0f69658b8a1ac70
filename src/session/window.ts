import { readSync } from 'node:fs';

/** Bytes read ahead: whoever asks for one fact mostly asks for those after it. */
const AHEAD = 256 * 1024;

/** One stretch of an open file, held so that reading on from a place costs few calls of the system. */
export class FileWindow {
  readonly #file: number;
  #buffer = Buffer.alloc(0);
  #from = 0;
  #length = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** `length` bytes from `from`, fewer where the file ends before; overwritten by the next call. Throws what reading throws. */
  read(from: number, length: number): Buffer {
    if (from < this.#from || from + length > this.#from + this.#length) {
      const wanted = Math.max(AHEAD, length);
      if (this.#buffer.length < wanted) this.#buffer = Buffer.allocUnsafeSlow(wanted);
      this.#from = from;
      this.#length = readSync(this.#file, this.#buffer, 0, wanted, from);
    }
    const start = from - this.#from;
    return this.#buffer.subarray(start, Math.min(start + length, this.#length));
  }
}
