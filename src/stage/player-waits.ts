/** What the player waits for: that its next step may begin, or the class's answer. */
export class PlayerWaits {
  #gate: (() => void) | undefined;
  #question: { readonly resolve: (choice: number) => void; until: number } | undefined;
  /** Whether no further step will come. */
  ended = false;

  /** The question that stands, and until when on the stage's clock (ms). */
  get question(): { readonly until: number } | undefined {
    return this.#question;
  }

  /** Whether a step waits that may begin. */
  get gated(): boolean {
    return this.#gate !== undefined;
  }

  /** A step wants to begin. */
  step(resolve: () => void): void {
    this.#gate = resolve;
  }

  /** The class is asked. */
  ask(resolve: (choice: number) => void, until: number): void {
    this.#question = { resolve, until };
  }

  /** The question that stands may now stand until then: ms. */
  askUntil(until: number): void {
    if (this.#question !== undefined) this.#question.until = until;
  }

  /** The question that stands is answered: a choice from 1, or 0 where it is passed over. */
  answer(choice: number): void {
    const question = this.#question;
    this.#question = undefined;
    question?.resolve(choice);
  }

  /** The step that waits may begin. */
  release(): void {
    const gate = this.#gate;
    this.#gate = undefined;
    gate?.();
  }
}
