import type net from 'node:net';

/** Sees bytes before they are relayed, and gives what is relayed in their place. */
export type StreamFilter = (bytes: Uint8Array) => Uint8Array;

/**
 * Joins two TCP connections into one path: bytes both ways with backpressure, a half-close carried
 * through, and a connection that ends any other way resets its counterpart. Both sockets must have
 * been opened with `allowHalfOpen`. The filters see what each side said before it is relayed.
 */
export function splice(
  one: net.Socket,
  other: net.Socket,
  fromOne?: StreamFilter,
  fromOther?: StreamFilter,
): void {
  carry(one, other, fromOne);
  carry(other, one, fromOther);
}

// What `from.pipe(to)` does, with the filter inside: a second listener for the same bytes costs more.
function carry(from: net.Socket, to: net.Socket, pass: StreamFilter = untouched): void {
  from.on('error', ignore);
  from.once('close', () => {
    const whole = from.readableEnded && from.writableFinished;
    if (!whole && !to.destroyed) to.resetAndDestroy();
  });
  from.on('data', (bytes: Buffer) => {
    if (!to.write(pass(bytes))) from.pause();
  });
  to.on('drain', () => from.resume());
  from.once('end', () => to.end());
  if (from.readableEnded) to.end();
  from.resume();
}

/** The filter that changes nothing. */
export function untouched(bytes: Uint8Array): Uint8Array {
  return bytes;
}

/** For sockets whose every failure is followed by `close`, where it is dealt with. */
export function ignore(): void {}
