/** Does something when it is asked to, at most every so many ms; the last time always counts. */
export class Pulse {
  readonly #every: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #lag: number;
  #wanted = false;

  /** `lag` is how long the first time waits, so that what is more urgent goes before it: ms, ordinarily none. */
  constructor(every: number, act: () => void, lag = 0) {
    this.#every = every;
    this.#lag = lag;
    this.#act = act;
  }

  /** Asks for it. */
  readonly beat = (): void => {
    if (this.#timer !== undefined) {
      this.#wanted = true;
      return;
    }
    if (this.#lag > 0) {
      this.#timer = setTimeout(this.#do, this.#lag);
      return;
    }
    this.#do();
  };

  /** Asks for no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = false;
  }

  readonly #do = (): void => {
    this.#timer = setTimeout(this.#rest, this.#every);
    this.#act();
  };

  readonly #rest = (): void => {
    this.#timer = undefined;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.beat();
  };
}
