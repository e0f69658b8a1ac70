import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { grouped } from '../../../lab/text/count.ts';
import { UserError } from '../../errors.ts';
import { unreadable } from '../../file-faults.ts';
import { SOURCE_LIMITS } from '../../sources/limits.ts';

/** A regular file that is open for reading. */
export interface RegularFile {
  readonly path: string;
  readonly file: number;
  /** Bytes. */
  readonly size: number;
}

/** Opens a regular file for reading. Throws a UserError where it cannot. */
export function openRegular(path: string): RegularFile {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError(`${path} is a folder: name a file in it`);
    if (!stat.isFile()) throw new UserError(`${path} is not a regular file`);
    return { path, file, size: stat.size };
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw unreadable(path, error);
  }
}

/** Bytes of an open file, fewer where it ends before. Throws a UserError where they cannot be read. */
export function bytesOf({ path, file }: RegularFile, at: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, length, at));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The whole text of an open file, which must not be longer than SOURCE_LIMITS.har. Throws a UserError where it is, or cannot be read. */
export function wholeTextOf({ path, file, size }: RegularFile): string {
  if (size > SOURCE_LIMITS.har)
    throw new UserError(`${path} has more than ${grouped(SOURCE_LIMITS.har)} bytes, which is too long`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}
