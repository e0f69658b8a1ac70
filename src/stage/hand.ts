/** What a teacher wants of the pace: whether each step waits for a key, and a step that the run is hurried to. */
export class TeachersHand {
  /** Whether each step waits until it is let go on. */
  manual: boolean;
  #granted = false;
  #wanted: number | undefined;

  constructor(manual: boolean) {
    this.manual = manual;
  }

  /** Whether the run is being hurried to a step: nothing waits meanwhile. */
  get hurries(): boolean {
    return this.#wanted !== undefined;
  }

  /** Whether the run is being hurried past the step with this index. */
  passes(step: number): boolean {
    return this.#wanted !== undefined && step < this.#wanted;
  }

  /** Whether the next step is held back. */
  get holds(): boolean {
    return this.manual && !this.#granted && !this.hurries;
  }

  /** Lets one step begin. */
  grant(): void {
    this.#granted = true;
  }

  /** Hurries the run to the step with this index. */
  hurryTo(step: number): void {
    this.#wanted = step;
  }

  /** Takes back what was wanted and has not come yet. */
  rest(): void {
    this.#granted = false;
    this.#wanted = undefined;
  }

  /** A step begins: the next one waits again. Returns whether the run was hurried to this one. */
  begins(step: number): boolean {
    this.#granted = false;
    if (this.#wanted === undefined || step < this.#wanted) return false;
    this.#wanted = undefined;
    return true;
  }
}
