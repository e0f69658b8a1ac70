import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { counted } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import { codeOf, UserError } from '../errors.ts';
import { unreadable, unwritable } from '../file-faults.ts';
import { machineFaultText } from '../machine-faults.ts';
import { programVersion } from '../root.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { loadScenario } from '../script/load.ts';
import { openOutputFile } from '../session/output-file.ts';
import { readOrMakeClassKey } from '../teaching/class-key.ts';
import { csvFileText } from '../teaching/csv.ts';
import { TEACHING_LIMITS } from '../teaching/limits.ts';
import { makeHandout } from '../teaching/handout/make-handout.ts';
import type { MadeHandout } from '../teaching/handout/make-handout.ts';
import { readRoster } from '../teaching/roster.ts';
import type { Student } from '../teaching/roster.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/** What `plainsight handout` is told. */
export interface HandoutOptions {
  readonly roster: string;
  readonly key: string;
  readonly scenario: string;
  readonly output: string;
  readonly course: string;
  /** Where the truth goes; beside `output` where it is not given. */
  readonly truth?: string;
  readonly force?: boolean;
}

/** Makes a folder for each student of a roster, with values that are theirs alone, and the teacher's truth file beside them. */
export async function handout(options: HandoutOptions): Promise<number> {
  const { output, course, force = false } = options;
  const scenario = await loadScenario(findScenario(options.scenario));
  if ((scenario.tasks ?? []).length === 0)
    throw new UserError(`${scenario.id} has no tasks to hand out: add tasks: to the scenario`);
  if (course.length > TEACHING_LIMITS.id)
    throw new UserError(`--course is longer than ${TEACHING_LIMITS.id} characters`);
  const students = readRoster(csvFileText(readFileOf(options.roster)).text, options.roster);
  const truth = options.truth ?? join(dirname(resolve(output)), 'truth.jsonl');
  for (const [path, what] of [
    [truth, 'the truth'],
    [options.key, 'the class key'],
    [options.roster, 'the roster'],
  ] as const)
    if (isInside(path, output)) throw new UserError(`${what} may not lie in ${output}, which students get`);
  if (existsSync(output) && (!statSync(output).isDirectory() || (readdirSync(output).length > 0 && !force)))
    throw new UserError(
      `${output} is there already: name a new folder with -o, or write over it with --force`,
    );
  const told = openOutput(process.stdout, 'run');
  const key = readOrMakeClassKey(options.key, () =>
    told.write(`made ${printable(options.key)}, the class key: keep it, and show it to nobody\n`),
  );
  const lines = openTruth(truth, force);
  try {
    const all = { scenario, course, key, version: programVersion() };
    mkdirSync(output, { recursive: true, mode: 0o700 });
    const made = await inTurns(students, (student) =>
      makeHandout(all, student).then((one) => writeFolder(output, student, one, force)),
    );
    for (const { truth: line } of made) lines.write(Buffer.from(`${JSON.stringify(line)}\n`));
    await lines.flush();
  } catch (error) {
    const says = machineFaultText(error);
    throw says === undefined ? error : new UserError(`the lab broke down: ${says}`, { exitCode: EXIT.lab });
  } finally {
    lines.close();
  }
  if (lines.fault !== undefined) throw unwritable(truth, lines.fault);
  told.write(
    `${counted(students.length, 'folder')} in ${printable(output)}, a student each\n` +
      `${printable(truth)} says what is right in each: for you alone\n`,
  );
  await told.flush();
  return EXIT.held;
}

function openTruth(path: string, force: boolean): ReturnType<typeof openOutputFile> {
  try {
    return openOutputFile(path, { force });
  } catch (error) {
    throw unwritable(`the truth to ${path}`, error);
  }
}

/** Does it for all, several at once, and keeps their order. */
async function inTurns<Item, Done>(
  items: readonly Item[],
  each: (item: Item) => Promise<Done>,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  const turns = items.entries();
  await Promise.all(
    Array.from({ length: TEACHING_LIMITS.labs }, async () => {
      for (const [index, item] of turns) done[index] = await each(item);
    }),
  );
  return done;
}

function writeFolder(output: string, student: Student, made: MadeHandout, force: boolean): MadeHandout {
  const folder = join(output, student.folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(made.files))
      writeFileSync(join(folder, name), content, { mode: 0o600, flag: force ? 'w' : 'wx' });
    return made;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Whether a path lies in a folder, as far as their names say. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return (
    way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && way !== resolve(path)
  );
}

/** A text file of a teacher's. Throws a `UserError` where it cannot be read. */
export function readText(path: string, most: number): string {
  return readFileOf(path, most).toString('utf8');
}

function readFileOf(path: string, most: number = TEACHING_LIMITS.csv): Buffer {
  try {
    const { size } = statSync(path);
    if (size > most)
      throw new UserError(`${basename(path)} has ${size} bytes, and ${most} are the most that is read`);
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw unreadable(path, error);
  }
}
