import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { programRoot } from '../../root.ts';

/** The folder of scenarios that came with the program, `from` as in `programRoot`. Throws a `UserError` where it is not there. */
export function scenariosFolder(from?: string): string {
  const folder = join(programRoot(from), 'scenarios');
  if (existsSync(folder)) return folder;
  throw new UserError('the scenarios that come with plainsight are not there: install it again', {
    exitCode: 3,
  });
}

/** The file beside the scenarios that gives them an order. */
const COURSE_FILE = 'course.yaml';

/** Whether a path is that of a course, not of a scenario. */
export function isCourse(path: string): boolean {
  return basename(path) === COURSE_FILE;
}

/** The ids of the scenarios in a folder. */
export function idsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== COURSE_FILE)
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted();
}

/** The path of the course in a folder of scenarios, whether or not it has one. */
export function coursePath(folder: string): string {
  return join(folder, COURSE_FILE);
}

/** The path of a scenario in a folder. */
export function scenarioPath(folder: string, id: string): string {
  return join(folder, `${id}.yaml`);
}
