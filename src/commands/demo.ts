import { formatUserError, UserError } from '../errors.ts';
import type { Link } from '../link/server.ts';
import { findScenario, listCourse } from '../script/catalogue/catalogue.ts';
import { nextInCourse } from '../script/catalogue/course.ts';
import type { Chapter } from '../script/catalogue/course.ts';
import { loadScenario } from '../script/load.ts';
import type { Scenario } from '../script/scenario.ts';
import { Session } from '../session/session.ts';
import { Prompter } from '../stage/notes/prompter.ts';
import { openTheatre } from '../stage/open.tsx';
import type { Theatre, TheatreStage } from '../stage/open.tsx';
import type { Leaving } from '../stage/stage.tsx';
import { Director } from '../stage/director.ts';
import { hangCurtain } from './curtain.ts';
import { EXIT } from './exit.ts';
import { labFailure } from './failure.ts';
import { perform, refuseScenario, summaryOf, verdictOf } from './performance.ts';
import type { PerformanceOptions } from './performance.ts';

/**
 * Plays a scenario on the stage and leaves it open at the end; without a name, shows the catalogue first.
 * However it is left, the terminal is given back, the lab is closed, and the claims of every scenario
 * that was played stand on the normal screen. The exit status is the worst of theirs.
 */
export async function demo(name: string | undefined, options: PerformanceOptions): Promise<number> {
  if (name === undefined && options.save !== undefined)
    throw new UserError('--save writes one session: name the scenario, as in demo bank-login --save FILE');
  const first = name === undefined ? undefined : await loadFirst(findScenario(name), options.save);
  const chapters = name === undefined ? await listCourse() : undefined;
  const sitting = new Sitting(options, chapters);
  const curtain = hangCurtain(() => sitting.leave());
  if ((await sitting.hold(first)) === 'interrupt') curtain.interrupted();
  return curtain.close(sitting.summary, sitting.status);
}

function loadFirst(path: string, save: string | undefined): Promise<Scenario> {
  refuseScenario(path, save);
  return loadScenario(path);
}

/** One scenario after another on one terminal, each with a session and a lab of its own. */
class Sitting {
  /** Lines that stay when it is over. */
  readonly summary: string[] = [];
  status: number = EXIT.held;
  readonly #options: PerformanceOptions;
  readonly #theatre: Theatre = openTheatre();
  readonly #prompter = new Prompter();
  readonly #played = new Set<string>();
  #chapters: readonly Chapter[] | undefined;
  #link: Promise<Link | undefined> | undefined;
  #leaving = false;

  constructor(options: PerformanceOptions, chapters: readonly Chapter[] | undefined) {
    this.#options = options;
    this.#chapters = chapters;
  }

  /** Leaves from outside, as a signal does. */
  leave(): void {
    this.#leaving = true;
    this.#theatre.leave();
  }

  /** Plays until somebody leaves; begins with the catalogue where no scenario is given. */
  async hold(first: Scenario | undefined): Promise<'quit' | 'interrupt'> {
    let scenario = first;
    let at = '';
    let fault: string | undefined;
    try {
      while (!this.#leaving) {
        if (scenario === undefined) {
          const choice = await this.#choose(at, fault);
          if (choice.kind !== 'play') return choice.kind;
          at = choice.id;
        } else {
          at = scenario.id;
          const how = await this.#play(scenario);
          if (how === 'quit' || how === 'interrupt') return how;
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
      await this.#theatre.close();
      (await this.#link)?.close();
    }
  }

  #choose(chosen: string, fault: string | undefined): ReturnType<Theatre['start']> {
    this.#prompter.catalogue();
    const choice = this.#theatre.start({
      chapters: this.#chapters ?? [],
      chosen,
      played: this.#played,
      ...(fault !== undefined && { fault }),
    });
    void this.#openLink();
    return choice;
  }

  async #play(scenario: Scenario): Promise<Leaving> {
    const session = new Session();
    const director = new Director(session);
    const performance = perform(scenario, session, director, this.#options);
    const stage = this.#theatre.stage(director);
    const unprompt = this.#prompter.stage(director, scenario.minutes);
    void this.#openLink();
    // A session that is saved is the only one of its file.
    if (this.#options.save === undefined) void this.#offer(stage, scenario.id);
    const broken = performance.play.done.then(director.ended).catch((error: unknown) => {
      stage.leave('quit');
      throw labFailure(error);
    });
    broken.catch(() => undefined);
    let how: Leaving = 'quit';
    try {
      how = await stage.left;
    } finally {
      unprompt();
      if (how === 'quit' || how === 'interrupt') await this.#theatre.close();
      await performance.end();
      // Last, since closing the lab appends facts, and every fact may set the director's timer once more.
      director.stop();
    }
    await Promise.race([broken, Promise.resolve()]);
    this.summary.push(...(this.summary.length === 0 ? [] : ['']), ...summaryOf(session));
    if (isWhole(session)) this.#played.add(scenario.id);
    this.status = Math.max(this.status, verdictOf(session));
    return how;
  }

  async #offer(stage: TheatreStage, id: string): Promise<void> {
    const chapters = await this.#course();
    const next = nextInCourse(chapters, id);
    if (chapters.length > 0) stage.offer(next === undefined ? {} : { next });
  }

  /** The catalogue, read after the first frame; empty where it cannot be. */
  async #course(): Promise<readonly Chapter[]> {
    await this.#theatre.drawn();
    try {
      return (this.#chapters ??= await listCourse());
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  }

  /** Lets the notes be followed from another terminal, once the first frame stands. */
  async #openLink(): Promise<void> {
    await this.#theatre.drawn();
    if (this.#leaving) return;
    this.#link ??= import('../link/server.ts').then(({ openLink }) => openLink(this.#prompter.greeting));
    const link = await this.#link;
    if (link !== undefined) this.#prompter.tell((message) => link.send(message));
  }
}

/** Whether the scenario was played to its end. */
function isWhole(session: Session): boolean {
  const last = session.facts.at(-1);
  return last?.type === 'session-closed' && last.how === 'finished';
}
