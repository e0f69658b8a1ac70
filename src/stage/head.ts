import type { Fact } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { pointByFact } from './by-fact.ts';
import type { Clock } from './clock.ts';
import { TeachersHand } from './hand.ts';
import { dwell } from './pacing.ts';
import { ReadingTimes } from './reading-times.ts';
import { Timeline } from './timeline.ts';
import { Traffic } from './traffic.ts';

/** What a jump forward or a burst passes between two redraws, so that a very long one does not freeze the stage: facts, and ms. */
const STRIDE = { facts: 4_096, each: 16, time: 50 } as const;

/** The head that moves over the facts of a log, at a pace that an audience can follow. */
export class Head {
  readonly timeline: Timeline;
  readonly traffic: Traffic;
  readonly reading = new ReadingTimes();
  readonly hand: TeachersHand;
  readonly #log: FactLog;
  readonly #clock: Clock;
  /** Whether a step that says `pause` holds it. */
  readonly #holds: boolean;
  #point = 0;
  /** Where a jump forward leads that is still under way. */
  #goal = 0;
  #paused = false;
  /** Shows everything up to the end of the step at once. */
  #hurrying = false;
  /** While paused: plays one step and stops again. */
  #stepping = false;
  #byFact = false;
  /** The step whose `pause` has held it, until another begins. */
  #heldAt: number | undefined;

  constructor(log: FactLog, clock: Clock, manual: boolean, holds: boolean) {
    this.#log = log;
    this.#clock = clock;
    this.#holds = holds;
    this.hand = new TeachersHand(manual);
    this.timeline = new Timeline(log);
    this.traffic = new Traffic(this.timeline);
  }

  /** How many facts it has passed. */
  get point(): number {
    return this.#point;
  }

  /** Whether it is held where it is. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Whether nothing moves it now: it is held, and no step is played meanwhile. */
  get still(): boolean {
    return this.#paused && !this.#stepping;
  }

  /** Whether it was moved fact by fact. */
  get byFact(): boolean {
    return this.#byFact;
  }

  /** Whether the next fact begins a step. */
  get beforeStep(): boolean {
    return this.#log.typeAt(this.#point) === 'step-started';
  }

  /** Whether the `pause` of the step with this index holds it. */
  heldBy(step: number): boolean {
    return this.#paused && this.#heldAt === step;
  }

  /** Holds it, or lets it go on. */
  togglePause(): void {
    this.#paused = !this.#paused;
    this.#stepping = false;
    this.#hurrying = false;
    this.#byFact = false;
    this.hand.rest();
  }

  /** Ends every wait for an audience, and a jump that is under way. */
  goOn(): void {
    this.#goal = 0;
    this.#byFact = false;
    this.hand.rest();
    this.traffic.clear();
    this.reading.end();
  }

  /** Shows the rest of the step as fast as it comes. */
  hurry(): void {
    this.#hurrying = true;
  }

  /** Where it is held, plays one more step all the same. */
  playOne(): void {
    this.#stepping ||= this.#paused;
  }

  /** Goes on to the next step, and where it is held to the end of that one. */
  playNext(): void {
    this.goOn();
    this.#stepping = this.#paused;
    this.hand.grant();
  }

  /** Jumps forward to a point, in strides. */
  goTo(goal: number): void {
    this.goOn();
    this.#goal = goal;
  }

  /** Plays the step with this index: from where it begins on the log, else from where the run is hurried to. */
  playStep(step: number, start: number | undefined): void {
    this.goOn();
    this.#hurrying = start === undefined;
    this.#stepping = this.#paused;
    if (start === undefined) this.hand.hurryTo(step);
    else {
      this.#point = start;
      this.hand.grant();
    }
  }

