import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { UNPRIVILEGED } from './unprivileged.ts';

/** The longest path of a unix socket, in bytes with the 0 behind it (`sun_path` of unix(7)). */
const SOCKET_PATH = { linux: 108, other: 104 } as const;

/** What stands in a server's configuration for itself alone. */
const MEANS_MORE = /["\n\r]/;

const OTHERS_PASS = 0o001;

/** The temporary folder, as an absolute path. */
export function temporaryFolder(): string {
  return resolve(tmpdir());
}

/** A name for a folder of a run's own in the temporary folder. */
export function runFolderIn(parent: string): string {
  return join(parent, `plainsight-run-${randomBytes(8).toString('hex')}`);
}

/** Why programs of a run could not work in a folder there, for a person; undefined where they can as far as its path tells. */
export function runFolderFault(
  parent: string,
  platform: NodeJS.Platform = process.platform,
  asOthers = UNPRIVILEGED !== undefined,
): string | undefined {
  if (platform === 'win32') return undefined;
  const longest = platform === 'linux' ? SOCKET_PATH.linux : SOCKET_PATH.other;
  if (Buffer.byteLength(join(runFolderIn(parent), 'app-443.sock')) >= longest)
    return `${parent} is too long for a socket in it`;
  if (MEANS_MORE.test(parent)) return `${parent} has a quotation mark or a line break in its name`;
  const closed = asOthers ? closedOn(parent) : undefined;
  return closed === undefined
    ? undefined
    : `${closed} lets nobody but its owner pass, and as root programs run as somebody else`;
}

/** The first folder on the way to another through which others may not pass. */
function closedOn(path: string): string | undefined {
  const above = dirname(path);
  const before = above === path ? undefined : closedOn(above);
  if (before !== undefined) return before;
  try {
    return (statSync(path).mode & OTHERS_PASS) === 0 ? path : undefined;
  } catch {
    return undefined;
  }
}
