import { codeOf, UserError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
};

/** What the system says of a file that cannot be read, as a `UserError`; any other error as it is. */
export function fileFault(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === '') return error;
  return new UserError(`${path} cannot be read: ${REASONS[code] ?? `the system says ${code}`}`);
}
