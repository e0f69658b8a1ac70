import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { programRoot } from '../../root.ts';
import type { Head } from './head.ts';
import { byLikeness } from '../../../lab/text/nearest.ts';
import { decodeText, readBounded } from '../file/read-file.ts';
import { list } from '../file/words.ts';

/** A scenario of the catalogue, as `plainsight list` shows it. */
export interface CatalogueEntry extends Head {
  readonly id: string;
  /** The path of its file. */
  readonly file: string;
}

/** The folder of scenarios that came with the program, `from` as in `programRoot`. Throws a `UserError` where it is not there. */
export function scenariosFolder(from?: string): string {
  const folder = join(programRoot(from), 'scenarios');
  if (existsSync(folder)) return folder;
  throw new UserError('the scenarios that come with plainsight are not there: install it again', {
    exitCode: 3,
  });
}

/**
 * Every scenario of the catalogue, by id in the order of the alphabet. Only their heads are looked at.
 * Throws a `UserError` where one is wrong.
 */
export async function listCatalogue(folder: string = scenariosFolder()): Promise<readonly CatalogueEntry[]> {
  return Promise.all(
    idsIn(folder).map(async (id) => {
      const file = join(folder, `${id}.yaml`);
      return { id, ...(await headOf(file)), file };
    }),
  );
}

async function headOf(file: string): Promise<Head> {
  const bytes = await readBounded(file);
  const text = bytes === undefined ? undefined : decodeText(bytes);
  // Whoever only looks for a scenario by its name does not wait for YAML.
  const { readHead } = await import('./head.ts');
  const head = typeof text === 'string' ? readHead(text) : undefined;
  if (head !== undefined) return head;
  // What is out of the ordinary, the loader takes in or says what is wrong with.
  const { readScenario } = await import('../format/scenario-file.ts');
  const { title, minutes, shows } = await readScenario(file);
  return { title, minutes, shows };
}

/**
 * The file of a scenario, which is named by its id in the catalogue or by a path. What has a dot or a
 * slash is a path and is not looked at here. Throws a `UserError` for a course, and one that names the
 * ids most like a wrong one.
 */
export function findScenario(idOrPath: string): string {
  if (basename(idOrPath) === COURSE_FILE)
    throw new UserError(`${idOrPath} is a course, not a scenario: name one of its scenarios instead`);
  if (/[./\\]/.test(idOrPath)) return idOrPath;
  const ids = idsIn(scenariosFolder());
  if (ids.includes(idOrPath)) return fileOf(idOrPath);
  if (idOrPath !== '' && existsSync(idOrPath)) return idOrPath;
  const near = byLikeness(idOrPath, ids).slice(0, 3);
  throw new UserError(
    `no scenario is named "${idOrPath}"; did you mean ${list(near, 'or')}? plainsight list names them all`,
  );
}

/** The file beside the scenarios that gives them an order. */
export const COURSE_FILE = 'course.yaml';

/** The ids of the scenarios in a folder. */
export function idsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== COURSE_FILE)
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted();
}

function fileOf(id: string): string {
  return join(scenariosFolder(), `${id}.yaml`);
}
