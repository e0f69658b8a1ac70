import type { FactLog } from '../../lab/facts/fact-log.ts';
import { Alarm } from './alarm.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Clock } from './clock.ts';
import { Head } from './head.ts';
import { FRAME, QUESTION_WAIT } from './pacing.ts';
import { PlayerWaits } from './player-waits.ts';
import { sceneOf } from './scene.ts';
import type { StageScene } from './scene.ts';

/** Between two ticks of a countdown: ms. */
const COUNTDOWN = 500;

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
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #live: boolean;
  readonly #speed: number;
  readonly #head: Head;
  readonly #waits = new PlayerWaits();
  #stopped = false;
  readonly #alarm: Alarm;
  readonly #unsubscribe: () => void;
  #scene: StageScene;

  constructor(log: FactLog, clock: Clock = SYSTEM_CLOCK, options: DirectorOptions = {}) {
    this.facts = log;
    this.#live = options.live ?? true;
    this.#speed = options.speed ?? 1;
    this.#head = new Head(log, clock, options.manual ?? false, options.holds ?? true);
    this.#clock = clock;
    this.#scene = this.#draw();
    this.#alarm = new Alarm(clock, () => this.#wake());
    this.#unsubscribe = log.subscribe(() => this.#alarm.gather());
  }

  /** For the player: resolves when the next step may begin. */
  readonly before = (): Promise<void> =>
    new Promise((resolve) => {
      this.#waits.step(resolve);
      this.#wake();
    });

  /** For the player: resolves with the class's choice, from 1; 0 is a question passed over. */
  readonly answer = (): Promise<number> =>
    new Promise((resolve) => {
      const { hand, timeline } = this.#head;
      // The lab is ahead of the stage: the step that is wanted may have begun.
      if (hand.passes(timeline.stepStarts().length - 1)) {
        resolve(0);
        return;
      }
      this.#waits.ask(resolve, this.#questionEnd());
      this.#wake();
    });

  /** For the player: no further step will come. */
  readonly ended = (): void => {
    this.#waits.ended = true;
    this.#wake();
  };

  /** Holds the stage where it is, or lets it go on from there. */
  readonly togglePause = (): void => {
    this.#head.togglePause();
    this.#waits.askUntil(this.#questionEnd());
    this.#wake();
  };

  /** Makes every step wait for the teacher, or lets them go on by themselves again. */
  readonly toggleManual = (): void => {
    const { hand } = this.#head;
    hand.manual = !hand.manual;
    this.#waits.askUntil(this.#questionEnd());
    this.#wake();
  };

  /** Shows the rest of this step, or goes on to the next one. */
  readonly next = (): void => {
    const [head, waits] = [this.#head, this.#waits];
    const { point, timeline } = head;
    const { end } = timeline;
    if (waits.question === undefined && head.heldBy(this.#scene.state.step)) {
      this.togglePause();
      return;
    }
    if (point < end && !head.paused && head.beforeStep) {
      head.goOn();
      head.hand.grant();
    } else if (point < end) {
      head.goTo(timeline.stepEnds().find((stepEnd) => stepEnd > point) ?? end);
    } else if (waits.question !== undefined) {
      this.choose(0);
      return;
    } else if (waits.gated) {
      head.playNext();
      waits.release();
    } else {
      head.goOn();
      if (!waits.ended) head.hurry();
    }
    this.#wake();
  };

  /** Goes back to the end of the step before, and stays there. */
  readonly back = (): void => {
    const { point, timeline } = this.#head;
    this.#head.stayAt(timeline.stepEnds().findLast((end) => end < point) ?? 0);
    this.#wake();
  };

  /** Goes to the beginning of the log, and stays there. */
  readonly toStart = (): void => {
    this.#head.stayAt(0);
    this.#wake();
  };

  /** Goes on (1) or back (-1) to the next fact that shows something, and stays there with its packet on its way. */
  readonly byFact = (by: 1 | -1): void => {
    this.#head.stayByFact(by);
    this.#wake();
  };

  /** Plays the step with this index: from its beginning where it was played, else the run is hurried there. */
  readonly toStep = (step: number): void => {
    const all = this.#scene.state.steps.length;
    if (!Number.isInteger(step) || step < 0 || step >= all || this.#stopped) return;
    const start = this.#head.timeline.stepStarts()[step];
    this.#head.playStep(step, start);
    if (start === undefined) this.#waits.answer(0);
    this.#wake();
  };

  /** Goes to the end of the log. A stage that is held stays so; one that is not goes on from there. */
  readonly toEnd = (): void => {
    this.#head.goTo(this.#head.timeline.end);
    this.#wake();
  };

  /** Answers an open question. Returns false where none is open or the choice is none of its own. */
  readonly choose = (choice: number): boolean => {
    const { asks, state } = this.#scene;
    if (!asks || this.#waits.question === undefined) return false;
    if (!Number.isInteger(choice) || choice < 0 || choice > (state.question?.choices.length ?? 0))
      return false;
    this.#head.reading.answered();
    // A stage that is held shows what was chosen, and is held again.
    this.#head.playOne();
    this.#waits.answer(choice);
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
    this.#waits.ended = true;
    this.#unsubscribe();
    this.#listeners.clear();
    this.#alarm.off();
    this.#stopped = true;
  };

  /** Until when a class may choose that is asked now. */
  #questionEnd(): number {
    return this.#clock.now() + (this.#head.hand.manual ? Infinity : QUESTION_WAIT * this.#speed);
  }

  #wake(): void {
    if (this.#stopped) return;
    this.#alarm.off();
    const wait = this.#move();
    this.#scene = this.#draw();
    for (const listener of this.#listeners) listener();
    const head = this.#head;
    const frame = head.traffic.moves ? FRAME : this.#waits.question === undefined ? Infinity : COUNTDOWN;
    this.#alarm.in(Math.min(wait, head.paused && !head.byFact ? Infinity : frame));
  }

  /** Moves the head as far as time allows, and lets the player go on with it; returns ms until there is more to move. */
  #move(): number {
    if (this.#head.jump()) return 0;
    const now = this.#clock.now();
    return this.#head.advance(now) ?? this.#waitAtEnd(now);
  }

  #waitAtEnd(now: number): number {
    const [head, waits] = [this.#head, this.#waits];
    const { question, gated } = waits;
    if (head.still) return Infinity;
    if ((question !== undefined || gated) && head.holdsHere(now)) return Infinity;
    if (question !== undefined) {
      if (now >= question.until) this.choose(0);
      return Infinity;
    }
    const { explained, step } = head.reading;
    if (!gated) return explained > now ? explained - now : Infinity;
    if (head.hand.holds) return Infinity;
    const free = Math.max(step, head.traffic.atRest);
    if (free > now && !head.hand.hurries) return free - now;
    waits.release();
    return Infinity;
  }

  #draw(): StageScene {
    return sceneOf(this.#head, this.#waits, { live: this.#live, speed: this.#speed }, this.#clock.now());
  }
}
