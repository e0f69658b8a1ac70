import type { Clock } from '../../src/stage/clock.ts';

/** A clock that a test turns by hand; nothing happens in between. */
export class HandClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<{ readonly due: number; readonly call: () => void }>();

  /** ms since it was made. */
  now(): number {
    return this.#now;
  }

  /** Alarms that are set: what would keep a process alive. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls back when the hand has come so far. */
  after(ms: number, call: () => void): () => void {
    const alarm = { due: this.#now + ms, call };
    this.#waiting.add(alarm);
    return () => this.#waiting.delete(alarm);
  }

  /** Turns the hand on by `ms`, with everything that falls due on the way. */
  turn(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#waiting]
        .filter(({ due }) => due <= end)
        .toSorted((a, b) => a.due - b.due)
        .at(0);
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.call();
    }
    this.#now = end;
  }
}

/** Resolves when all that hangs on settled promises has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
