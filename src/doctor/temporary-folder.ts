import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { runFolderFault, runFolderIn } from '../../lab/programs/run-folder.ts';
import { UNPRIVILEGED } from '../../lab/programs/unprivileged.ts';
import { codeOf } from '../errors.ts';
import type { Check } from './check.ts';

/** What was found of the folder in which runs have folders of their own. */
export interface FoundFolder {
  readonly path: string;
  /** Its permissions, `0o1777`; undefined where it is not there. */
  readonly mode?: number;
  /** Why no folder can be made in it. */
  readonly code?: string;
}

/** Makes a folder there as a run does, and removes it again. */
export function findTemporaryFolder(path: string): FoundFolder {
  try {
    const { mode } = statSync(path);
    const found = { path, mode: mode & 0o7777 };
    const own = runFolderIn(path);
    try {
      mkdirSync(own, { mode: 0o700 });
      rmdirSync(own);
      return found;
    } catch (error) {
      return { ...found, code: codeOf(error) };
    }
  } catch (error) {
    return { path, code: codeOf(error) };
  }
}

const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

const ELSEWHERE: Readonly<Record<string, string>> = {
  win32: 'set TEMP to a folder that you may write to',
};

/** Whether runs can have folders of their own there, with sockets in them. */
export function temporaryFolderCheck(
  found: FoundFolder,
  platform: NodeJS.Platform,
  asOthers = UNPRIVILEGED !== undefined,
): Check {
  const { path, mode, code } = found;
  const elsewhere = ELSEWHERE[platform] ?? 'mkdir -m 700 ~/tmp; export TMPDIR=~/tmp';
  const about = {
    name: 'temporary-folder',
    title: 'Temp folder',
    state: 'note',
    details: { path, ...(mode !== undefined && { mode: mode.toString(8).padStart(4, '0') }) },
  } as const;
  const forWhat = 'the lessons real-servers and lets-encrypt, and plainsight notes, need one';
  if (mode === undefined)
    return { ...about, found: `${path} is not there (${code}); ${forWhat}`, todo: elsewhere };
  if (code !== undefined)
    return { ...about, found: `${path} cannot be written to (${code}); ${forWhat}`, todo: elsewhere };
  if (platform === 'win32') return { ...about, state: 'ok', found: path };
  const fault = runFolderFault(path, platform, asOthers);
  if (fault !== undefined)
    return { ...about, found: `${fault}; ${forWhat}`, todo: asOthers ? 'export TMPDIR=/tmp' : elsewhere };
  const says = `${path}, mode ${about.details.mode}`;
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)
    return { ...about, found: `${says}; others may remove what is in it`, todo: `sudo chmod +t ${path}` };
  return { ...about, state: 'ok', found: says };
}
