import type { Readable } from 'node:stream';

/**
 * Collects what comes of a body, `limit` bytes of it at most. `finish` is told what there is: when it has ended, or at once
 * where there is more than that, which `cut` says; then `stop` is called as well.
 */
export function collectBody(
  source: Readable,
  limit: number,
  finish: (body: Buffer, cut: boolean) => void,
  stop: () => void,
): void {
  const chunks: Uint8Array[] = [];
  let room = limit;
  source.on('end', () => finish(Buffer.concat(chunks), false));
  source.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk.subarray(0, room));
    if (chunk.length > room) {
      finish(Buffer.concat(chunks), true);
      stop();
    }
    room -= Math.min(room, chunk.length);
  });
}
