import { readFileSync } from 'node:fs';
import { checkOpenFiles, filesOf } from '../../lab/machine.ts';
import type { Check } from './check.ts';

/** How many files and sockets this process may hold open, beside what a lab needs. */
export interface FoundFiles {
  /** What the system says, or as many as could be opened where it does not; more than that may be. */
  readonly limit: number;
  /** What the largest lab needs beside what the process has open by itself. */
  readonly needed: number;
  readonly enough: boolean;
}

/** A whole class that meets one tap: every connection takes a socket on each side, and there may be several. */
const CLASS = 1_024;

/** Looks how many files may be open, and opens as many as that many lanes need. */
export function findOpenFiles(lanes: number): FoundFiles {
  const needed = filesOf(lanes);
  const limit = limitOf(contentsOfLimits()) ?? [CLASS, needed].find(mayOpen) ?? 0;
  return { limit, needed, enough: mayOpen(needed) };
}

/** The soft limit, from the text of /proc/self/limits of Linux; undefined where it stands not there. */
export function limitOf(limits: string): number | undefined {
  const said = /^Max open files +(\d+|unlimited)/m.exec(limits)?.[1];
  if (said === undefined) return undefined;
  return said === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(said);
}

/** Node takes all that its hard limit allows: where a shell may not raise that, root may. */
const RAISE: Readonly<Record<string, string>> = {
  linux: 'ulimit -n 4096, or where that is refused: sudo prlimit --pid $$ --nofile=4096:4096',
  win32: 'close other programs',
};

/** Whether a lab has files enough, and a class as well. */
export function openFilesCheck({ limit, needed, enough }: FoundFiles, platform: NodeJS.Platform): Check {
  const about = { name: 'file-descriptors', title: 'Open files', details: { limit, needed } };
  const todo = RAISE[platform] ?? 'ulimit -n 4096';
  if (!enough)
    return {
      ...about,
      state: 'fail',
      found: `${limit} may be open, and the largest lab needs ${needed} beside the program's own`,
      todo,
    };
  if (limit < CLASS)
    return {
      ...about,
      state: 'note',
      found: `${limit} may be open; enough for every lesson, few for a class that meets one tap`,
      todo,
    };
  const count =
    limit === Number.MAX_SAFE_INTEGER ? 'any number' : limit === CLASS ? `${limit} or more` : limit;
  return { ...about, state: 'ok', found: `${count} may be open` };
}

function mayOpen(count: number): boolean {
  try {
    checkOpenFiles(count);
    return true;
  } catch {
    return false;
  }
}

function contentsOfLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
