import type { Director } from './director.ts';
import type { StageOrder } from './notes/orders.ts';

/**
 * The stage as the notes' terminal steers it. While it is blanked the stage is held, and whatever comes next only
 * shows it again.
 */
export class Remote {
  readonly #director: Director;
  readonly #restart: () => void;
  readonly #listeners = new Set<() => void>();
  #blank = false;
  /** Whether the stage went on before it was blanked, and so goes on after it. */
  #goesOn = false;

  constructor(director: Director, restart: () => void) {
    this.#director = director;
    this.#restart = restart;
  }

  /** For React: whether nothing is to be seen. */
  readonly blank = (): boolean => this.#blank;

  /** For React: calls `listener` whenever that changes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Does what was ordered. */
  readonly obey = (order: StageOrder): void => {
    if (this.lift()) return;
    if (order.type === 'next') this.#director.next();
    else if (order.type === 'back') this.#director.back();
    else if (order.type === 'hold') this.#director.togglePause();
    else if (order.type === 'jump') this.#director.toStep(order.step);
    else if (order.type === 'restart') this.#restart();
    else this.#drop();
  };

  /** Shows the stage again; false where it is to be seen. */
  readonly lift = (): boolean => {
    if (!this.#blank) return false;
    this.#blank = false;
    if (this.#goesOn && this.#director.scene().paused) this.#director.togglePause();
    this.#tell();
    return true;
  };

  #drop(): void {
    this.#blank = true;
    this.#goesOn = !this.#director.scene().paused;
    if (this.#goesOn) this.#director.togglePause();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
