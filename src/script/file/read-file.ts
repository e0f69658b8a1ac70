import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { unreadable } from '../../file-faults.ts';
import type { FileProblem } from './problem.ts';
import { FILE_LIMITS } from './limits.ts';

/** A file's bytes as text, or where they cease to be UTF-8. */
export function decodeText(bytes: Uint8Array): string | FileProblem {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const readable = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? '';
    const lines = readable.split('\n');
    return {
      line: lines.length,
      column: (lines.at(-1)?.length ?? 0) + 1,
      message: 'the file is not UTF-8 text: save it as UTF-8',
    };
  }
}

/** A regular file's bytes, or undefined where it has more than a scenario may have; reads no more than that. */
export async function readBounded(path: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new UserError(`${path} is a folder: name a scenario file in it`);
    if (!stat.isFile()) throw new UserError(`${path} is not a regular file: name a scenario file`);
    if (stat.size > FILE_LIMITS.bytes) return undefined;
    const buffer = new Uint8Array(FILE_LIMITS.bytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return length > FILE_LIMITS.bytes ? undefined : buffer.subarray(0, length);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await handle?.close();
  }
}