  /** Goes to a point and stays there; the fact that was looked for sets its packet out. */
  stayAt(point: number, fact?: Fact): void {
    this.#paused = true;
    this.#stepping = false;
    this.#hurrying = false;
    this.#heldAt = undefined;
    this.goOn();
    this.#point = Math.max(0, Math.min(this.timeline.end, point));
    this.#byFact = fact !== undefined;
    if (fact?.type === 'segment-captured') this.traffic.setOut(fact, this.#point, this.#clock.now());
  }

  /** Goes on (1) or back (-1) to the next fact that shows something, and stays there. */
  stayByFact(by: 1 | -1): void {
    const point = pointByFact(this.#log, this.#point, by);
    this.stayAt(point, point === this.#point ? undefined : this.timeline.fact(point - 1));
  }

  /** Takes a jump one stride further; returns whether there is more of it. */
  jump(): boolean {
    if (this.#goal <= this.#point) return false;
    const began = this.#clock.now();
    const end = Math.min(this.#goal, this.#point + STRIDE.facts);
    while (this.#point < end && this.#clock.now() - began < STRIDE.time) {
      this.#point = Math.min(end, this.#point + STRIDE.each);
      this.timeline.stateAt(this.#point);
    }
    if (this.#point < this.#goal) return true;
    // The rest of a step that is still under way is shown as it comes.
    if (this.#goal === this.timeline.end && !this.timeline.stateAt(this.#goal).stepDone)
      this.#hurrying = true;
    return false;
  }

  /** Moves on as far as time allows; returns ms until it may move again, or undefined at the end of the log. */
  advance(now: number): number | undefined {
    let passed = 0;
    this.traffic.arrived(now);
    while (this.#point < this.timeline.end) {
      const fact = this.timeline.fact(this.#point);
      if (fact === undefined || this.still) return Infinity;
      if (fact.type === 'step-started' && this.holdsHere(now)) return Infinity;
      const free = this.#freeAt(fact);
      if (free > now && !this.#hurrying) return free - now;
      this.#point += 1;
      this.#pass(fact, now);
      passed += 1;
      // A burst may be of any length: it is shown as it is folded.
      if (passed % STRIDE.each === 0) {
        this.timeline.stateAt(this.#point);
        if (passed >= STRIDE.facts || this.#clock.now() - now >= STRIDE.time) return 0;
      }
    }
    return undefined;
  }

  /** Holds it, once, at a step that says so, when its lanes have come to rest. */
  holdsHere(now: number): boolean {
    const { step, steps } = this.timeline.stateAt(this.#point);
    if (!this.#holds || steps[step]?.pause !== true || this.#heldAt === step) return false;
    // A teacher's hand holds every step, or none.
    if (this.hand.manual || this.hand.hurries) return false;
    if (this.traffic.atRest > now) return false;
    this.#heldAt = step;
    this.#paused = true;
    this.#stepping = false;
    return true;
  }

  /** When the lane that a fact belongs to, or all of them, have shown what came before. */
  #freeAt(fact: Fact): number {
    if ('lane' in fact)
      return this.traffic.atRestIn(fact.lane, fact.type === 'segment-captured' ? fact : undefined);
    if (fact.type === 'step-started' && this.hand.holds) return Infinity;
    return Math.max(this.reading.heldUntil(fact), this.traffic.atRest);
  }

  #pass(fact: Fact, now: number): void {
    if (fact.type === 'step-started') {
      if (this.hand.begins(fact.index)) this.#hurrying = false;
      this.#heldAt = undefined;
    }
    this.reading.pass(fact, now, this.#hurrying, this.#secondsOf(fact));
    if (fact.type === 'step-finished' && !this.hand.hurries) {
      this.#hurrying = false;
      this.#stepping = false;
    }
    if (!('lane' in fact) || this.#hurrying) return;
    if (fact.type === 'form-filled') this.traffic.filled(fact.lane);
    if (fact.type === 'segment-captured') this.traffic.setOut(fact, this.#point, now);
    else this.traffic.stay(fact.lane, now + dwell(fact));
  }

  /** How many seconds the step stays that a fact begins. */
  #secondsOf(fact: Fact): number {
    if (fact.type !== 'step-started') return 0;
    return this.timeline.stateAt(this.#point).steps[fact.index]?.seconds ?? 0;
  }
}
