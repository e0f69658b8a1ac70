import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { unreadable } from '../file-faults.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { IndexTable } from './index-table.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { parseLine } from './parse.ts';
import { Pass } from './pass.ts';
import type { Entry } from './pass.ts';
import { Wrong } from '../../lab/facts/codec.ts';
import { FileWindow } from './window.ts';

/** Bytes of a file that are read and checked before it counts as open. A smaller file is checked whole. */
const FIRST = 16 * 1024 * 1024;

/** Bytes read on at once in the background, and bytes after which listeners hear of it. */
const TURN = 1024 * 1024;
const NEWS = 8 * TURN;

/**
 * A saved session. As a log it grows while `index` reads on through the file; what it holds in
 * memory is where each fact stands, and facts are read from the file when they are asked for.
 */
export class SavedSession implements FactLog {
  readonly path: string;
  readonly #file: number;
  readonly #window: FileWindow;
  readonly #table = new IndexTable();
  readonly #listeners = new Set<() => void>();
  readonly #pass: Pass;
  readonly #entries: Iterator<Entry, void>;
  #indexing: Promise<void> | undefined;
  #reached = 0;
  #whole = false;
  #closed = false;
  #fault: unknown;
  #notices: readonly string[] | undefined;
  #last: { readonly index: number; readonly fact: Fact } | undefined;

  /** Takes over an open file of this path. */
  constructor(file: number, path: string) {
    this.path = path;
    this.#file = file;
    this.#window = new FileWindow(file);
    this.#pass = new Pass(file, path);
    this.#entries = this.#pass.entries();
    this.#read(FIRST);
  }

  /**
   * Every fact in order, straight from the file, however far it is indexed; may be gone through again
   * and again. Going through it throws a `UserError` with the line of the first fact that is wrong.
   */
  get facts(): Iterable<Fact> {
    const pass = (): Pass => new Pass(this.#file, this.path);
    const ended = (done: Pass): void => {
      this.#notices = done.notices;
    };
    return {
      *[Symbol.iterator]() {
        const own = pass();
        for (const { fact } of own.entries()) yield fact;
        ended(own);
      },
    };
  }

  /** How many facts are indexed by now. */
  get length(): number {
    return this.#table.length;
  }

  /** Whether the whole file is indexed. */
  get whole(): boolean {
    return this.#whole;
  }

  /** What ended the reading before the end of the file: a `UserError`, or a bug of ours. */
  get fault(): unknown {
    return this.#fault;
  }

  /** Sentences about what is missing or was left out; complete once the whole file was gone through in one way. */
  get notices(): readonly string[] {
    return this.#notices ?? this.#pass.notices;
  }

  /** The fact at `index`, read from the file. Undefined where there is none, or where the file was changed meanwhile: then `fault` says so. */
  at(index: number): Fact | undefined {
    if (this.#last?.index === index) return this.#last.fact;
    const place = this.#table.place(index);
    if (place === undefined || this.#closed) return undefined;
    try {
      const line = parseLine(this.#window.read(place.from, place.length));
      if (!('fact' in line) || line.fact.type !== this.#table.type(index)) throw new Wrong('changed');
      this.#last = { index, fact: line.fact };
      return line.fact;
    } catch (error) {
      const changed = new UserError(`${this.path}: the file was changed while it was being read`);
      this.#fail(error instanceof Wrong ? changed : unreadable(this.path, error));
      return undefined;
    }
  }

  /** The type of the fact at `index`, from memory. */
  typeAt(index: number): Fact['type'] | undefined {
    return this.#table.type(index);
  }

  /** Calls `listener` when more facts are indexed, at the end of it, and on a fault; returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads on to the end of the file in turns, between which the process does other things. Never rejects: see `fault`. */
  readonly index = (): Promise<void> => (this.#indexing ??= this.#readOn());

  /** Closes the file; `at` gives nothing from then on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    closeSync(this.#file);
  }

  async #readOn(): Promise<void> {
    let told = this.#reached;
    while (!this.#whole && !this.#closed && this.#fault === undefined) {
      this.#read(this.#reached + TURN);
      if (this.#reached - told >= NEWS) {
        told = this.#reached;
        this.#tell();
      }
      await setImmediate();
    }
    this.#tell();
  }

  /** Indexes facts up to this place in the file. */
  #read(until: number): void {
    try {
      while (this.#reached < until) {
        const next = this.#entries.next();
        if (next.done === true) {
          this.#whole = true;
          return;
        }
        const { fact, from, to } = next.value;
        this.#table.push(fact.type, from, to);
        this.#reached = to;
      }
    } catch (error) {
      this.#fault ??= error;
    }
  }

  #fail(fault: unknown): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    // Whoever asked is in the middle of something: the others hear of it afterwards.
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Opens a saved session: checks its beginning, and all of a small file. Throws a `UserError` where it
 * cannot be read, is no session, or is wrong in what was checked; later faults stand in `fault`.
 */
export async function openSession(path: string): Promise<SavedSession> {
  const session = new SavedSession(openFile(path), path);
  if (session.fault === undefined) return session;
  session.close();
  throw session.fault;
}

/** A regular file, open for reading. */
function openFile(path: string): number {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError(`${path} is a folder: name a saved session in it`);
    if (!stat.isFile()) throw new UserError(`${path} is not a regular file: name a saved session`);
    return file;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw unreadable(path, error);
  }
}
