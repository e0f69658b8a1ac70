/** Does something at once, and again at most every so many ms as long as it is asked to; the last time always counts. */
export class Pulse {
  readonly #every: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;

  constructor(every: number, act: () => void) {
    this.#every = every;
    this.#act = act;
  }

  /** Asks for it. */
  readonly beat = (): void => {
    if (this.#timer !== undefined) {
      this.#wanted = true;
      return;
    }
    this.#timer = setTimeout(this.#rest, this.#every);
    this.#act();
  };

  /** Asks for no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = false;
  }

  readonly #rest = (): void => {
    this.#timer = undefined;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.beat();
  };
}
