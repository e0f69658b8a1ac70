import { basename } from 'node:path';
import * as z from 'zod/mini';
import { toScenario } from './convert.ts';
import { firstFault, inOrder, readText, tooLarge } from '../file/document.ts';
import type { Problem } from '../file/document.ts';
import { SCENARIO_LIMITS } from './limits.ts';
import { decodeText, readBounded } from '../file/read-file.ts';
import { wrongReferences } from './references.ts';
import type { Scenario } from '../scenario.ts';
import { ScenarioSchema } from './schema.ts';
import { problemsOf } from '../file/sentences.ts';
import { SCENARIO_FILE } from '../file/words.ts';

export type { Problem } from '../file/document.ts';

/** A scenario, or everything that is wrong with its file, in the order of the file; one of the two. */
export interface ParsedScenario {
  readonly scenario?: Scenario;
  readonly problems: readonly Problem[];
}

/** Reads a scenario out of a file's YAML. Throws a `UserError` with the first problem's place where there is one. */
export async function readScenario(path: string): Promise<Scenario> {
  const { scenario, problems } = await checkScenario(path);
  if (scenario !== undefined) return scenario;
  throw firstFault(problems, path);
}

/** Reads a file and lists all that is wrong with it. Throws a `UserError` where it cannot be read at all. */
export async function checkScenario(path: string): Promise<ParsedScenario> {
  const bytes = await readBounded(path);
  return bytes === undefined ? { problems: [tooLarge(SCENARIO_FILE)] } : parseScenarioBytes(bytes, path);
}

/** A scenario from a file's bytes, which must be UTF-8. Pure; never throws. */
export function parseScenarioBytes(bytes: Uint8Array, file: string): ParsedScenario {
  const read = decodeText(bytes);
  return typeof read === 'string' ? parseScenario(read, file) : { problems: [read] };
}

/** A scenario from a file's text; `file` gives it its id. Pure; never throws. */
export function parseScenario(text: string, file: string): ParsedScenario {
  if (text.length > SCENARIO_LIMITS.file) return { problems: [tooLarge(SCENARIO_FILE)] };
  const read = readText(text);
  if ('problems' in read) return { problems: inOrder(read.problems) };
  const result = z.safeParse(ScenarioSchema, read.value);
  const problems = [
    ...(result.success ? [] : problemsOf(result.error.issues, read.value, read.problemAt)),
    ...wrongReferences(read.value, read.problemAt),
  ];
  if (!result.success || problems.length > 0) return { problems: inOrder(problems) };
  return { scenario: toScenario(result.data, basename(file).replace(/\.ya?ml$/, '')), problems: [] };
}
