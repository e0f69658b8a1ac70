import type { OpenClass } from '../class/open-class.ts';
import { formatUserError, UserError } from '../errors.ts';
import type { Link } from '../link/server.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { nextInCourse } from '../script/catalogue/course.ts';
import type { Chapter } from '../script/catalogue/course.ts';
import { loadScenario } from '../script/load.ts';
import type { Scenario } from '../script/scenario.ts';
import { Session } from '../session/session.ts';
import { atSpeed, SYSTEM_CLOCK } from '../stage/clock.ts';
import { Director } from '../stage/director.ts';
import type { NotesMessage } from '../stage/notes/messages.ts';
import type { Invitation } from '../stage/invitation.ts';
import { NotesFeed } from '../stage/notes/notes-feed.ts';
import { readStageOrder } from '../stage/notes/orders.ts';
import type { StageExit } from '../stage/stage-keys.ts';
import { openStageTerminal } from '../stage/stage-terminal.tsx';
import type { OpenStage, StageOpening, StageTerminal } from '../stage/stage-terminal.tsx';
import { classPace, lessonOf } from './class/class-lesson.ts';
import { EXIT } from './exit.ts';
import { labFailure } from './failure.ts';
import { closingLines, exitStatusOf, READER_PATIENCE, startScenario } from './scenario-run.ts';
import type { ScenarioRun, ScenarioRunOptions } from './scenario-run.ts';
import { stageExporter } from './stage-exporter.ts';

/** How each scenario is played, and how the stage shows it. */
interface DemoRunOptions extends ScenarioRunOptions {
  readonly pace: { readonly speed: number; readonly manual: boolean };
}

/** One scenario after another on one terminal, each with a session and a lab of its own. */
export class DemoRun {
  /** Lines that stay when it is over. */
  readonly closingLines: string[] = [];
  status: number = EXIT.held;
  readonly #options: DemoRunOptions;
  readonly #terminal: StageTerminal;
  /** Whether steps wait for the teacher, as was said last. */
  #manual: boolean;
  readonly #notes = new NotesFeed();
  readonly #played = new Set<string>();
  #chapters: readonly Chapter[] | undefined;
  /** The class that follows, where one does. */
  readonly #room: OpenClass | undefined;
  #link: Promise<Link<NotesMessage> | undefined> | undefined;
  /** What is on the stage, for the orders of the notes' terminal. */
  #stage: OpenStage | undefined;
  #leaving = false;
  /** The run that is over, while the reader of its file is waited for. */
  #ended: ScenarioRun | undefined;

