import net from 'node:net';

import type { LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import { splice } from '../tap/splice.ts';
import type { StreamFilter } from '../tap/splice.ts';

/** Bytes that the head of an answer to CONNECT may have. */
const HEAD = 4096;

/** A proxy's answer to CONNECT that was not 2xx. A 502 has the code ECONNREFUSED. */
export class TunnelRefused extends Error {
  override readonly name = 'TunnelRefused';
  readonly code: 'ECONNREFUSED' | 'EACCES';

  constructor(logical: LogicalAddress, status: number) {
    super(`the proxy answered ${status} to CONNECT ${logical}`);
    this.code = status === 502 ? 'ECONNREFUSED' : 'EACCES';
  }
}

/**
 * Asks the proxy on `socket` for a tunnel (RFC 9110, section 9.3.6) and takes the whole head of its
 * answer, in however many pieces it comes. What follows the head stays to be read. Rejects with
 * TunnelRefused, or when `signal` aborts.
 */
export function askTunnel(socket: net.Socket, logical: LogicalAddress, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let head = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0 && head.length <= HEAD) return;
    socket.pause();
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0);
    if (end < 0 || status < 200 || status > 299) {
      reject(new TunnelRefused(logical, status));
      return;
    }
    const rest = head.subarray(end + 4);
    if (rest.length > 0) socket.unshift(rest);
    resolve();
  };
  const abort = (): void => reject(signal.reason);
  const close = (): void => reject(new TunnelRefused(logical, 0));
  socket.on('data', read).once('end', close).once('close', close);
  signal.addEventListener('abort', abort, { once: true });
  socket.write(`CONNECT ${logical} HTTP/1.1\r\nHost: ${logical}\r\n\r\n`);
  return promise.finally(() => {
    socket.off('data', read).off('end', close).off('close', close);
    signal.removeEventListener('abort', abort);
  });
}

/**
 * Answers a CONNECT on `victim` by leading it to `endpoint`, bytes untouched but for what `toBank` does to
 * those of the victim; `connecting` is told of the connection to the bank. Resolves when the bank's side is connected and the 200 is written, in one piece;
 * rejects, with `victim` still open, where it is not.
 */
export async function openTunnel(
  victim: net.Socket,
  endpoint: Endpoint,
  toBank?: StreamFilter,
  connecting?: (bank: net.Socket) => void,
): Promise<void> {
  const bank = net.connect({
    host: endpoint.address,
    port: endpoint.port,
    allowHalfOpen: true,
    noDelay: true,
    timeout: LIMITS.connect,
  });
  connecting?.(bank);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  bank.once('connect', resolve);
  bank.once('timeout', () => bank.destroy(new Error('the bank did not accept the connection in time')));
  bank.on('error', reject);
  const leave = (): void => void bank.destroy(new Error('the victim left'));
  victim.once('close', leave);
  await promise;
  victim.off('close', leave);
  bank.setTimeout(0);
  victim.write(ESTABLISHED);
  splice(victim, bank, toBank);
}

/** The answer to a CONNECT that is granted. */
export const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
