import { compiledScenario } from './catalogue/compiled.ts';
import { readBounded } from './file/read-file.ts';
import type { Scenario } from './scenario.ts';

/**
 * The scenario in a file: as the build has read it, where the file has not changed since, else out of its YAML.
 * Throws a `UserError` with the first problem's place where there is one.
 */
export async function loadScenario(path: string): Promise<Scenario> {
  const bytes = await readBounded(path);
  const compiled = bytes === undefined ? undefined : compiledScenario(bytes);
  if (compiled !== undefined) return compiled;
  const loader = await import('./format/scenario-file.ts');
  return loader.readScenario(path);
}
