import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programRoot, programVersion } from '../../src/root.ts';

/** Where `make chart` puts helm, kubectl and the types of Kubernetes' API. */
export const KUBERNETES = join(programRoot(), '.kubernetes');

/** The chart. */
export const CHART = join(programRoot(), 'deploy', 'plainsight-class');

/** The sets of values that it is tried with, in its folder `ci`. */
export const VALUE_SETS = ['one-machine', 'university', 'one-lesson'] as const;

/** One of them. */
export type ValueSet = (typeof VALUE_SETS)[number];

/** Where what the chart makes of a set of values is kept. */
export function goldenPath(set: ValueSet): string {
  return join(programRoot(), 'test', 'fixtures', 'chart', `${set}.yaml`);
}

/** What a program of Kubernetes' said, and how it ended; undefined where it is not here. */
export interface ToolSaid {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs helm or kubectl: the one of `make chart`, or else the machine's own. */
export function runTool(
  tool: 'helm' | 'kubectl',
  args: readonly string[],
  input?: string,
): ToolSaid | undefined {
  const own = join(KUBERNETES, 'bin', tool);
  const { status, stdout, stderr, error } = spawnSync(existsSync(own) ? own : tool, args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: [join(KUBERNETES, 'bin'), process.env['PATH']].join(delimiter), HOME: KUBERNETES },
    ...(input !== undefined && { input }),
  });
  return error === undefined ? { code: status, stdout, stderr } : undefined;
}

/** What the chart makes of a set of values and `more` arguments, with the program's version and a made-up token named only. */
export function templated(set: ValueSet, ...more: readonly string[]): ToolSaid | undefined {
  const values = join(CHART, 'ci', `${set}-values.yaml`);
  const said = runTool('helm', [
    'template',
    'monday',
    CHART,
    '--namespace',
    'teaching',
    '-f',
    values,
    ...more,
  ]);
  if (said === undefined) return undefined;
  const stdout = said.stdout
    .replaceAll(`"${programVersion()}"`, '"VERSION"')
    .replaceAll(`:${programVersion()}"`, ':VERSION"')
    .replace(/^( {2}teacher-token: )[A-Za-z0-9+/]{43}=$/m, '$1TUFERS1VUA==');
  return { ...said, stdout };
}
