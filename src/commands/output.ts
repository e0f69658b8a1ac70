import type { Writable } from 'node:stream';
import { unwritable } from '../file-faults.ts';

/** A stream that is written to until its reader goes away. */
export interface Output {
  write(text: string): void;
  /**
   * Resolves when all that was written is handed over, or the reader has gone. Rejects with a `UserError`
   * where it could not be written, as on a full disk, and writing is what the command is there for.
   */
  flush(): Promise<void>;
  /** Whether what was written is cut for a reason other than that its reader has gone. */
  readonly cut: boolean;
  /** Settles when nothing more can be written. */
  readonly gone: Promise<void>;
}

/** What a command is there for: to write, or to do something of which it writes. */
export type Purpose = 'write' | 'run';

/**
 * Writes to `stream`. When its reader closes early (as `| head -1` does) the rest is dropped. A run says
 * so in one sentence on standard error and goes on to its end; its exit status still counts, and `cut` says more.
 */
export function openOutput(stream: Writable, purpose: Purpose = 'write'): Output {
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  let lost: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (lost !== undefined) return;
    lost = error;
    leave();
    if (purpose === 'write') return;
    const why = error.code === 'EPIPE' ? 'its reader has gone' : error.message;
    process.stderr.write(`plainsight: nothing more is written, for ${why}; the run goes on to its end\n`);
  });
  return {
    write: (text) => {
      if (lost === undefined) stream.write(text);
    },
    flush: async () => {
      // A stream calls back when the write fails, too; its error is told just after that.
      if (lost === undefined)
        await new Promise<void>((resolve) => stream.write('', () => setImmediate(resolve)));
      if (purpose === 'write' && lost !== undefined && lost.code !== 'EPIPE')
        throw unwritable('to standard output', lost);
    },
    get cut() {
      return lost !== undefined && lost.code !== 'EPIPE';
    },
    gone,
  };
}
