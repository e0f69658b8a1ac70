import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { codeOf, UserError } from '../errors.ts';
import { unreadable, unwritable } from '../file-faults.ts';
import { TEACHING_LIMITS } from './limits.ts';

/** Bytes of a key that is made here. */
const KEY_BYTES = 32;

/** The class key in a file. Throws a `UserError` where there is none, or it is too short or too long to be one. */
export function readClassKey(path: string): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new UserError(`${path} is no regular file: name a class key`);
    const { keyLeast, keyMost } = TEACHING_LIMITS;
    if (stat.size < keyLeast || stat.size > keyMost)
      throw new UserError(
        `${path} is no class key, for it has ${stat.size} bytes: any file of ${keyLeast} bytes to ${keyMost / 1024 / 1024} MiB that nobody else has will do`,
      );
    return readFileSync(file);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The same; where there is no such file one is made, which its owner alone can read, and `made` is called. */
export function readOrMakeClassKey(path: string, made: () => void): Buffer {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return readClassKey(path);
    throw unwritable(`the class key to ${path}`, error);
  }
  try {
    const key = randomBytes(KEY_BYTES);
    writeSync(file, key);
    made();
    return key;
  } finally {
    closeSync(file);
  }
}
