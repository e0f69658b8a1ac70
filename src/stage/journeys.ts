import type { LaneId } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { LabState, LaneState } from '../views/stage/state.ts';
import { GRAVEST_FIRST } from './gravest-first.ts';
import { BEAT, ORDINARY_LEGS, SHORT_BEAT } from './pacing.ts';
import type { Legs } from './pacing.ts';

/** A packet on its way in one lane. Everything that passes stops at the attacker. */
export interface Journey {
  readonly direction: Direction;
  /** Between its sender and the attacker, at the attacker, or between him and its receiver. */
  readonly leg: keyof Legs;
  /** How far along that leg, from 0 to 1. */
  readonly progress: number;
  /** What makes the attacker look at it closely: the name of a value read for the first time, or a form that stays sealed. */
  readonly news: string | undefined;
  /** How much of its bytes is written out at the attacker, from 0 to 1. */
  readonly written: number;
}

interface UnderWay {
  readonly direction: Direction;
  readonly began: number;
  /** What the lane showed before it: until the packet is at the attacker, nothing of it is known there. */
  readonly before: LaneState;
  news: string | undefined;
  /** Whether its own bytes are what the attacker holds up. */
  heldUp: boolean;
}

/** What a form is called that leaves sealed. */
const SEALED_FORM = 'a sealed form';

/** How a request that carries a form is called where it is in clear, and where it is sealed. */
const FORM = /^POST |application data/;

/** The packets that are under way, one a lane at most, and what is seen of each lane meanwhile. Times are ms of one clock. */
export class Journeys {
  readonly #under = new Map<LaneId, UnderWay>();
  /** Lanes in which a form was filled that has not left yet. */
  readonly #filled = new Set<LaneId>();

  /** Whether there is any. */
  get any(): boolean {
    return this.#under.size > 0;
  }

  /** Which way a lane's packet goes, where there is one. */
  directionIn(lane: LaneId): Direction | undefined {
    return this.#under.get(lane)?.direction;
  }

  /** The victim has filled a form: the next thing that leaves with it is worth a stop. */
  filled(lane: LaneId): void {
    this.#filled.add(lane);
  }

  /**
   * Bytes set out, or follow others in the same direction. `before` and `after` are the lane without and with them.
   * Gives when all of it has arrived.
   */
  setOut(direction: Direction, now: number, before: LaneState, after: LaneState): number {
    const { id } = after;
    // A stranger's moves nothing here.
    if (after.moving === before.moving) return now;
    const known = this.#under.get(id);
    const journey =
      known?.direction === direction
        ? known
        : { direction, began: now, before, news: undefined, heldUp: false };
    journey.news ??= this.#newsIn(direction, journey.before, after);
    journey.heldUp ||= after.excerpt !== before.excerpt;
    this.#under.set(id, journey);
    return journey.began + total(journey);
  }

  /** Forgets what has arrived by now. */
  arrived(now: number): void {
    for (const [lane, journey] of this.#under)
      if (now - journey.began >= total(journey)) this.#under.delete(lane);
  }

  /** Forgets them all. */
  clear(): void {
    this.#under.clear();
    this.#filled.clear();
  }

  /** Where each packet is now. */
  at(now: number): ReadonlyMap<LaneId, Journey> {
    return new Map([...this.#under].map(([lane, journey]) => [lane, placeOf(journey, now)]));
  }

  /** The state as it is seen now: a lane whose packet has not come to the attacker shows that it moves, and no more. */
  seen(state: LabState, now: number): LabState {
    if (!this.any) return state;
    const lanes = state.lanes.map((lane) => {
      const journey = this.#under.get(lane.id);
      if (journey === undefined || placeOf(journey, now).leg !== 'approach') return lane;
      return lane.moving === undefined ? journey.before : { ...journey.before, moving: lane.moving };
    });
    return { ...state, lanes };
  }

  #newsIn(direction: Direction, before: LaneState, after: LaneState): string | undefined {
    const { readValues, id } = after;
    const read = GRAVEST_FIRST.find((name) => readValues.get(name) !== before.readValues.get(name));
    if (read !== undefined) {
      this.#filled.delete(id);
      return read;
    }
    if (direction !== 'to-bank' || !this.#filled.has(id) || !FORM.test(after.moving?.label ?? ''))
      return undefined;
    this.#filled.delete(id);
    return SEALED_FORM;
  }
}

function legsOf({ news }: UnderWay): Legs {
  if (news === undefined) return ORDINARY_LEGS;
  return news === 'session cookie' ? SHORT_BEAT : BEAT.legs;
}

function total(journey: UnderWay): number {
  const { approach, held, onward } = legsOf(journey);
  return approach + held + onward;
}

function placeOf(journey: UnderWay, now: number): Journey {
  const { direction, began, news, heldUp } = journey;
  const { approach, held, onward } = legsOf(journey);
  const since = now - began;
  const share = (from: number, length: number): number => Math.max(0, Math.min(1, (since - from) / length));
  const written = news !== undefined && heldUp ? share(approach, BEAT.writing) : since >= approach ? 1 : 0;
  const about = { direction, news, written };
  if (since < approach) return { ...about, leg: 'approach', progress: share(0, approach) };
  if (since < approach + held) return { ...about, leg: 'held', progress: share(approach, held) };
  return { ...about, leg: 'onward', progress: share(approach + held, onward) };
}
