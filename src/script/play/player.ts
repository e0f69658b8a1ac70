import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Lab, LabOptions, Lane } from '../../../lab/lab.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Happening, QuestionExplained, StepOutline } from '../../../lab/facts/session.ts';
import { SESSION_FORMAT } from '../../../lab/facts/session.ts';
import type { Session } from '../../session/session.ts';
import { checkClaim, comparesLanes } from '../../views/claims/claims.ts';
import type { AskStep, ClaimStep, Scenario, ScenarioStep } from '../scenario.ts';
import { attacksBegun } from './attacks-begun.ts';
import { handOnLab } from './hand-on-lab.ts';
import type { HandOnLab } from './hand-on-lab.ts';
import { playInLane } from './lane-step.ts';
import { LIVE_LANES } from './live.ts';
import type { LivePart } from './live.ts';
import type { Pace } from './pace.ts';
import { lanesCertified } from './certified.ts';
import { passwordsWritten } from './passwords.ts';

/** What a run is played with. */
export interface PlayOptions {
  readonly scenario: Scenario;
  readonly session: Session;
  readonly seed: string;
  /** Whether account pages show a receipt each, as those of a hand-out do: no, ordinarily. */
  readonly receipts?: boolean;
  /** Plainsight's own version, for the session's first fact. */
  readonly version: string;
  readonly pace: Pace;
  /** How people take part, where they do: with clients and values of their own. */
  readonly live?: LivePart;
  /** Which browser plays the victim of every lane, whatever the scenario says. */
  readonly victim?: LaneSettings['victim']['browser'];
  /** Whether real browsers are seen by a person. */
  readonly window?: boolean;
}

/** A run under way. */
export interface Play {
  /** Settles when the last step is done, or the run was stopped. Rejects with what broke it. */
  readonly done: Promise<void>;
  /** Rejects with what broke the run after its last step, while a victim did something again; never settles otherwise. */
  readonly brokenLater: Promise<never>;
  /** Whether the lab is open, or was. */
  hasOpened(): boolean;
  /**
   * Acts on the attackers of the lab while it is open, and has a lane's victim do again what she did in the script:
   * never while that is played. Where a person is the victim there is no `again`.
   */
  readonly hand: HandOnLab & { readonly again?: (lane: LaneId) => void };
  /** Closes the lab and the session; may be called at any moment, and twice. */
  stop(): Promise<void>;
}

/**
 * Plays a scenario: opens the lab, drives it step by step through its public face, checks the claims,
 * and appends everything that happens to the session. The lab stays open until `stop`.
 */
export function play(options: PlayOptions): Play {
  const run = new Run(options);
  const hand = {
    ...handOnLab(() => run.lanes),
    ...(options.live === undefined && { again: run.again }),
  };
  return {
    done: run.play(),
    brokenLater: run.brokenLater.promise,
    hand,
    hasOpened: run.hasOpened,
    stop: run.stop,
  };
}

