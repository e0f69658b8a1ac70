import type { Director } from './director.ts';
import type { NotesSource } from './notes/notes-feed.ts';
import type { StageOrder } from './notes/orders.ts';
import type { Ahead } from './panes/end-line.tsx';

/** The ways off the stage that may be ordered from the notes' terminal. */
type OrderedExit = 'restart' | 'next';

/**
 * The stage as the notes' terminal sees and steers it. While it is blanked the stage is held, and whatever comes next
 * only shows it again.
 */
export class Remote {
  readonly #director: Director;
  readonly #leave: (how: OrderedExit) => void;
  readonly #restarts: boolean;
  readonly #listeners = new Set<() => void>();
  #blank = false;
  /** Whether the stage went on before it was blanked, and so goes on after it. */
  #goesOn = false;
  #ahead: Ahead | undefined;

  constructor(director: Director, restarts: boolean, leave: (how: OrderedExit) => void) {
    this.#director = director;
    this.#restarts = restarts;
    this.#leave = leave;
  }

  /** For React: whether nothing is to be seen. */
  readonly blank = (): boolean => this.#blank;

  /** For React: calls `listener` whenever that changes, or what may follow. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What the notes' terminal is told of. */
  readonly source: NotesSource = {
    scene: () => this.#director.scene(),
    blank: this.blank,
    ahead: () => this.#next(),
    subscribe: (listener) => {
      const quiet = [this.#director.subscribe(listener), this.subscribe(listener)];
      return () => {
        for (const each of quiet) each();
      };
    },
  };

  /** What may follow the scenario is known. */
  offer(ahead: Ahead): void {
    this.#ahead = ahead;
    this.#tell();
  }

  /** Does what was ordered. */
  readonly obey = (order: StageOrder): void => {
    if (this.lift()) return;
    switch (order.type) {
      case 'next':
        this.#director.next();
        return;
      case 'back':
        this.#director.back();
        return;
      case 'hold':
        this.#director.togglePause();
        return;
      case 'jump':
        this.#director.toStep(order.step);
        return;
      case 'choose':
        this.#director.choose(order.choice);
        return;
      case 'blank':
        this.#drop();
        return;
      case 'restart':
        if (this.#restarts) this.#leave('restart');
        return;
      case 'go-on':
        if (this.#next() !== undefined) this.#leave('next');
        return;
    }
  };

  /** Shows the stage again; false where it is to be seen. */
  readonly lift = (): boolean => {
    if (!this.#blank) return false;
    this.#blank = false;
    if (this.#goesOn && this.#director.scene().paused) this.#director.togglePause();
    this.#tell();
    return true;
  };

  /** The scenario that may follow now: as on the stage, only when all of this one is shown. */
  #next(): string | undefined {
    return this.#director.scene().over ? this.#ahead?.next?.id : undefined;
  }

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
