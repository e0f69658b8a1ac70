import type { Clock } from '../../src/stage/clock.ts';

/** A clock that stands still until it is turned by hand. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<{ due: number; call: () => void }>();

  readonly now = (): number => this.#now;

  readonly after = (ms: number, call: () => void): (() => void) => {
    const alarm = { due: this.#now + ms, call };
    this.#waiting.add(alarm);
    return () => this.#waiting.delete(alarm);
  };

  /** Alarms that are set: what would keep a process alive. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Lets `ms` pass, with every alarm at its own moment, and what hangs on promises after each. */
  async turn(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = [...this.#waiting].toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.call();
    }
    this.#now = end;
    await settled();
  }
}

/** Resolves when all that hangs on settled promises has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
