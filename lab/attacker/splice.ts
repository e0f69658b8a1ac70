import type net from 'node:net';

/**
 * Joins two TCP connections into one path: bytes both ways with backpressure, a half-close carried
 * through, and a connection that ends any other way resets its counterpart. Both sockets must have
 * been opened with `allowHalfOpen`.
 */
export function splice(one: net.Socket, other: net.Socket): void {
  carry(one, other);
  carry(other, one);
}

function carry(from: net.Socket, to: net.Socket): void {
  from.on('error', ignore);
  from.once('close', () => {
    const whole = from.readableEnded && from.writableFinished;
    if (!whole && !to.destroyed) to.resetAndDestroy();
  });
  from.pipe(to);
}

/** For sockets whose every failure is followed by `close`, where it is dealt with. */
export function ignore(): void {}
