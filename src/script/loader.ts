import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { escapeControls, UserError } from '../errors.ts';
import { toScenario } from './convert.ts';
import { readText } from './document.ts';
import type { Problem } from './document.ts';
import { SCENARIO_LIMITS } from './limits.ts';
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
  try {
    return parseScenario(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const readable = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? '';
    const lines = readable.split('\n');
    return wrong(
      lines.length,
      (lines.at(-1)?.length ?? 0) + 1,
      'the file is not UTF-8 text: save it as UTF-8',
    );
  }
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

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return (
    problems
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, SCENARIO_LIMITS.problems)
      // A key may hold a line end, and a problem is one line.
      .map((problem) => ({ ...problem, message: escapeControls(problem.message) }))
  );
}

/** A regular file's bytes, or undefined where it has more than a scenario may have; reads no more than that. */
async function readBounded(path: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new UserError(`${path} is a folder: name a scenario file in it`);
    if (!stat.isFile()) throw new UserError(`${path} is not a regular file: name a scenario file`);
    if (stat.size > SCENARIO_LIMITS.file) return undefined;
    const buffer = new Uint8Array(SCENARIO_LIMITS.file + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return length > SCENARIO_LIMITS.file ? undefined : buffer.subarray(0, length);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, error);
  } finally {
    await handle?.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
};

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new UserError(`${path} cannot be read: ${REASONS[code] ?? `the system says ${code}`}`);
}
