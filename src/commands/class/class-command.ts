import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../../lab/text/printable.ts';
import type { OpenClass } from '../../class/open-class.ts';
import { openClass } from '../../class/open-class.ts';
import { onEnding, reportEnding } from '../../ending.ts';
import type { Ending } from '../../ending.ts';
import { formatUserError, UserError } from '../../errors.ts';
import { unwritable } from '../../file-faults.ts';
import { findScenario, listCourse } from '../../script/catalogue/catalogue.ts';
import { nextInCourse } from '../../script/catalogue/course.ts';
import type { Chapter } from '../../script/catalogue/course.ts';
import { loadScenario } from '../../script/load.ts';
import { Session } from '../../session/session.ts';
import { Director } from '../../stage/director.ts';
import { Remote } from '../../stage/remote.ts';
import { EXIT } from '../exit.ts';
import { labFailure } from '../failure.ts';
import { READER_PATIENCE, startScenario } from '../scenario-run.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { classPace, lessonOf } from './class-lesson.ts';
import { classDoor, classFailure, doorLines } from './class-options.ts';
import type { ClassDoorOptions } from './class-options.ts';

/** Options of `plainsight class`. */
export interface ClassCommandOptions extends ClassDoorOptions {
  readonly course?: boolean;
  /** A folder for a file of each lesson; made where it is missing. */
  readonly sessions?: string;
}

/** A class with no stage: the catalogue stands on the teacher's page, and every step waits for it. Ends with a signal. */
export async function classCommand(options: ClassCommandOptions): Promise<number> {
  if (options.course !== true)
    throw new UserError(
      'class takes --course; for one lesson with a stage there is plainsight demo SCENARIO --class',
    );
  const door = classDoor(options);
  if (options.sessions !== undefined) makeFolder(options.sessions);
  const chapters = await listCourse();
  const lessons = new CourseOfLessons(chapters, options.sessions);
  const catalogue = chapters.flatMap(({ title: chapter, scenarios }) =>
    scenarios.map(({ id, title, minutes }) => ({ id, title, minutes, chapter })),
  );
  const room = await openClass({ ...door, catalogue, play: lessons.choose }).catch((error: unknown) => {
    throw classFailure(error, door);
  });
  const lines = [
    ...doorLines(door, room.address, room.teacher),
    `The code:    ${room.classroom.roster.code}`,
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  let ending: Ending | undefined;
  onEnding((reason) => {
    ending ??= reason;
    lessons.leave();
  });
  room.makeReady();
  try {
    await lessons.play(room);
  } finally {
    await room.close();
  }
  return ending === undefined ? EXIT.held : reportEnding(ending);
}

/** One lesson after another, as the teacher's page chooses them. */
class CourseOfLessons {
  readonly #chapters: readonly Chapter[];
  readonly #folder: string | undefined;
  #wanted = Promise.withResolvers<string | undefined>();
  #left = false;

  constructor(chapters: readonly Chapter[], folder: string | undefined) {
    this.#chapters = chapters;
    this.#folder = folder;
  }

  /** Opens a lesson; the one under way is left. */
  readonly choose = (id: string): void => this.#wanted.resolve(id);

  /** Ends it all. */
  leave(): void {
    this.#left = true;
    this.#wanted.resolve(undefined);
  }

  async play(room: OpenClass): Promise<void> {
    for (;;) {
      const id = await this.#wanted.promise;
      if (this.#left || id === undefined) return;
      this.#wanted = Promise.withResolvers<string | undefined>();
      try {
        await this.#lesson(id, room);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const fault = formatUserError(error);
        process.stderr.write(`plainsight: ${fault}\n`);
        room.classroom.tellFault(fault);
      }
    }
  }

  /** Plays one lesson until another is chosen. */
  async #lesson(id: string, { classroom }: OpenClass): Promise<void> {
    const scenario = await loadScenario(findScenario(id));
    const session = new Session();
    const director = new Director(session, undefined, { manual: true });
    const next = nextInCourse(this.#chapters, id);
    const remote = new Remote(director, true, (how) => this.choose(how === 'next' ? (next?.id ?? id) : id));
    const run: ScenarioRun = startScenario(scenario, session, classPace(director, classroom), {
      ...(this.#folder !== undefined && { save: join(this.#folder, fileOf(id)) }),
    });
    remote.offer(next === undefined ? {} : { next });
    classroom.show(lessonOf(remote, session, true));
    process.stdout.write(`Lesson: ${printable(id)}\n`);
    const broken = run.play.done.then(director.ended).catch((error: unknown) => {
      throw labFailure(error, run.play);
    });
    try {
      await Promise.race([this.#wanted.promise, broken.then(() => this.#wanted.promise)]);
    } finally {
      classroom.show(undefined);
      await run.end(READER_PATIENCE);
      director.stop();
    }
  }
}

/** Now, not when the first lesson begins before a class. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(`the sessions to ${path}`, error);
  }
}

/** A name for the file of a lesson that begins now. */
function fileOf(id: string): string {
  return `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${id}.jsonl`;
}
