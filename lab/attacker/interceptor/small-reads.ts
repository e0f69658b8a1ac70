import type net from 'node:net';

import { compact } from '../tap/compact.ts';

/** What every socket that reads this way reads into, one after the other: what was read is copied before the next. */
const SHARED = Buffer.alloc(64 * 1024);

/**
 * How a socket reads that mostly brings a few hundred bytes at a time. Node ordinarily takes 64 KiB of memory for
 * each reading and gives back what it did not need; a copy costs less, and the tap, which records what was read,
 * needs no other. The socket is a stream like any other. `socket` gives it: it is told how to read before it is there.
 */
export function smallReads(socket: () => net.Socket): net.OnReadOpts {
  return {
    buffer: SHARED,
    callback: (length, buffer) => {
      const stream = socket();
      const read = buffer.subarray(0, length);
      const kept = compact(read);
      // What is large is not copied for keeping.
      const bytes = kept === read ? Buffer.from(read) : kept;
      // What a flowing stream has nothing before goes to its listeners at once, as a push would have it, with more ado.
      if (stream.readableFlowing !== true || stream.readableLength > 0) return stream.push(bytes);
      return stream.emit('data', bytes);
    },
  };
}
