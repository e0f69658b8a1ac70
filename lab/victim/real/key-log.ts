import { watch } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** A key log that a browser writes (RFC 9850), read as it grows. */
export interface FollowedKeyLog {
  /** Reads what has come by now. */
  read(): Promise<void>;
  /** Reads the rest and lets go of the file. */
  close(): Promise<void>;
}

/** Bytes that are read at a time, and of one key log in all. */
const CHUNK = 64 * 1024;
const MOST = 16 * 1024 * 1024;

/** Follows the file at `path`, which is there already, and hands each line of keys to `tell`. Comments and blank lines are left out. */
export async function followKeyLog(path: string, tell: (line: string) => void): Promise<FollowedKeyLog> {
  const file = await open(path, 'r');
  const buffer = Buffer.alloc(CHUNK);
  let [offset, rest] = [0, ''];
  const readOn = async (from: FileHandle): Promise<void> => {
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, CHUNK, offset);
      if (bytesRead === 0 || offset > MOST) return;
      offset += bytesRead;
      const lines = `${rest}${buffer.toString('latin1', 0, bytesRead)}`.split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (/^[A-Z]/.test(line)) tell(line);
    }
  };
  // One reading after another, or a line would be told twice.
  let reading = Promise.resolve();
  const read = (): Promise<void> => (reading = reading.then(() => readOn(file)).catch(() => undefined));
  const watcher = watch(path, () => void read()).on('error', () => undefined);
  return {
    read,
    close: async () => {
      watcher.close();
      await read();
      await file.close().catch(() => undefined);
    },
  };
}
