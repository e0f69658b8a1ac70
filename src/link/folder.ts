import { lstatSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { codeOf } from '../errors.ts';

/** A runtime folder that others could read, write to, or lead elsewhere. */
export class UnsafeFolder extends Error {
  override readonly name = 'UnsafeFolder';
}

/**
 * Where a running demo may put its socket, the best place first: a folder of this user's alone, in what
 * the system gives each user for that, or in the temporary folder. None where there are no unix sockets.
 */
export function runtimeFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  if (process.platform === 'win32') return [];
  const given = env['XDG_RUNTIME_DIR'];
  return [
    ...(given !== undefined && isAbsolute(given) && !isAnothers(given) ? [join(given, 'plainsight')] : []),
    join(tmpdir(), `plainsight-${ownId()}`),
  ];
}

/** Whether a folder is there and another user's: sudo and su may leave that of whoever called them. */
function isAnothers(folder: string): boolean {
  const uid = statSync(folder, { throwIfNoEntry: false })?.uid;
  return uid !== undefined && uid !== ownId();
}

/** This user's number; `userInfo` throws where no name goes with it. */
function ownId(): number {
  return process.getuid?.() ?? -1;
}

/** Makes the folder with mode 0700, or takes one that is so. Throws an `UnsafeFolder`, or the system's error. */
export function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  holdPrivate(folder, lstatSync(folder));
}

/** Whether the folder is there. Throws an `UnsafeFolder` where it is one that nobody should trust. */
export function isThere(folder: string): boolean {
  let stat: Stats;
  try {
    stat = lstatSync(folder);
  } catch {
    return false;
  }
  holdPrivate(folder, stat);
  return true;
}

function holdPrivate(folder: string, stat: Stats): void {
  if (!stat.isDirectory()) throw new UnsafeFolder(`${folder} is no folder, or a link to one`);
  if (stat.uid !== ownId()) throw new UnsafeFolder(`${folder} belongs to another user`);
  if ((stat.mode & 0o077) !== 0) throw new UnsafeFolder(`${folder} is open to other users`);
}

/** A demo's socket in the folder, named by its process. */
export interface SocketFile {
  readonly path: string;
  readonly pid: number;
  /** When it began, in ms since the epoch. */
  readonly at: number;
}

/** The name of a process's socket. */
export function socketOf(folder: string, pid: number): string {
  return join(folder, `${pid}.sock`);
}

/** The sockets in a folder, the newest first. */
export function socketsIn(folder: string): readonly SocketFile[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const pid = /^([1-9]\d{0,9})\.sock$/.exec(name)?.[1];
      const path = join(folder, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (pid === undefined || stat?.isSocket() !== true) return [];
      return [{ path, pid: Number(pid), at: stat.mtimeMs }];
    })
    .toSorted((a, b) => b.at - a.at);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return codeOf(error) !== 'ESRCH';
  }
}

/** Removes the folder if nothing is in it. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another demo's socket is in it, or it is gone already.
  }
}
