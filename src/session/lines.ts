import { readSync } from 'node:fs';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';

/** Bytes asked of the system at once. */
const CHUNK = 1024 * 1024;

const LINE_FEED = 0x0a;

/** One line of a file. */
export interface RawLine {
  /** Its bytes without the line end; overwritten when the next line is asked for. */
  readonly bytes: Buffer;
  /** Where in the file it stands: its first byte, and the byte after its last. */
  readonly from: number;
  readonly to: number;
  /** Whether its line end was there. */
  readonly whole: boolean;
}

/**
 * The lines of an open file, with one buffer for all of them. A line that is longer than the limit
 * comes cut to one byte more than that, and is the last. Throws what reading the file throws.
 */
export function* readLines(file: number): Generator<RawLine, void> {
  // Small files need little: the buffer grows once a longer line asks for it.
  let buffer = Buffer.allocUnsafeSlow(2 * CHUNK);
  let start = 0;
  let end = 0;
  let searched = 0;
  // Where in the file the buffer's first byte stands.
  let base = 0;
  for (;;) {
    const found = buffer.subarray(0, end).indexOf(LINE_FEED, searched);
    if (found !== -1) {
      yield { bytes: buffer.subarray(start, found), from: base + start, to: base + found, whole: true };
      start = found + 1;
      searched = start;
      continue;
    }
    if (end - start > SESSION_LIMITS.line) {
      const bytes = buffer.subarray(start, start + SESSION_LIMITS.line + 1);
      yield { bytes, from: base + start, to: base + end, whole: false };
      return;
    }
    const rest = end - start;
    if (rest + CHUNK > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * buffer.length);
      buffer.copy(larger, 0, start, end);
      buffer = larger;
    } else {
      buffer.copyWithin(0, start, end);
    }
    base += start;
    start = 0;
    end = rest;
    searched = rest;
    const read = readSync(file, buffer, end, CHUNK, base + end);
    end += read;
    if (read === 0) {
      if (rest > 0) yield { bytes: buffer.subarray(0, rest), from: base, to: base + rest, whole: false };
      return;
    }
  }
}
