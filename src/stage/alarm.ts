import type { Clock } from './clock.ts';
import { FRAME } from './pacing.ts';

/** Rings when the stage is to be drawn anew: when time is up, and for facts that come close together once in a frame. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #cancel: (() => void) | undefined;
  /** When the stage was drawn last, and whether facts wait for the next time. */
  #drawn = -Infinity;
  #gathering = false;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** The stage is being drawn: what was waited for has come. */
  off(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#gathering = false;
    this.#drawn = this.#clock.now();
  }

  /** Rings in `wait` ms; never where that is endless. */
  in(wait: number): void {
    if (wait < Infinity) this.#cancel = this.#clock.after(Math.max(1, wait), this.#ring);
  }

  /** A fact has come: rings at once, or with others when the frame is over. */
  gather(): void {
    if (this.#gathering) return;
    const early = FRAME - (this.#clock.now() - this.#drawn);
    if (early <= 0) {
      this.#ring();
      return;
    }
    this.#gathering = true;
    this.#cancel?.();
    this.#cancel = this.#clock.after(early, this.#ring);
  }
}
