import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { codeOf, UserError } from '../errors.ts';

/** How a file is opened for writing. */
export interface OutputFileOptions {
  /** Whether a regular file that is there is written over. */
  readonly force?: boolean;
}

/** Bytes that may wait for a reader that does not read. */
const MOST_WAITING = 256 * 1024 * 1024;

/** How long to wait before a reader that was full is tried again: ms. */
const RETRY = 5;

const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = constants;
/** Windows has none, and no FIFO that would wait. */
const O_NONBLOCK = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/**
 * A file that is being written. No write ever blocks: what a pipe or a terminal does not take at once waits
 * here, in order. After a write has failed nothing more is written.
 */
export class OutputFile {
  #file: number | undefined;
  readonly #waiting: Uint8Array[] = [];
  #bytes = 0;
  #draining: Promise<void> | undefined;
  #fault: Error | undefined;

  /** `file` is open for writing, and does not block where it is no regular file. */
  constructor(file: number) {
    this.#file = file;
  }

  /** What a write failed with; undefined where none did. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /** Hands the bytes to the system before it returns, as far as it takes them; the rest waits. Never throws: see `fault`. */
  write(bytes: Uint8Array): void {
    if (this.#file === undefined || this.#fault !== undefined) return;
    if (this.#bytes + bytes.length > MOST_WAITING) {
      this.#fault = new UserError('its reader does not read, and more does not fit into memory');
      return;
    }
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    if (this.#draining === undefined && !this.#push()) this.#draining = this.#drain();
  }

  /** Resolves when all is handed over or a write has failed; with `patience`, after so many ms at the latest. */
  async flush(patience?: number): Promise<void> {
    if (this.#draining === undefined) return;
    if (patience === undefined) return this.#draining;
    const given = new AbortController();
    const late = setTimeout(patience, undefined, { signal: given.signal }).catch(() => undefined);
    await Promise.race([this.#draining, late]);
    given.abort();
    if (this.#bytes > 0) this.#fault ??= new UserError('its reader does not read');
  }

  /** Closes the file. What still waits is dropped. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      closeSync(file);
    } catch (error) {
      // Some file systems say only now that they are full.
      this.#fault ??= asError(error);
    }
  }

  /** Writes what waits until the system takes no more; true where nothing is left to do. */
  #push(): boolean {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      if (this.#file === undefined || this.#fault !== undefined) return true;
      try {
        const written = writeSync(this.#file, first);
        this.#bytes -= written;
        if (written === first.length) this.#waiting.shift();
        else this.#waiting[0] = first.subarray(written);
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') return false;
        this.#fault = asError(error);
      }
    }
    return true;
  }

  async #drain(): Promise<void> {
    do await setTimeout(RETRY);
    while (!this.#push());
    this.#draining = undefined;
  }
}

/**
 * Opens a file for writing, readable by its owner only: what comes may hold passwords. One rule for every file:
 * a regular file that is there, or a link to one, is not written over without `force`; a device or a pipe is written to,
 * and keeps its mode. Throws a `UserError` for the former, what opening throws, and `ENXIO` for a FIFO that nobody reads.
 */
export function openOutputFile(path: string, { force = false }: OutputFileOptions = {}): OutputFile {
  const file = force ? openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o600) : openNew(path);
  try {
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
    return new OutputFile(file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function openNew(path: string): number {
  const there = statOf(path);
  if (there === undefined || there.isFile()) {
    try {
      return openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
    } catch (error) {
      throw codeOf(error) === 'EEXIST' ? new UserError(isThere(path)) : error;
    }
  }
  const file = openSync(path, O_WRONLY | O_NONBLOCK);
  // It may have been exchanged meanwhile; nothing of it is emptied yet.
  if (!fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new UserError(isThere(path));
}

function isThere(path: string): string {
  const what = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? 'a link' : 'a file';
  return `${path} is there already, ${what} that is not written over: choose another name, or say --force`;
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
