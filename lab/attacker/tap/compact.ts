import { LIMITS } from '../../limits.ts';

/** Bytes of a block that small pieces share, and of the largest of those. */
const BLOCK = 64 * 1024;
const SMALL = 16 * 1024;

let block: Buffer = Buffer.alloc(0);
let used = 0;
let uncounted = 0;

/**
 * `bytes` for keeping. Small ones are copied into a block that holds nothing else: a buffer of its own costs each
 * several hundred bytes more, and Node's own pool is shared with what is soon forgotten. Large ones stay as they
 * are, and so do those that are in the block.
 */
export function compact(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || bytes.length > SMALL || bytes.buffer === block.buffer) return bytes;
  if (used + bytes.length > block.length) [block, used] = [newBlock(), 0];
  const end = used + bytes.length;
  // In shared memory `set` goes byte by byte.
  block.fill(bytes, used, end);
  const kept = block.subarray(used, end);
  used = end;
  return kept;
}

/**
 * Memory that V8 does not count, up to a limit. It looks for garbage whenever it has been given so many bytes of
 * buffers, but for shared ones; what is captured stays to the end, and looking through it again and again slows
 * every connection. There is a limit, for what only passes, and is not kept, stands in it too until it is collected.
 */
function newBlock(): Buffer {
  if (uncounted + BLOCK > LIMITS.uncountedBytes) return Buffer.from(new ArrayBuffer(BLOCK));
  uncounted += BLOCK;
  return Buffer.from(new SharedArrayBuffer(BLOCK));
}
