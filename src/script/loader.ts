import { basename } from 'node:path';
import * as z from 'zod/mini';
import { UserError } from '../errors.ts';
import { toScenario } from './convert.ts';
import { inOrder, readText } from './document.ts';
import type { Problem } from './document.ts';
import { SCENARIO_LIMITS } from './limits.ts';
import { decodeText, readBounded } from './read-file.ts';
import { wrongReferences } from './references.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioSchema } from './schema.ts';
import { problemsOf } from './sentences.ts';

export type { Problem } from './document.ts';

/** A scenario, or everything that is wrong with its file, in the order of the file; one of the two. */
export interface ParsedScenario {
  readonly scenario?: Scenario;
  readonly problems: readonly Problem[];
}

const TOO_LARGE = `the file is larger than ${SCENARIO_LIMITS.file / 1024} KiB, the most a scenario may have`;

/** Reads a scenario from a file. Throws a `UserError` with the first problem's place where there is one. */
export async function loadScenario(path: string): Promise<Scenario> {
  const { scenario, problems } = await checkScenario(path);
  if (scenario !== undefined) return scenario;
  const [first, ...more] = problems;
  const others = more.length === 0 ? '' : ` (plainsight check lists ${more.length} more)`;
  throw new UserError(`${first?.message ?? 'this is not a scenario'}${others}`, {
    position: { file: path, line: first?.line ?? 1, column: first?.column ?? 1 },
  });
}

/** Reads a file and lists all that is wrong with it. Throws a `UserError` where it cannot be read at all. */
export async function checkScenario(path: string): Promise<ParsedScenario> {
  const bytes = await readBounded(path);
  return bytes === undefined ? wrong(1, 1, TOO_LARGE) : parseScenarioBytes(bytes, path);
}

/** A scenario from a file's bytes, which must be UTF-8. Pure; never throws. */
export function parseScenarioBytes(bytes: Uint8Array, file: string): ParsedScenario {
  const read = decodeText(bytes);
  return typeof read === 'string' ? parseScenario(read, file) : { problems: [read] };
}

/** A scenario from a file's text; `file` gives it its id. Pure; never throws. */
export function parseScenario(text: string, file: string): ParsedScenario {
  if (text.length > SCENARIO_LIMITS.file) return wrong(1, 1, TOO_LARGE);
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

function wrong(line: number, column: number, message: string): ParsedScenario {
  return { problems: [{ line, column, message }] };
}
