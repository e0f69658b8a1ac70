import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { LIMITS } from '../limits.ts';
import { findConfinement } from './confinement.ts';
import { ProgramFault } from './program-fault.ts';
import { PROGRAMS } from './programs.ts';
import type { Program, ProgramName } from './programs.ts';

/** A program that is there: the file, and its version where it says one. */
export interface FoundProgram {
  readonly path: string;
  readonly version?: string;
}

/** Folders with servers that are often not on PATH. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/** Characters of what a program says of its version that are read. */
const SAID = 4096;

/** The program, where this machine has it, in any version. It has so many ms to say which. */
export async function findProgram(
  name: ProgramName,
  patience: number = LIMITS.programVersion,
): Promise<FoundProgram | undefined> {
  const { asks, version: says }: Program = PROGRAMS[name];
  const path = programFile(name);
  if (path === undefined) return undefined;
  const version = says.exec(await saidBy(path, asks, patience))?.[1];
  return { path, ...(version !== undefined && { version }) };
}

/** The same, in a version that can do what the lab asks of it. Throws a `ProgramFault` with what to do. */
export async function needProgram(name: ProgramName): Promise<FoundProgram> {
  const { title, least }: Program = PROGRAMS[name];
  const found = await findProgram(name);
  if (found === undefined) throw new ProgramFault(`${title} is not on this machine: ${howToInstall(name)}`);
  if (isTooOld(name, found.version))
    throw new ProgramFault(
      `${title} ${found.version} is too old, and ${least} or newer is needed: ${howToInstall(name)}`,
    );
  return found;
}

/** How a person gets a program on this system. */
export function howToInstall(name: ProgramName, platform: NodeJS.Platform = process.platform): string {
  const { install } = PROGRAMS[name];
  return platform === 'darwin' || platform === 'win32' ? install[platform] : install.linux;
}

/** Whether a version is known to be older than what the lab needs. */
export function isTooOld(name: ProgramName, version: string | undefined): boolean {
  const { least }: Program = PROGRAMS[name];
  return least !== undefined && isOlder(version, least);
}

/** Whether a version, `1.22.1`, is known and older than another, part by part. */
export function isOlder(version: string | undefined, than: string): boolean {
  if (version === undefined) return false;
  const have = version.split('.').map(Number);
  for (const [at, part] of than.split('.').map(Number).entries()) {
    const own = have[at] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}

/**
 * The first file of the program's that may be run: on PATH, where servers lie, and beside. One that is shut in a box of
 * its own, and sees no folder of the lab's, is the last resort.
 */
export function programFile(name: ProgramName): string | undefined {
  const { files, beside = [] }: Program = PROGRAMS[name];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
  const paths = files.flatMap((file) =>
    folders
      .filter((folder) => folder !== '')
      .flatMap((folder) => endings.map((ending) => join(folder, `${file}${ending}`))),
  );
  const there = [...paths, ...beside].filter(mayRun);
  return there.find((path) => findConfinement(path) === undefined) ?? there[0];
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What a program says when it is asked, whatever its exit status; nothing where it does not answer in time. */
function saidBy(path: string, asks: readonly string[], patience: number): Promise<string> {
  // Some do not end when they are only asked to.
  const bounds = { timeout: patience, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
  return new Promise((resolve) => {
    execFile(path, asks, bounds, (_error, out, err) => resolve(`${out}\n${err}`.slice(0, SAID)));
  });
}