class Run {
  readonly #options: PlayOptions;
  readonly brokenLater = Promise.withResolvers<never>();
  #lab: Promise<Lab> | undefined;
  /** Those of the lab, once it is open and as long as it is. */
  lanes: ReadonlyMap<LaneId, Lane> | undefined;
  readonly #acting = new Set<LaneId>();
  #stopping: Promise<void> | undefined;
  #opened = false;
  #finished = false;
  #broken = false;
  #closed = false;
  #stopped: () => void = () => undefined;
  /** Settles when the run is stopped: what ends every wait. */
  readonly #stop = new Promise<void>((resolve) => {
    this.#stopped = resolve;
  });
  #question: { step: AskStep; choice: number } | undefined;

  /** How often a claim is checked in the whole scenario. */
  readonly #claims: number;

  constructor(options: PlayOptions) {
    this.#options = options;
    // Who does not ask for it has no unhandled rejection for that.
    this.brokenLater.promise.catch(() => undefined);
    this.#claims = options.scenario.steps.reduce(
      (sum, step) => sum + (step.kind === 'claim' ? checksOf(step) : 0),
      0,
    );
  }

  async play(): Promise<void> {
    const { scenario, seed, receipts = false, version, live, victim, window = false } = this.#options;
    this.#append({
      type: 'session-opened',
      format: SESSION_FORMAT,
      version,
      scenario: scenario.id,
      title: scenario.title,
      seed,
      time: new Date().toISOString(),
      lanes: [...scenario.lanes].map(([id, { title, visit }]) => ({ id, title, url: visit })),
      steps: scenario.steps.map(outline),
      notes: scenario.notes,
      ...(live !== undefined && { typed: true }),
    });
    try {
      // Loading the lab takes longer than opening it: a stage can be drawn meanwhile.
      this.#lab = import('../../../lab/lab.ts').then(({ openLab }) =>
        openLab({
          lanes: Object.fromEntries(victim === undefined ? scenario.lanes : playedBy(victim, scenario)),
          seed,
          receipts,
          passwords: Object.fromEntries(passwordsWritten(scenario)),
          certified: lanesCertified(scenario),
          attacks: attacksBegun(scenario),
          ...(live !== undefined && liveOptions(live)),
          window,
          emit: this.#append,
        }),
      );
      const lab = await this.#lab;
      this.#opened = true;
      this.lanes = lab.lanes;
      if (live?.holds === true) for (const lane of lab.lanes.values()) lane.hold.set({});
      for (const [index, step] of scenario.steps.entries()) {
        await Promise.race([this.#options.pace.before(index), this.#stop, lab.broken]);
        if (this.#stopping !== undefined) return;
        await Promise.race([this.#step(lab, index, step), this.#stop, lab.broken]);
        if (this.#stopping !== undefined) return;
      }
      this.#finished = true;
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  readonly hasOpened = (): boolean => this.#opened;
  /** Has the victim of a lane visit, click and send again, once the script is over and as far as she is not at it. */
  readonly again = (id: LaneId): void => {
    const lane = this.lanes?.get(id);
    if (lane === undefined || !this.#finished || this.#acting.has(id)) return;
    this.#acting.add(id);
    void this.#actAgain(lane)
      .catch((error: unknown) => {
        this.#broken = true;
        this.brokenLater.reject(error);
      })
      .finally(() => this.#acting.delete(id));
  };

  async #actAgain(lane: Lane): Promise<void> {
    const lab = await this.#lab;
    for (const step of this.#options.scenario.steps) {
      if (this.#stopping !== undefined) return;
      const hers = step.kind === 'visit' || step.kind === 'click' || step.kind === 'submit';
      if (hers && step.lanes.includes(lane.id))
        await Promise.race([playInLane(lane, step), this.#stop, ...(lab === undefined ? [] : [lab.broken])]);
    }
  }

  readonly stop = (): Promise<void> => (this.#stopping ??= this.#close());

  async #close(): Promise<void> {
    this.#stopped();
    this.lanes = undefined;
    const lab = await this.#lab?.catch(() => undefined);
    await lab?.close();
    const claims = this.#options.session.facts.filter((fact) => fact.type === 'claim-checked');
    const held = claims.filter((claim) => claim.held).length;
    const how = this.#broken ? 'broken' : this.#finished ? 'finished' : 'interrupted';
    const unchecked = this.#claims - claims.length;
    this.#append({
      type: 'session-closed',
      held,
      failed: claims.length - held,
      ...(unchecked > 0 && { unchecked }),
      how,
    });
    this.#closed = true;
  }

  /** Appends to the session until it is closed: what is still said after that is said of a world that is gone. */
  readonly #append = (happening: Happening): void => {
    if (!this.#closed) this.#options.session.append(happening);
  };

  async #step(lab: Lab, index: number, step: ScenarioStep): Promise<void> {
    const { scenario } = this.#options;
    const { kind, text } = outline(step);
    this.#append({ type: 'step-started', index, kind, text });
    await this.#perform(step, lab);
    // A page that was broken off settles as well: its step is not done for that.
    if (this.#stopping !== undefined) return;
    this.#append({ type: 'step-finished', index, kind, text });
    const next = scenario.steps[index + 1];
    // The first claim after a question shows what its answer is.
    if (this.#question !== undefined && (next === undefined || kind === 'claim')) {
      this.#append(explained(this.#question));
      this.#question = undefined;
    }
  }

  async #perform(step: ScenarioStep, lab: Lab): Promise<void> {
    const lanes = lanesOf(lab, step.lanes);
    switch (step.kind) {
      case 'say':
      case 'show':
      case 'wait':
        return;
      case 'ask':
        await this.#ask(step);
        return;
      case 'claim':
        await this.#claim(step, lanes, lab);
        return;
      case 'visit':
      case 'click':
      case 'submit':
      case 'chat':
      case 'knock':
      case 'obtain':
      case 'attack':
        await Promise.all(lanes.map((lane) => playInLane(lane, step)));
        return;
    }
  }

  async #ask(step: AskStep): Promise<void> {
    if (this.#question !== undefined) this.#append(explained(this.#question));
    this.#question = undefined;
    const { question, choices, answer, because } = step;
    this.#append({ type: 'question-asked', question, choices, answer, because });
    const choice = await Promise.race([this.#options.pace.answer(step), this.#stop]);
    if (choice === undefined || this.#stopping !== undefined) return;
    this.#append({ type: 'answer-given', choice });
    // A poll has nothing to be explained.
    if (answer !== 0) this.#question = { step, choice };
  }

  async #claim(step: ClaimStep, lanes: readonly Lane[], lab: Lab): Promise<void> {
    const { session } = this.#options;
    const second = lanes[1];
    for (const { id } of lanes.slice(0, checksOf(step))) {
      const verdict = checkClaim(step.claim, session.facts, id, second?.id);
      // A broken machine is no failed claim.
      if (!verdict.held) await lab.check();
      this.#append({ type: 'claim-checked', lane: id, claim: step.sentence, ...verdict });
    }
  }
}

/** What a lab is to a person who takes part. With a browser of the lab's, others who come are strangers. */
function liveOptions({ client }: LivePart): Pick<LabOptions, 'oneBank' | 'typed' | 'others' | 'guest'> {
  const others = client === 'own' ? 'victim' : 'stranger';
  return { oneBank: true, typed: true, others, guest: { client, lanes: LIVE_LANES } };
}

/** A scenario's lanes, with this browser as the victim of each. */
function playedBy(
  browser: LaneSettings['victim']['browser'],
  { lanes }: Scenario,
): (readonly [LaneId, LaneSettings])[] {
  return [...lanes].map(([id, lane]) => [id, { ...lane, victim: { ...lane.victim, browser } }]);
}

/** In how many of its lanes a claim is checked: what compares two is said once, of the first of them. */
function checksOf({ claim, lanes }: ClaimStep): number {
  return comparesLanes(claim) ? Math.min(1, lanes.length) : lanes.length;
}

function explained({ step, choice }: { step: AskStep; choice: number }): QuestionExplained {
  return { type: 'question-explained', choice, answer: step.answer, because: step.because };
}

/** A step as an audience sees it: what it is, and the sentence told with it. */
function outline(step: ScenarioStep): StepOutline {
  const { kind, lanes, pause, note } = step;
  const own = step.kind === 'ask' ? step.question : step.kind === 'claim' ? step.sentence : '';
  return {
    kind,
    lanes,
    text: step.say ?? own,
    ...(step.kind === 'show' && { shows: step.shows }),
    ...(step.kind === 'wait' && { seconds: step.seconds }),
    ...(pause === true && { pause }),
    ...(note !== undefined && { note }),
    ...(step.kind === 'ask' && answered(step)),
  };
}

/** What the instructor is told of a question before the class is. */
function answered({ choices, answer, because }: AskStep): Pick<StepOutline, 'answer' | 'because'> {
  const right = choices[answer - 1];
  return {
    answer: right === undefined ? '' : `${answer}) ${right}`,
    ...(because !== '' && { because }),
  };
}

function lanesOf(lab: Lab, ids: readonly LaneId[]): Lane[] {
  return ids.flatMap((id) => lab.lanes.get(id) ?? []);
}
