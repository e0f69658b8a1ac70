import { LIMITS } from '../../limits.ts';

/** A connection as far as its place at a tap goes. Times are those of `Places.time`. */
export interface Guest {
  /** Whether it is the victim's own: those never give way to others. */
  readonly victims: boolean;
  /** When it began, or last said or was told something. */
  readonly heard: number;
  /** When it began, or was last told something; and whether it was told anything. */
  readonly answered: number;
  readonly told: boolean;
  /** It has a place: its bytes may be read. */
  start(): void;
  /** It gives way. */
  end(how: 'limit'): void;
}

/** How many places there are, how many may wait for one, and ms: between looks, of silence, and of a turn. */
export interface PlaceLimits {
  readonly connections: number;
  readonly waiting: number;
  readonly round: number;
  readonly silence: number;
  readonly turn: number;
}

const ORDINARY: PlaceLimits = {
  connections: LIMITS.connections,
  waiting: LIMITS.waiting,
  round: LIMITS.round,
  silence: LIMITS.silence,
  turn: LIMITS.turn,
};

/**
 * Who of `guests` gives way at `time`: of the strangers that may be asked to, the one that has been silent
 * longest. One that was answered and has said nothing since may be asked after `silence`; one that was never
 * heard, or is owed an answer, only when it had none for a `turn`, however much it talks for its place.
 */
export function givesWay<G extends Guest>(
  guests: Iterable<G>,
  time: number,
  { silence, turn }: Pick<PlaceLimits, 'silence' | 'turn'>,
): G | undefined {
  let silent: G | undefined;
  for (const guest of guests) {
    const patience = guest.told && guest.heard === guest.answered ? silence : turn;
    if (guest.victims || time - guest.answered < patience) continue;
    if (silent === undefined || guest.heard < silent.heard) silent = guest;
  }
  return silent;
}

/**
 * The places of one tap. Where all are taken, a stranger waits, unread, until one is free or somebody gives
 * way; the victim does not wait, and the stranger silent longest gives way at once.
 */
export class Places<G extends Guest> {
  readonly #limits: PlaceLimits;
  readonly #seated = new Set<G>();
  readonly #waiting = new Set<G>();
  #looking: NodeJS.Timeout | undefined;
  #looked = 0;
  #late = 0;

  constructor(limits: Partial<PlaceLimits> = {}) {
    this.#limits = { ...ORDINARY, ...limits };
  }

  /** ms on a clock that stands still while this process is too busy to look: its own slowness is nobody's silence. */
  get time(): number {
    return performance.now() - this.#late;
  }

  /** Gives `guest` a place, has it wait for one, or ends it where too many wait. */
  arrive(guest: G): void {
    const { connections, waiting } = this.#limits;
    if (guest.victims && this.#seated.size >= connections) {
      const first = givesWay(this.#seated, Infinity, { silence: 0, turn: 0 });
      if (first !== undefined) this.#close(first);
    }
    if (this.#seated.size < connections && (guest.victims || this.#waiting.size === 0)) this.#seat(guest);
    else if (guest.victims || this.#waiting.size >= waiting) guest.end('limit');
    else this.#wait(guest);
  }

  /** Takes `guest` off: its connection is over. */
  leave(guest: G): void {
    this.#seated.delete(guest);
    this.#waiting.delete(guest);
    this.#fill();
  }

  #seat(guest: G): void {
    this.#seated.add(guest);
    guest.start();
  }

  #close(guest: G): void {
    this.#seated.delete(guest);
    guest.end('limit');
  }

  #wait(guest: G): void {
    this.#waiting.add(guest);
    if (this.#looking !== undefined) return;
    this.#looked = performance.now();
    this.#looking = setInterval(() => this.#look(), this.#limits.round);
    this.#looking.unref();
  }

  /** Seats those who wait, as far as there is room. */
  #fill(): void {
    for (const guest of this.#waiting) {
      if (this.#seated.size >= this.#limits.connections) return;
      this.#waiting.delete(guest);
      this.#seat(guest);
    }
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #look(): void {
    const now = performance.now();
    this.#late += Math.max(0, now - this.#looked - this.#limits.round);
    this.#looked = now;
    for (let wanted = this.#waiting.size; wanted > 0; wanted -= 1) {
      const guest = givesWay(this.#seated, this.time, this.#limits);
      if (guest === undefined) break;
      this.#close(guest);
    }
    this.#fill();
  }
}
