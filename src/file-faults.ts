import { codeOf, UserError } from './errors.ts';

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
};

const UNWRITABLE: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file may not be larger: raise the limit with ulimit -f',
  EIO: 'the disk says that it failed',
  ENXIO: 'nobody reads from it',
  ENAMETOOLONG: 'the name is too long',
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
  return new UserError(`cannot write ${what}: ${UNWRITABLE[code] ?? `the system says ${code}`}${more}`);
}
