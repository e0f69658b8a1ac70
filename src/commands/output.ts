import type { Writable } from 'node:stream';

/** A stream that is written to until its reader goes away. */
export interface Output {
  write(text: string): void;
  /** Resolves when all that was written is handed over, or the reader has gone. */
  flush(): Promise<void>;
}

/**
 * Writes to `stream`. When its reader closes early (as `| head -1` does) one sentence goes to
 * standard error and the rest is dropped: the run goes on to its end, and its exit status still counts.
 */
export function openOutput(stream: Writable): Output {
  let gone = false;
  const fail = (error: NodeJS.ErrnoException): void => {
    if (gone) return;
    gone = true;
    const why = error.code === 'EPIPE' ? 'its reader has gone' : error.message;
    process.stderr.write(`plainsight: nothing more is written, for ${why}; the run goes on to its end\n`);
  };
  stream.on('error', fail);
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    flush: () =>
      new Promise((resolve) => {
        if (gone) {
          resolve();
          return;
        }
        // Called as well when the write fails, so that no listener needs to stay behind.
        stream.write('', () => resolve());
      }),
  };
}
