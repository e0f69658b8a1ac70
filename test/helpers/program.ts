import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { programRoot } from '../../src/root.ts';

/** The program as `make` builds it. */
export const PROGRAM = join(programRoot(), 'dist', 'plainsight.js');

/** The folder of the scenario files that tests play. */
export const FIXTURES = join(programRoot(), 'test', 'fixtures', 'scenarios');

/** Beyond this a process hangs: ms. No test waits so long for one that works. */
const HANG = 30_000;

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it has written to standard output so far. */
  readonly stdout: () => string;
  /** Settles when the process is gone and its output read to the end. */
  readonly ended: Promise<Ended>;
  /** Resolves with the first thing that `find` finds in standard output; rejects where it ends without it. */
  when<T>(find: (stdout: string) => T | undefined): Promise<T>;
}

/** What a process is started with besides its arguments. */
export interface Start {
  /** Added to a bare environment: PATH and a terminal's kind. `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Arguments for Node itself, before the program. */
  readonly node?: readonly string[];
  /** A command that runs the rest, such as `setpriv …`. */
  readonly through?: readonly string[];
  /** Another program than `dist/plainsight.js`. */
  readonly program?: string;
  /** How long it may be there, in ms, where a test works with it for longer than others. */
  readonly hang?: number;
}

/** The command line of the program with `args`. */
export function commandLine(args: readonly string[], options: Start = {}): readonly string[] {
  const { program = PROGRAM, through = [], node = [] } = options;
  if (!existsSync(program)) throw new Error(`${program} is not there: run node build.js first`);
  return [...through, process.execPath, ...node, program, ...args];
}

/** Starts the program, with no terminal and nothing on standard input. */
export function start(t: ExecutionContext, args: readonly string[], options: Start = {}): Running {
  return follow(t, commandLine(args, options), options, 'ignore');
}

/** Runs the program to its end. */
export function run(t: ExecutionContext, args: readonly string[], options: Start = {}): Promise<Ended> {
  return start(t, args, options).ended;
}

/** Starts a command in a group of its own, which is killed when the test ends, or hangs. */
export function follow(
  t: ExecutionContext,
  [command = '', ...args]: readonly string[],
  { env, cwd, hang = HANG }: Start,
  stdin: 'ignore' | 'pipe',
): Running {
  const child = spawn(command, args, {
    detached: true,
    stdio: [stdin, 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
    ...(cwd !== undefined && { cwd }),
  });
  let out = '';
  let err = '';
  const watchers: (() => void)[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of watchers) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin?.on('error', () => undefined);
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  };
  const guard = setTimeout(kill, hang);
  t.teardown(kill);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(guard);
      resolve({ code, signal, stdout: out, stderr: err });
    });
  });
  const when = <T>(find: (stdout: string) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find(out);
        if (found !== undefined) resolve(found);
      };
      watchers.push(look);
      look();
      const never = (): void => reject(new Error(`it never came; what came was:\n${out.slice(-2000)}`));
      ended.then(never, reject);
    });
  return { child, pid: child.pid ?? 0, stdout: () => out, ended, when };
}

/** Whether any process of the group that `pid` began is left. */
export function isAnyLeft(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A new folder of one's own, removed when the test ends. */
export async function freshFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-test-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Copies the built program into `folder`, where others may read it, without what earlier runs left beside it; gives its path there. */
export async function copyProgram(folder: string): Promise<string> {
  const root = dirname(dirname(PROGRAM));
  for (const part of ['dist', 'scenarios', 'package.json'])
    await cp(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.cache'),
    });
  return join(folder, 'dist', 'plainsight.js');
}

/** Does `work` for each of `items`, `atOnce` of them at a time; rejects with the first failure. */
export async function forEachFew<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The facts that `run --json` wrote. Throws where a line is not JSON. */
export function factsOf(stdout: string): Record<string, unknown>[] {
  const lines = stdout.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  return lines.map((line): Record<string, unknown> => {
    const fact: unknown = JSON.parse(line);
    if (typeof fact !== 'object' || fact === null) throw new Error(`no fact: ${line}`);
    return { ...fact };
  });
}

/** What no person should ever be shown: a stack. */
export const STACK = /\n\s+at |node:internal|Error:.*\n/;
