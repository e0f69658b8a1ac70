import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, UserError } from './errors.ts';

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EINVAL: 'this system takes no such name',
  EILSEQ: 'this system takes no such name',
  EIO: 'the disk says that it failed',
  ENXIO: 'nothing is behind it',
  ENODEV: 'nothing is behind it',
  ESTALE: 'its disk is gone',
  ENOTCONN: 'its disk is gone',
  EMFILE: 'too many files are open: raise the limit with ulimit -n',
  ENFILE: 'too many files are open on this machine: close other programs',
};

const UNWRITABLE: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to write there',
  EPERM: 'the system lets nobody write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file may not be larger: raise the limit with ulimit -f',
  EIO: 'the disk says that it failed',
  ENXIO: 'nobody reads from it',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  ETXTBSY: 'it is a program that runs',
  EBUSY: 'it is in use',
  EINVAL: 'this system takes no such name there',
  EILSEQ: 'this system takes no such name there',
  ENODEV: 'nothing is behind it',
  ESTALE: 'its disk is gone',
  ENOTCONN: 'its disk is gone',
  EMFILE: 'too many files are open: raise the limit with ulimit -n',
  ENFILE: 'too many files are open on this machine: close other programs',
};

/** That the file at `path` cannot be read, and why, as a `UserError`, where the system said so; any other error as it is. */
export function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === '') return error;
  return new UserError(`${path} cannot be read: ${UNREADABLE[code] ?? `the system says ${code}`}`);
}

/** The same of `what`, such as a file's name, that cannot be written; `more` ends the sentence. */
export function unwritable(what: string, error: unknown, more = ''): unknown {
  const code = codeOf(error);
  if (code === '') return error;
  const why = (code === 'ENOENT' && whyNoFile(error)) || (UNWRITABLE[code] ?? `the system says ${code}`);
  return new UserError(`cannot write ${what}: ${why}${more}`);
}

/** Why there is no such file where its folder is there; undefined where that is not. */
function whyNoFile(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return undefined;
  try {
    if (!statSync(dirname(error.path)).isDirectory()) return undefined;
    const link = lstatSync(error.path, { throwIfNoEntry: false });
    return link?.isSymbolicLink() === true
      ? 'it is a link that leads nowhere'
      : 'its folder takes no new files';
  } catch {
    return undefined;
  }
}