  constructor(
    opening: StageOpening,
    options: DemoRunOptions,
    chapters: readonly Chapter[] | undefined,
    room?: OpenClass,
  ) {
    this.#room = room;
    this.#terminal = openStageTerminal(
      opening,
      stageExporter('.', options.withTyped),
      room && invitationTo(room),
    );
    this.#options = options;
    this.#manual = options.pace.manual;
    this.#chapters = chapters;
  }

  /** Leaves from outside, as a signal does. */
  leave(): void {
    this.#leaving = true;
    this.#terminal.leave();
    void this.#ended?.end(READER_PATIENCE);
  }

  /** Plays until somebody leaves; begins with the catalogue where no scenario is given. */
  async play(first: Scenario | undefined): Promise<'quit' | 'interrupt'> {
    let scenario = first;
    let at = '';
    let fault: string | undefined;
    let { seed } = this.#options;
    try {
      while (!this.#leaving) {
        if (scenario === undefined) {
          const choice = await this.#choose(at, fault);
          if (choice.kind !== 'play') return choice.kind;
          at = choice.id;
        } else {
          at = scenario.id;
          const how = await this.#playOne(scenario, seed);
          if (how === 'quit' || how === 'interrupt') return how;
          if (how === 'restart') {
            // The same numbers once more would be no new run.
            seed = undefined;
            continue;
          }
          if (how === 'next') at = nextInCourse(this.#chapters ?? [], at)?.id ?? at;
          scenario = undefined;
          if (how === 'catalogue') continue;
        }
        try {
          fault = undefined;
          scenario = await loadScenario(findScenario(at));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          fault = formatUserError(error);
        }
      }
      return 'quit';
    } finally {
      await this.#terminal.close();
      (await this.#link)?.close();
    }
  }

  #choose(chosen: string, fault: string | undefined): ReturnType<StageTerminal['start']> {
    this.#notes.showCatalogue();
    const choice = this.#terminal.start({
      chapters: this.#chapters ?? [],
      chosen,
      played: this.#played,
      ...(fault !== undefined && { fault }),
    });
    void this.#openLink();
    return choice;
  }

  async #playOne(scenario: Scenario, seed: string | undefined): Promise<StageExit> {
    const session = new Session();
    const { pace, seed: _given, ...options } = this.#options;
    const director = new Director(session, atSpeed(SYSTEM_CLOCK, pace.speed), {
      ...pace,
      manual: this.#manual,
      patient: this.#room !== undefined,
    });
    const classroom = this.#room?.classroom;
    const paced = classroom === undefined ? director : classPace(director, classroom);
    const run = startScenario(scenario, session, paced, {
      ...options,
      ...(seed !== undefined && { seed }),
    });
    // A session that is saved is the only one of its file.
    const alone = options.save !== undefined;
    const stage = this.#terminal.stage(director, !alone, run.play.hand);
    this.#stage = stage;
    classroom?.show(lessonOf(stage, session, !alone));
    const unfollow = this.#notes.followStage(stage.source, scenario.minutes);
    void this.#openLink();
    if (!alone) void this.#offer(stage, scenario.id);
    const { done, brokenLater } = run.play;
    const broken = Promise.all([done.then(director.ended), brokenLater]).catch((error: unknown) => {
      stage.leave('quit');
      throw labFailure(error, run.play);
    });
    broken.catch(() => undefined);
    let how: StageExit = 'quit';
    let saved: number = EXIT.held;
    try {
      how = await stage.left;
    } finally {
      this.#manual = director.scene().manual;
      this.#stage = undefined;
      unfollow();
      classroom?.show(undefined);
      if (how === 'quit' || how === 'interrupt') await this.#terminal.close();
      this.#ended = run;
      saved = await run.end(this.#leaving ? READER_PATIENCE : undefined);
      // Last, since closing the lab appends facts, and every fact may set the director's timer once more.
      director.stop();
    }
    await Promise.race([broken, Promise.resolve()]);
    this.closingLines.push(...(this.closingLines.length === 0 ? [] : ['']), ...closingLines(session));
    if (isWhole(session)) this.#played.add(scenario.id);
    this.status = Math.max(this.status, exitStatusOf(session), saved);
    return how;
  }

  async #offer(stage: OpenStage, id: string): Promise<void> {
    const chapters = await this.#course();
    const next = nextInCourse(chapters, id);
    if (chapters.length > 0) stage.offer(next === undefined ? {} : { next });
  }

  /** The catalogue, read after the first frame; empty where it cannot be. */
  async #course(): Promise<readonly Chapter[]> {
    await this.#terminal.drawn();
    try {
      return (this.#chapters ??= await readCourse());
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  }

  /** Does what the notes' terminal says, where it is an order and there is a stage. */
  readonly #hear = (line: string): void => {
    const order = readStageOrder(line);
    if (order !== undefined) this.#stage?.obey(order);
  };

  /** Lets the notes be followed from another terminal, once the first frame stands. */
  async #openLink(): Promise<void> {
    await this.#terminal.drawn();
    if (this.#leaving) return;
    this.#link ??= import('../link/server.ts').then(({ openLink }) =>
      // What was blanked from there is not left so with nobody who could show it again.
      openLink(this.#notes.greeting, undefined, this.#hear, () => this.#stage?.lift()),
    );
    const link = await this.#link;
    if (link !== undefined) this.#notes.sendTo((message) => link.send(message));
  }
}

/** What the stage says of how a class comes in. */
function invitationTo({ address, classroom }: OpenClass): Invitation {
  return { address, code: () => classroom.roster.code, subscribe: classroom.subscribe };
}

/** Whether the scenario was played to its end. */
function isWhole(session: Session): boolean {
  const last = session.facts.at(-1);
  return last?.type === 'session-closed' && last.how === 'finished';
}

/** The chapters, with what reads them, which a stage alone does not need. */
export async function readCourse(): Promise<readonly Chapter[]> {
  const { listCourse } = await import('../script/catalogue/catalogue.ts');
  return listCourse();
}
