/** Bytes of a block that small pieces share, and of the largest of those. */
const BLOCK = 64 * 1024;
const SMALL = 16 * 1024;

let block = new ArrayBuffer(0);
let used = 0;

/**
 * `bytes` for keeping. Small ones are copied into a block that holds nothing else: a buffer of its own costs each
 * several hundred bytes more, and Node's own pool is shared with what is soon forgotten. Large ones stay as they are.
 */
export function compact(bytes: Uint8Array): Uint8Array {
  if (bytes.length > SMALL) return bytes;
  if (used + bytes.length > block.byteLength) [block, used] = [new ArrayBuffer(BLOCK), 0];
  const room = Buffer.from(block, used, bytes.length);
  used += bytes.length;
  room.set(bytes);
  return room;
}
