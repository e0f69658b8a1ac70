/** Bytes of a block that small pieces share, and of the largest of those. */
const BLOCK = 64 * 1024;
const SMALL = 16 * 1024;

let block = Buffer.alloc(0);

/**
 * `bytes` for keeping. Small ones are copied into a block that holds nothing else: a buffer of its own costs each
 * several hundred bytes more, and Node's own pool is shared with what is soon forgotten. Large ones stay as they are.
 */
export function compact(bytes: Uint8Array): Uint8Array {
  if (bytes.length > SMALL) return bytes;
  if (bytes.length > block.length) block = Buffer.allocUnsafeSlow(BLOCK);
  const room = block.subarray(0, bytes.length);
  block = block.subarray(bytes.length);
  room.set(bytes);
  return room;
}
