import { existsSync } from 'node:fs';
import { byLikeness } from '../../../lab/text/nearest.ts';
import { UserError } from '../../errors.ts';
import { wordList } from '../file/words.ts';
import { loadCourse, loadHead } from '../load.ts';
import { arrangeChapters } from './course.ts';
import type { CatalogueEntry, Chapter } from './course.ts';
import { coursePath, idsIn, isCourse, scenarioPath, scenariosFolder } from './folder.ts';

/**
 * Every scenario of the catalogue, by id in the order of the alphabet. Only their heads are looked at.
 * Throws a `UserError` where one is wrong.
 */
export async function listCatalogue(folder: string = scenariosFolder()): Promise<readonly CatalogueEntry[]> {
  return Promise.all(
    idsIn(folder).map(async (id) => {
      const file = scenarioPath(folder, id);
      const { title, minutes, shows } = await loadHead(file);
      return { id, title, minutes, shows, file };
    }),
  );
}

/** The catalogue by chapter, in the order of the course; what the course does not name comes last. Throws a `UserError`. */
export async function listCourse(folder: string = scenariosFolder()): Promise<readonly Chapter[]> {
  const path = coursePath(folder);
  const course = existsSync(path) ? await loadCourse(path) : { chapters: [] };
  return arrangeChapters(course, await listCatalogue(folder));
}

/**
 * The file of a scenario, which is named by its id in the catalogue or by a path. What has a dot or a
 * slash is a path and is not looked at here. Throws a `UserError` for a course, and one that names the
 * ids most like a wrong one.
 */
export function findScenario(idOrPath: string): string {
  if (isCourse(idOrPath))
    throw new UserError(`${idOrPath} is a course, not a scenario: name one of its scenarios instead`);
  if (/[./\\]/.test(idOrPath)) return idOrPath;
  const ids = idsIn(scenariosFolder());
  if (ids.includes(idOrPath)) return scenarioPath(scenariosFolder(), idOrPath);
  if (idOrPath !== '' && existsSync(idOrPath)) return idOrPath;
  const near = byLikeness(idOrPath, ids).slice(0, 3);
  throw new UserError(
    `no scenario is named "${idOrPath}"; did you mean ${wordList(near, 'or')}? plainsight list names them all`,
  );
}
