import net from 'node:net';

import type { LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import { smallReads } from './small-reads.ts';

/** Bytes that the head of an answer to CONNECT may have. */
const HEAD = 4096;

/** The bank refuses connections there. */
export class DoorClosed extends Error {
  override readonly name = 'DoorClosed';
  readonly code = 'ECONNREFUSED';

  constructor(logical: LogicalAddress) {
    super(`the bank's door ${logical} is closed`);
  }
}

/** A proxy's answer to CONNECT that was not 2xx. A 502 has the code ECONNREFUSED. */
class TunnelRefused extends Error {
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
 * Connects to the bank's `endpoint`, with `allowHalfOpen`; `connecting` is told of the socket first. Rejects
 * where that fails, takes longer than LIMITS.connect, or `gone` aborts.
 */
export async function reachBank(
  endpoint: Endpoint,
  connecting?: (bank: net.Socket) => void,
  gone?: AbortSignal,
): Promise<net.Socket> {
  const bank: net.Socket = net.connect({
    host: endpoint.address,
    port: endpoint.port,
    allowHalfOpen: true,
    noDelay: true,
    timeout: LIMITS.connect,
    onread: smallReads(() => bank),
  });
  connecting?.(bank);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  bank.once('connect', resolve);
  bank.once('timeout', () => bank.destroy(new Error('the bank did not accept the connection in time')));
  bank.on('error', reject);
  const leave = (): void => void bank.destroy(new Error('the victim left'));
  gone?.addEventListener('abort', leave, { once: true });
  await promise.finally(() => gone?.removeEventListener('abort', leave));
  bank.setTimeout(0);
  return bank;
}

/** The answer to a CONNECT that is granted. */
export const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
