import { basename } from 'node:path';
import { safeParse } from 'zod/mini';
import { checkBytes, checkText, contentOf } from '../file/checked-file.ts';
import type { CheckedFile } from '../file/checked-file.ts';
import { outermostValues } from '../file/document.ts';
import type { FileFormat } from '../file/file-format.ts';
import { decodeText, readBounded } from '../file/read-file.ts';
import type { Scenario, ScenarioHead } from '../scenario.ts';
import { toScenario } from './convert.ts';
import { adviseScenario } from './advice.ts';
import { crossCheckScenario } from './cross-checks.ts';
import { stepsInVain } from './in-vain.ts';
import { HeadSchema, ScenarioSchema } from './schema.ts';
import type { ScenarioContent } from './schema.ts';

const SCENARIO_FORMAT: FileFormat<ScenarioContent> = {
  noun: 'scenario',
  needs: 'title, minutes, shows, lanes and steps',
  depth: 5,
  schema: ScenarioSchema,
  crossCheck: crossCheckScenario,
  wholeCheck: stepsInVain,
  advise: adviseScenario,
};

/** Reads a scenario out of a file's YAML. Throws a `UserError` with the first problem's place where there is one. */
export async function readScenario(path: string): Promise<Scenario> {
  return contentOf(await checkScenario(path), path);
}

/** Reads a file and lists all that is wrong with it. Throws a `UserError` where it cannot be read at all. */
export async function checkScenario(path: string): Promise<CheckedFile<Scenario>> {
  return parseScenarioBytes(await readBounded(path), path);
}

/** A scenario from a file's bytes, which must be UTF-8; undefined are more than are read. Pure; never throws. */
export function parseScenarioBytes(bytes: Uint8Array | undefined, file: string): CheckedFile<Scenario> {
  return named(checkBytes(bytes, SCENARIO_FORMAT), file);
}

/** A scenario from a file's text; `file` gives it its id. Pure; never throws. */
export function parseScenario(text: string, file: string): CheckedFile<Scenario> {
  return named(checkText(text, SCENARIO_FORMAT), file);
}

/** The scenario in a file's bytes. Throws a `UserError` with the first problem's place where there is one. */
export function scenarioIn(bytes: Uint8Array | undefined, path: string): Scenario {
  return contentOf(parseScenarioBytes(bytes, path), path);
}

/** The head of a scenario, whatever is wrong with the rest of its file. Throws a `UserError` where the head is. */
export function headIn(bytes: Uint8Array | undefined, path: string): ScenarioHead {
  const text = bytes === undefined ? undefined : decodeText(bytes);
  const values = typeof text === 'string' ? outermostValues(text, Object.keys(HeadSchema.shape)) : undefined;
  const head = safeParse(HeadSchema, values);
  return head.success ? head.data : scenarioIn(bytes, path);
}

function named({ content, ...said }: CheckedFile<ScenarioContent>, file: string): CheckedFile<Scenario> {
  if (content === undefined) return said;
  return { content: toScenario(content, basename(file).replace(/\.ya?ml$/, '')), ...said };
}
