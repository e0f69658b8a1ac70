import type { Clock } from '../clock.ts';

interface Alarm {
  readonly due: number;
  readonly call: () => void;
}

/** A clock on which no time passes but what is leapt over from one alarm to the next. */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #alarms = new Set<Alarm>();

  /** ms since it was made. */
  now(): number {
    return this.#now;
  }

  /** Calls back in `next()` when this is the soonest alarm; returns what cancels it. */
  after(ms: number, call: () => void): () => void {
    const alarm = { due: this.#now + ms, call };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Leaps to the soonest alarm and lets it call; false where none is set. */
  next(): boolean {
    let soonest: Alarm | undefined;
    for (const alarm of this.#alarms) if (soonest === undefined || alarm.due < soonest.due) soonest = alarm;
    if (soonest === undefined) return false;
    this.#alarms.delete(soonest);
    this.#now = Math.max(this.#now, soonest.due);
    soonest.call();
    return true;
  }
}
