import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

import { EXPORT_FORMATS } from '../../src/commands/formats.ts';
import { listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { SHELLS } from '../../src/commands/completion/shells.ts';

/** How one command of the package ended. */
export interface ProvedCommand {
  readonly command: string;
  /** Whether npx ran it. */
  readonly npx: boolean;
  readonly code: number | null;
  readonly seconds: number;
  readonly stdout: string;
  /** The last line that it wrote of what went wrong, or else of what it did. */
  readonly last: string;
}

/** What a proof has to itself: an empty folder, a home of its own, one Node, and no network where the system lets it have none. */
export interface ProofRoom {
  readonly folder: string;
  readonly offline: boolean;
  /** Runs `npx ./plainsight-VERSION.tgz` with `args`. */
  readonly npx: (...args: readonly string[]) => ProvedCommand;
  /** The same of what npx has installed, without the second that npm takes. Throws where npx has not run yet. */
  readonly installed: (...args: readonly string[]) => ProvedCommand;
  readonly clear: () => void;
}

/** A command beyond this hangs: ms. */
const HANG = 120_000;

const WITHOUT_NETWORK = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] as const;

/** A room with nothing in it but the package at `tarball`, for the Node at `node`. */
export function proofRoom(tarball: string, node = process.execPath): ProofRoom {
  const room = mkdtempSync(join(tmpdir(), 'plainsight-package-'));
  const folder = join(room, 'empty');
  const home = join(room, 'home');
  for (const each of [folder, home]) mkdirSync(each);
  const name = basename(tarball);
  copyFileSync(tarball, join(folder, name));
  const offline = spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up']).status === 0;
  const run = (command: string, args: readonly string[]): ProvedCommand => {
    const [program = '', ...rest] = [...(offline ? WITHOUT_NETWORK : []), command, ...args];
    const began = performance.now();
    const { status, stdout, stderr, error } = spawnSync(program, rest, {
      cwd: folder,
      encoding: 'utf8',
      timeout: HANG,
      maxBuffer: 256 * 1024 * 1024,
      shell: process.platform === 'win32',
      env: {
        PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: home,
        USERPROFILE: home,
        LANG: 'C.UTF-8',
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
      },
    });
    const lines = (status !== 0 && stderr !== '' ? stderr : stdout).trimEnd().split('\n');
    return {
      command: args.slice(args.findIndex((arg) => /plainsight[^/]*$/.test(arg)) + 1).join(' '),
      npx: command === 'npx',
      code: status,
      seconds: (performance.now() - began) / 1000,
      stdout,
      last: error?.message ?? lines.at(-1) ?? '',
    };
  };
  return {
    folder,
    offline,
    npx: (...args) => run('npx', ['--yes', `./${name}`, ...args]),
    installed: (...args) => run(node, [installedProgram(home), ...args]),
    clear: () => rmSync(room, { recursive: true, force: true }),
  };
}

function installedProgram(home: string): string {
  const kept = join(home, '.npm', '_npx');
  const [folder] = readdirSync(kept);
  if (folder === undefined) throw new Error('npx has installed nothing');
  return join(kept, folder, 'node_modules', 'plainsight', 'dist', 'plainsight.js');
}

/** Every command that a proof of the package makes: each scenario, each export of each session, pages, and the rest. */
export async function* proofOfPackage(room: ProofRoom): AsyncGenerator<ProvedCommand> {
  const help = room.npx('--help');
  yield help;
  yield room.installed('list');
  yield room.installed('doctor');
  for (const shell of Object.keys(SHELLS)) yield room.installed('completion', shell);
  yield room.installed('new', 'lesson.yaml');
  yield room.installed('check', 'lesson.yaml');
  for (const { id } of await listCatalogue()) {
    yield room.npx('run', id, '--save', `${id}.jsonl`);
    if (sizeOf(join(room.folder, `${id}.jsonl`)) === 0) continue;
    yield room.installed('replay', `${id}.jsonl`);
    for (const format of EXPORT_FORMATS) {
      // Only a lesson with nginx or Apache has its configuration, and one lane of it.
      const lane = format.id === 'server-config' ? ['--lane', 'nginx-80'] : [];
      if (lane.length > 0 && id !== 'real-servers') continue;
      const to = ['export', `${id}.jsonl`, '--to', format.id, '-o', `made.${id}.${format.id}`];
      yield room.installed(...to, ...lane);
      if (format.unsealed === undefined)
        yield room.installed(...to.slice(0, -1), `sealed.${id}.${format.id}`, '--sealed');
    }
    // Captures are opened as others are, where the program can.
    if (/^ {2}open /m.test(help.stdout))
      for (const capture of ['pcapng', 'har']) yield room.installed('open', `made.${id}.${capture}`);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
