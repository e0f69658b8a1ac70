import { codeOf, UserError } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already, and is not overwritten: choose another name',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENXIO: 'nobody reads from it',
  ENAMETOOLONG: 'the name is too long',
};

/** That `what` cannot be written, and why, where the system said so; any other error as it is. */
export function unwritable(what: string, error: unknown, more = ''): unknown {
  const code = codeOf(error);
  if (code === '') return error;
  return new UserError(`cannot write ${what}: ${REASONS[code] ?? `the system says ${code}`}${more}`);
}
