import type { Fact } from '../../lab/facts/session.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { LabState, LaneState } from '../views/stage/state.ts';
import { pointByFact } from './by-fact.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Clock } from './clock.ts';
import { TeachersHand } from './hand.ts';
import { Journeys } from './journeys.ts';
import type { Journey } from './journeys.ts';
import { dwell, FRAME, QUESTION_WAIT } from './pacing.ts';
import { ReadingTimes } from './reading-times.ts';
import { Timeline } from './timeline.ts';

/** What the stage draws. A new object for every change. */
export interface StageScene {
  readonly state: LabState;
  /** Where on the log the head stands, and where the log ends. */
  readonly point: number;
  readonly end: number;
  /** The step that the lab itself has come to. */
  readonly liveStep: number;
  readonly paused: boolean;
  /** Whether every step waits for the teacher, and whether one does just now. */
  readonly manual: boolean;
  readonly waits: boolean;
  /** Whether the head was moved fact by fact: the last of the facts shown is what is looked at. */
  readonly byFact: boolean;
  /** False for a session that is played again from a file. */
  readonly live: boolean;
  /** Whether all that happened is shown and no further step will come. */
  readonly over: boolean;
  /** Whether a lesson would be lost that is under way, wherever in it the stage looks. */
  readonly underWay: boolean;
  readonly journeys: ReadonlyMap<string, Journey>;
  /** ms until an open question is passed over; endless where every step waits. */
  readonly questionLeft?: number;
}

/** Between two ticks of a countdown: ms. */
const COUNTDOWN = 500;

/** What a jump forward or a burst passes between two redraws, so that a very long one does not freeze the stage: facts, and ms. */
const STRIDE = { facts: 4_096, each: 16, time: 50 } as const;

/** What a director leads through. */
export interface DirectorOptions {
  /** Whether a lab runs on behind and a player waits for the stage. Ordinarily true. */
  readonly live?: boolean;
  /** Whether every step waits for the teacher. Ordinarily false. */
  readonly manual?: boolean;
  /** How fast the clock goes: a class has its whole time for a question all the same. Ordinarily 1. */
  readonly speed?: number;
  /** Whether a person is there to go on after a step that says `pause`. Ordinarily true. */
  readonly holds?: boolean;
}

/**
 * Leads the stage through the log: a head that moves over the facts at a pace that an audience can
 * follow, while the lab runs on behind. It also tells the player when the next step may begin. A step
 * that is in the log already, as all are in a saved session, waits for the same reading time.
 */
export class Director {
  /** The log that is led through. */
  readonly facts: FactLog;
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #busy = new Map<string, number>();
  readonly #journeys = new Journeys();
  readonly #live: boolean;
  readonly #hand: TeachersHand;
  readonly #reading = new ReadingTimes();
  readonly #speed: number;
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
  /** The step whose `pause` has held the stage, until another begins. */
  #heldAt: number | undefined;
  #gate: (() => void) | undefined;
  #question: { resolve: (choice: number) => void; until: number } | undefined;
  #ended = false;
  #stopped = false;
  #cancel: (() => void) | undefined;
  /** When the scene was drawn last, and whether facts wait for the next time. */
  #drawn = -Infinity;
  #gathering = false;
  readonly #unsubscribe: () => void;
  #scene: StageScene;

  constructor(log: FactLog, clock: Clock = SYSTEM_CLOCK, options: DirectorOptions = {}) {
    this.facts = log;
    this.#live = options.live ?? true;
    this.#hand = new TeachersHand(options.manual ?? false);
    this.#speed = options.speed ?? 1;
    this.#holds = options.holds ?? true;
    this.#timeline = new Timeline(log);
    this.#clock = clock;
    this.#scene = this.#draw();
    this.#unsubscribe = log.subscribe(() => this.#gather());
  }

  /** For the player: resolves when the next step may begin. */
  readonly before = (): Promise<void> =>
    new Promise((resolve) => {
      this.#gate = resolve;
      this.#wake();
    });

  /** For the player: resolves with the class's choice, from 1; 0 is a question passed over. */
  readonly answer = (): Promise<number> =>
    new Promise((resolve) => {
      // The lab is ahead of the stage: the step that is wanted may have begun.
      if (this.#hand.passes(this.#timeline.stepStarts().length - 1)) {
        resolve(0);
        return;
      }
      this.#question = { resolve, until: this.#questionEnd() };
      this.#wake();
    });

