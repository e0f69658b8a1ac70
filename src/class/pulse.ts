/** Does something when it is asked to, at most every so many ms; the last time always counts. */
export class Pulse {
  readonly #every: number;
  readonly #act: () => void;
  readonly #lag: number;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;
  /** When it was done last: ms, monotonic. */
  #done = -Infinity;

  /** `lag` is how long the first time waits, so that what is more urgent goes before it: ms, ordinarily none. */
  constructor(every: number, act: () => void, lag = 0) {
    this.#every = every;
    this.#lag = lag;
    this.#act = act;
  }

  /** Asks for it. */
  readonly beat = (): void => {
    this.#wanted = true;
    if (this.#timer !== undefined) return;
    if (this.#lag > 0) this.#timer = setTimeout(this.#do, this.#lag);
    else this.#do();
  };

  /** What is asked for and not done yet is done now, or so many ms after the last time. */
  hasten(every: number): void {
    if (!this.#wanted) return;
    clearTimeout(this.#timer);
    const wait = this.#done + every - performance.now();
    if (wait > 0) this.#timer = setTimeout(this.#do, wait);
    else this.#do();
  }

  /** Asks for no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = false;
  }

  readonly #do = (): void => {
    this.#wanted = false;
    this.#done = performance.now();
    this.#timer = setTimeout(this.#rest, this.#every);
    this.#act();
  };

  readonly #rest = (): void => {
    this.#timer = undefined;
    if (this.#wanted) this.beat();
  };
}
