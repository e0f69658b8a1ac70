import { CLASS_LIMITS } from './limits.ts';

interface Spent {
  count: number;
  since: number;
}

/** How often somebody does something: at most `most` times in `each` ms. Remembers a bounded number of them. */
export class Rate {
  readonly #most: number;
  readonly #each: number;
  readonly #clock: () => number;
  readonly #spent = new Map<string, Spent>();

  constructor(most: number, each: number, clock: () => number) {
    this.#most = most;
    this.#each = each;
    this.#clock = clock;
  }

  /** Whether `who` has done it as often as is allowed. */
  isOver(who: string): boolean {
    return (this.#current(who)?.count ?? 0) >= this.#most;
  }

  /** Counts it once more. */
  count(who: string): void {
    const spent = this.#current(who);
    if (spent !== undefined) {
      spent.count += 1;
      return;
    }
    // Whoever came first is forgotten first.
    if (this.#spent.size >= CLASS_LIMITS.addresses) {
      for (const oldest of this.#spent.keys()) {
        this.#spent.delete(oldest);
        break;
      }
    }
    this.#spent.set(who, { count: 1, since: this.#clock() });
  }

  /** Counts it once more, and says whether it is allowed. */
  allows(who: string): boolean {
    if (this.isOver(who)) return false;
    this.count(who);
    return true;
  }

  #current(who: string): Spent | undefined {
    const spent = this.#spent.get(who);
    if (spent === undefined || this.#clock() - spent.since < this.#each) return spent;
    this.#spent.delete(who);
    return undefined;
  }
}
