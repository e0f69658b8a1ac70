import { readFileSync } from 'node:fs';
import { contentOf } from '../file/checked-file.ts';
import { scenarioIn } from '../format/scenario-file.ts';
import { coursePath, idsIn, scenarioPath, scenariosFolder } from './folder.ts';
import { compileScenario, contentDigest } from './compiled.ts';
import type { CompiledCatalogue, CompiledScenario } from './compiled.ts';
import { checkCourse } from './course-file.ts';

/** For the build: every scenario of the catalogue and its course, read and checked. Throws a `UserError` where one is wrong. */
export async function compileCatalogue(): Promise<string> {
  const folder = scenariosFolder();
  const scenarios: Record<string, CompiledScenario> = {};
  for (const id of idsIn(folder)) {
    const path = scenarioPath(folder, id);
    const bytes = readFileSync(path);
    scenarios[contentDigest(bytes)] = compileScenario(scenarioIn(bytes, path));
  }
  const path = coursePath(folder);
  const courses = { [contentDigest(readFileSync(path))]: contentOf(await checkCourse(path), path) };
  return JSON.stringify({ scenarios, courses } satisfies CompiledCatalogue);
}
