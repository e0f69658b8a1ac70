import type { Course } from './catalogue/course.ts';
import { compiledCourse, compiledScenario } from './catalogue/compiled.ts';
import { readBounded } from './file/read-file.ts';
import type { Scenario, ScenarioHead } from './scenario.ts';

// What a file holds: as the build has read it, where no byte has changed since, else out of its YAML.
// What reads YAML is loaded for that alone: it takes longer than all the rest of a start.

/** The scenario in a file. Throws a `UserError` with the first problem's place where there is one. */
export async function loadScenario(path: string): Promise<Scenario> {
  const bytes = await readBounded(path);
  const compiled = compiledScenario(bytes);
  if (compiled !== undefined) return compiled;
  const { scenarioIn } = await import('./format/scenario-file.ts');
  return scenarioIn(bytes, path);
}

/** The head of a scenario, whatever is wrong with the rest of its file. Throws a `UserError` where the head is. */
export async function loadHead(path: string): Promise<ScenarioHead> {
  const bytes = await readBounded(path);
  const compiled = compiledScenario(bytes);
  if (compiled !== undefined) return compiled;
  const { headIn } = await import('./format/scenario-file.ts');
  return headIn(bytes, path);
}

/** The course in a file. Throws a `UserError` with the first problem's place where there is one. */
export async function loadCourse(path: string): Promise<Course> {
  const bytes = await readBounded(path);
  const compiled = compiledCourse(bytes);
  if (compiled !== undefined) return compiled;
  const { courseIn } = await import('./catalogue/course-file.ts');
  return courseIn(bytes, path);
}