  /** For the player: no further step will come. */
  readonly ended = (): void => {
    this.#ended = true;
    this.#wake();
  };

  /** Holds the stage where it is, or lets it go on from there. */
  readonly togglePause = (): void => {
    this.#paused = !this.#paused;
    this.#stepping = false;
    this.#hurrying = false;
    this.#byFact = false;
    this.#hand.rest();
    if (this.#question !== undefined) this.#question.until = this.#questionEnd();
    this.#wake();
  };

  /** Makes every step wait for the teacher, or lets them go on by themselves again. */
  readonly toggleManual = (): void => {
    this.#hand.manual = !this.#hand.manual;
    if (this.#question !== undefined) this.#question.until = this.#questionEnd();
    this.#wake();
  };

  /** Shows the rest of this step, or goes on to the next one. */
  readonly next = (): void => {
    const { end } = this.#timeline;
    if (this.#paused && this.#question === undefined && this.#heldAt === this.#scene.state.step) {
      this.togglePause();
      return;
    }
    if (this.#point < end && !this.#paused && this.facts.typeAt(this.#point) === 'step-started') {
      this.#goOn();
      this.#hand.grant();
    } else if (this.#point < end) {
      this.#goOn();
      this.#goal = this.#timeline.stepEnds().find((point) => point > this.#point) ?? end;
    } else if (this.#question !== undefined) {
      this.choose(0);
      return;
    } else if (this.#gate !== undefined) {
      this.#stepping = this.#paused;
      this.#goOn();
      this.#hand.grant();
      this.#release();
    } else if (this.#ended) {
      this.#goOn();
    } else {
      this.#goOn();
      this.#hurrying = true;
    }
    this.#wake();
  };

  /** Goes back to the end of the step before, and stays there. */
  readonly back = (): void => {
    const ends = this.#timeline.stepEnds().filter((point) => point < this.#point);
    this.#stayAt(ends.at(-1) ?? 0);
  };

  /** Goes to the beginning of the log, and stays there. */
  readonly toStart = (): void => this.#stayAt(0);

  /** Goes on (1) or back (-1) to the next fact that shows something, and stays there with its packet on its way. */
  readonly byFact = (by: 1 | -1): void => {
    const point = pointByFact(this.facts, this.#point, by);
    const fact = point === this.#point ? undefined : this.#timeline.fact(point - 1);
    this.#stayAt(point, fact);
  };

  /** Plays the step with this index: from its beginning where it was played, else the run is hurried there. */
  readonly toStep = (step: number): void => {
    const all = this.#scene.state.steps.length;
    if (!Number.isInteger(step) || step < 0 || step >= all || this.#stopped) return;
    const start = this.#timeline.stepStarts()[step];
    this.#goOn();
    this.#hurrying = start === undefined;
    this.#stepping = this.#paused;
    if (start === undefined) {
      this.#hand.hurryTo(step);
      this.#question?.resolve(0);
      this.#question = undefined;
    } else {
      this.#point = start;
      this.#hand.grant();
    }
    this.#wake();
  };

  /** Goes to the end of the log. A stage that is held stays so; one that is not goes on from there. */
  readonly toEnd = (): void => {
    this.#goOn();
    this.#goal = this.#timeline.end;
    this.#wake();
  };

  /** Answers an open question. Returns false where none is open or the choice is none of its own. */
  readonly choose = (choice: number): boolean => {
    const open = this.#question;
    const asked = this.#scene.state.question;
    if (open === undefined || asked === undefined || asked.choice !== undefined) return false;
    if (!Number.isInteger(choice) || choice < 0 || choice > asked.choices.length) return false;
    this.#question = undefined;
    this.#reading.answered();
    // A stage that is held shows what was chosen, and is held again.
    this.#stepping ||= this.#paused;
    open.resolve(choice);
    this.#wake();
    return true;
  };

  /** For React: the scene as it is now. */
  readonly scene = (): StageScene => this.#scene;

  /** For React: calls `listener` after every change of scene. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Ends all waiting, so that nothing keeps the process alive. */
  readonly stop = (): void => {
    this.#ended = true;
    this.#unsubscribe();
    this.#listeners.clear();
    this.#cancel?.();
    this.#stopped = true;
  };

  #stayAt(point: number, fact?: Fact): void {
    this.#paused = true;
    this.#stepping = false;
    this.#hurrying = false;
    this.#heldAt = undefined;
    this.#goOn();
    this.#point = Math.max(0, Math.min(this.#timeline.end, point));
    this.#byFact = fact !== undefined;
    if (fact?.type === 'segment-captured') this.#setOut(fact, this.#clock.now());
    this.#wake();
  }

  /** Until when a class may choose that is asked now. */
  #questionEnd(): number {
    return this.#clock.now() + (this.#hand.manual ? Infinity : QUESTION_WAIT * this.#speed);
  }

  /** Ends every wait for an audience, and a jump that is under way. */
  #goOn(): void {
    this.#goal = 0;
    this.#byFact = false;
    this.#hand.rest();
    this.#busy.clear();
    this.#journeys.clear();
    this.#reading.end();
  }

  /** Facts that come close together are shown together, at most once in a frame. */
  #gather(): void {
    if (this.#gathering) return;
    const early = FRAME - (this.#clock.now() - this.#drawn);
    if (early <= 0) {
      this.#wake();
      return;
    }
    this.#gathering = true;
    this.#cancel?.();
    this.#cancel = this.#clock.after(early, () => this.#wake());
  }

  #wake(): void {
    if (this.#stopped) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#gathering = false;
    this.#drawn = this.#clock.now();
    const wait = this.#jump() ? 0 : this.#advance();
    this.#scene = this.#draw();
    for (const listener of this.#listeners) listener();
    const frame = this.#journeys.any ? FRAME : this.#question === undefined ? Infinity : COUNTDOWN;
    const soonest = Math.min(wait, this.#paused && !this.#byFact ? Infinity : frame);
    if (soonest < Infinity) this.#cancel = this.#clock.after(Math.max(1, soonest), () => this.#wake());
  }

  /** Takes a jump one stride further; returns whether there is more of it. */
  #jump(): boolean {
    if (this.#goal <= this.#point) return false;
    const began = this.#clock.now();
    const end = Math.min(this.#goal, this.#point + STRIDE.facts);
    while (this.#point < end && this.#clock.now() - began < STRIDE.time) {
      this.#point = Math.min(end, this.#point + STRIDE.each);
      this.#timeline.stateAt(this.#point);
    }
    if (this.#point < this.#goal) return true;
    // The rest of a step that is still under way is shown as it comes.
    if (this.#goal === this.#timeline.end && !this.#timeline.stateAt(this.#goal).stepDone)
      this.#hurrying = true;
    return false;
  }

  /** Moves the head as far as time allows; returns ms until it may move again. */
  #advance(): number {
    const now = this.#clock.now();
    let passed = 0;
    this.#journeys.arrived(now);
    while (this.#point < this.#timeline.end) {
      const fact = this.#timeline.fact(this.#point);
      if (fact === undefined || (this.#paused && !this.#stepping)) return Infinity;
      const lane = 'lane' in fact ? fact.lane : '';
      if (fact.type === 'step-started' && this.#holdsHere(now)) return Infinity;
      const free = this.#freeAt(fact, lane);
      if (free > now && !this.#hurrying) return free - now;
      this.#point += 1;
      this.#pass(fact, lane, now);
      passed += 1;
      // A burst may be of any length: it is shown as it is folded.
      if (passed % STRIDE.each === 0) {
        this.#timeline.stateAt(this.#point);
        if (passed >= STRIDE.facts || this.#clock.now() - now >= STRIDE.time) return 0;
      }
    }
    return this.#waitAtEnd(now);
  }

  /** When the lane that a fact belongs to, or all of them, have shown what came before. */
  #freeAt(fact: Fact, lane: string): number {
    if (lane === '') return Math.max(this.#heldUntil(fact), ...this.#busy.values());
    // Segments that follow in the same direction are one burst, and travel together.
    const joins = fact.type === 'segment-captured' && this.#journeys.directionIn(lane) === fact.direction;
    return joins ? 0 : (this.#busy.get(lane) ?? 0);
  }

  /** Until when a fact waits for the teacher, or for what was said before it to be read. */
  #heldUntil(fact: Fact): number {
    return fact.type === 'step-started' && this.#hand.holds ? Infinity : this.#reading.heldUntil(fact);
  }

  #pass(fact: Fact, lane: string, now: number): void {
    if (fact.type === 'step-started') {
      if (this.#hand.begins(fact.index)) this.#hurrying = false;
      this.#heldAt = undefined;
    }
    this.#reading.pass(fact, now, this.#hurrying, this.#secondsOf(fact));
    if (fact.type === 'step-finished' && !this.#hand.hurries) {
      this.#hurrying = false;
      this.#stepping = false;
    }
    if (lane === '' || this.#hurrying) return;
    if (fact.type === 'form-filled') this.#journeys.filled(lane);
    if (fact.type === 'segment-captured') this.#setOut(fact, now);
    else this.#busy.set(lane, now + dwell(fact));
  }

  /** How many seconds the step stays that a fact begins. */
  #secondsOf(fact: Fact): number {
    if (fact.type !== 'step-started') return 0;
    return this.#timeline.stateAt(this.#point).steps[fact.index]?.seconds ?? 0;
  }

  /** A packet leaves: nothing else of its lane is shown until it has arrived. */
  #setOut({ lane, direction }: SegmentCaptured, now: number): void {
    const find = (point: number): LaneState | undefined =>
      this.#timeline.stateAt(point).lanes.find(({ id }) => id === lane);
    const [before, after] = [find(this.#point - 1), find(this.#point)];
    if (after !== undefined)
      this.#busy.set(lane, this.#journeys.setOut(direction, now, before ?? after, after));
  }

  #waitAtEnd(now: number): number {
    if (this.#paused && !this.#stepping) return Infinity;
    if ((this.#question ?? this.#gate) !== undefined && this.#holdsHere(now)) return Infinity;
    if (this.#question !== undefined) {
      if (now >= this.#question.until) this.choose(0);
      return Infinity;
    }
    const { explained } = this.#reading;
    if (this.#gate === undefined) return explained > now ? explained - now : Infinity;
    if (this.#hand.holds) return Infinity;
    const free = Math.max(this.#reading.step, ...this.#busy.values());
    if (free > now && !this.#hand.hurries) return free - now;
    this.#release();
    return Infinity;
  }

  /** Holds the stage, once, at a step that says so, when its lanes have come to rest. */
  #holdsHere(now: number): boolean {
    const { step, steps } = this.#timeline.stateAt(this.#point);
    if (!this.#holds || steps[step]?.pause !== true || this.#heldAt === step) return false;
    // A teacher's hand holds every step, or none.
    if (this.#hand.manual || this.#hand.hurries) return false;
    if (Math.max(0, ...this.#busy.values()) > now) return false;
    this.#heldAt = step;
    this.#paused = true;
    this.#stepping = false;
    return true;
  }

  #release(): void {
    const gate = this.#gate;
    this.#gate = undefined;
    gate?.();
  }

  #draw(): StageScene {
    const now = this.#clock.now();
    const { end } = this.#timeline;
    const state = this.#journeys.seen(this.#timeline.stateAt(this.#point), now);
    const over = this.#ended && this.#point === end && now >= this.#reading.explained;
    return {
      state,
      point: this.#point,
      end,
      live: this.#live,
      liveStep: this.#live ? this.#timeline.stepEnds().length - 1 : state.step,
      paused: this.#paused,
      manual: this.#hand.manual,
      waits: this.#waits(),
      byFact: this.#byFact,
      over,
      underWay: this.#live
        ? this.#timeline.stepStarts().length > 0 && !this.#ended
        : state.step >= 0 && !over,
      journeys: this.#journeys.at(now),
      ...(this.#question !== undefined &&
        !this.#paused && { questionLeft: Math.max(0, this.#question.until - now) / this.#speed }),
    };
  }

  /** Whether only the teacher's hand holds the next step back. */
  #waits(): boolean {
    if (!this.#hand.holds || this.#paused || this.#question !== undefined) return false;
    if (this.#point < this.#timeline.end) return this.facts.typeAt(this.#point) === 'step-started';
    return this.#gate !== undefined;
  }
}
