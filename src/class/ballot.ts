/** One question before the class: one vote a student, which may be changed until it is closed. */
export class Ballot {
  /** Which question of the session it is, from 1. */
  readonly question: number;
  readonly #choices: number;
  readonly #votes = new Map<number, number>();
  #closed = false;

  constructor(question: number, choices: number) {
    this.question = question;
    this.#choices = choices;
  }

  /** Whether votes are taken. */
  get open(): boolean {
    return !this.#closed;
  }

  /** How many have voted. */
  get voted(): number {
    return this.#votes.size;
  }

  /** Takes a student's vote, from 1, in place of an earlier one; false where none is taken, or there is no such choice. */
  vote(student: number, choice: number): boolean {
    if (this.#closed || !Number.isInteger(choice) || choice < 1 || choice > this.#choices) return false;
    this.#votes.set(student, choice);
    return true;
  }

  /** What a student has voted for. */
  of(student: number): number | undefined {
    return this.#votes.get(student);
  }

  /** Forgets a vote, as of somebody who was shown out. */
  forget(student: number): void {
    if (!this.#closed) this.#votes.delete(student);
  }

  /** Takes no more votes; gives how many each choice has. */
  close(): readonly number[] {
    this.#closed = true;
    return this.counts();
  }

  /** How many each choice has, the first one first. */
  counts(): readonly number[] {
    return Array.from(
      { length: this.#choices },
      (_, index) => [...this.#votes.values()].filter((choice) => choice === index + 1).length,
    );
  }
}

/** The choice with most votes, from 1, the first of equals; 0 where nobody has voted. */
export function mostVotes(votes: readonly number[]): number {
  const most = Math.max(0, ...votes);
  return most === 0 ? 0 : votes.indexOf(most) + 1;
}
