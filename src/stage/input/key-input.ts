import { Readable } from 'node:stream';
import { setTimeout as passing } from 'node:timers/promises';
import { INTERRUPT, KeyDecoder } from './key-decoder.ts';

/** Keys that may wait to be acted on, as a terminal holds no more than so much that is typed ahead; then only Ctrl-C is taken. */
export const TYPED_AHEAD = 1_024;

/** How long the rest of an escape sequence, or of a paste, may be on its way, in ms. */
const PATIENCE = { sequence: 100, paste: 1_000 } as const;

/** How long nobody must have pressed Ctrl-C for it to rest, and how long that is waited for, in ms. */
const REST = { since: 100, most: 1_000 } as const;

/** What keys are read from: a terminal, of which no more is used than this. */
export interface KeySource {
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', take: (read: string) => void): unknown;
  off(event: 'data', take: (read: string) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  setRawMode(raw: boolean): unknown;
  ref(): unknown;
  unref(): unknown;
}

/**
 * A terminal's keys for Ink, which takes what one read brought for one key. Here each is handed on by itself, and
 * only after what the one before it did has been drawn: `/` opens a query, and the letter behind it is typed there.
 */
export class KeyInput extends Readable {
  readonly isTTY = true;
  readonly #source: KeySource;
  readonly #decoder = new KeyDecoder();
  readonly #keys: string[] = [];
  #handing: NodeJS.Immediate | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #interrupted: (() => void) | undefined;
  /** When Ctrl-C came last, in ms of this process. */
  #interruptedAt = -Infinity;

  /** Keys come from `source`, after those that were `typed` before. */
  constructor(source: KeySource, typed = '') {
    super({ objectMode: true });
    this.#source = source;
    source.setEncoding('utf8');
    source.on('data', this.#take);
    if (typed !== '') this.#take(typed);
  }

  /** Keys are text already: whatever is wanted, they are UTF-16 here. */
  override setEncoding(): this {
    return this;
  }

  /** Takes the terminal raw, or gives it back. */
  setRawMode(raw: boolean): this {
    if (this.#interrupted !== undefined) return this;
    this.#source.setRawMode(raw);
    if (raw) this.#source.resume();
    else this.#source.pause();
    return this;
  }

  ref(): this {
    this.#source.ref();
    return this;
  }

  unref(): this {
    if (this.#interrupted === undefined) this.#source.unref();
    return this;
  }

  /**
   * From now on no key is handed on, and the terminal stays raw until the process ends, whoever wants to give it
   * back: in between, a Ctrl-C would throw away what was written to the terminal and not yet shown, the end of the
   * alternate screen too. Calls `interrupted` at each Ctrl-C instead.
   */
  hold(interrupted: () => void): void {
    this.#keys.length = 0;
    this.#interrupted = interrupted;
  }

  /** Settles when nobody presses Ctrl-C any more, at once where nobody did, and after a second at most. */
  async rests(): Promise<void> {
    const most = performance.now() + REST.most;
    for (;;) {
      const until = Math.min(most, this.#interruptedAt + REST.since);
      const left = until - performance.now();
      if (left <= 0) return;
      await passing(left);
    }
  }

  override _read(): void {
    this.#handOn();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.off('data', this.#take);
    clearTimeout(this.#waiting);
    clearImmediate(this.#handing);
    done(error);
  }

  readonly #take = (read: string): void => {
    const before = this.#decoder.waitsFor;
    this.#keep(this.#decoder.push(read));
    const { waitsFor } = this.#decoder;
    // Whoever waits in vain for the end of a paste presses Ctrl-C, which is not to be waited for as well.
    const impatient = waitsFor === 'paste' && before === 'paste' && read.replaceAll(INTERRUPT, '') === '';
    if (impatient) return;
    clearTimeout(this.#waiting);
    if (waitsFor === undefined) return;
    this.#waiting = setTimeout(() => this.#keep(this.#decoder.settle()), PATIENCE[waitsFor]);
  };

  #keep(keys: readonly string[]): void {
    for (const key of keys) {
      if (key === INTERRUPT) this.#interruptedAt = performance.now();
      if (this.#interrupted !== undefined) {
        if (key === INTERRUPT) this.#interrupted();
      } else if (this.#keys.length < TYPED_AHEAD) this.#keys.push(key);
      else if (key === INTERRUPT) this.#keys.splice(0, Infinity, key);
    }
    this.#handOn();
  }

  #handOn(): void {
    if (this.#keys.length === 0) return;
    this.#handing ??= setImmediate(() => {
      this.#handing = undefined;
      const key = this.#keys.shift();
      if (key !== undefined) this.push(key);
      this.#handOn();
    });
  }
}
