import { EventEmitter, once } from 'node:events';
import type net from 'node:net';

import type { ClientParty, ConnectionId, LogicalAddress } from '../../facts/facts.ts';
import { farKey, nearKey } from '../../socket-ports.ts';

/** A connection that a tap led to the proxy, as it began. */
export interface Arrival {
  readonly logical: LogicalAddress;
  readonly connection: ConnectionId;
  readonly party: ClientParty;
  readonly kind: 'http' | 'tls' | 'bank-first';
}

/**
 * Knows, of the sockets that a server accepted, which came from a tap and with what in mind. Both ends
 * are in this process: the near end's local port is the far end's remote port. A socket is known by both its ports,
 * for a system may use a near port again towards another far one, and clients of taps are given to the server too.
 */
export class Arrivals {
  readonly #accepting = new EventEmitter().setMaxListeners(0);
  readonly #accepted = new Map<string, net.Socket>();
  readonly #arrivals = new WeakMap<net.Socket, Arrival>();

  /** Takes note of a socket that the server accepted. */
  accepted(socket: net.Socket): void {
    const ports = farKey(socket);
    // One whose offer to upgrade is not taken up is given to the server anew.
    if (this.#accepted.get(ports) === socket) return;
    this.#accepted.set(ports, socket);
    socket.once('close', () => {
      if (this.#accepted.get(ports) === socket) this.#accepted.delete(ports);
    });
    this.#accepting.emit('accepted');
  }

  /** `socket`, which the server is about to be given, came from a tap itself. */
  given(socket: net.Socket, arrival: Arrival): void {
    this.#arrivals.set(socket, arrival);
  }

  /** Marks the server's end of `near`, a connected socket, before anything is written to it. Rejects when `signal` aborts. */
  async mark(near: net.Socket, arrival: Arrival, signal: AbortSignal): Promise<void> {
    const ports = nearKey(near);
    let far = this.#accepted.get(ports);
    while (far === undefined) {
      await once(this.#accepting, 'accepted', { signal });
      far = this.#accepted.get(ports);
    }
    this.#arrivals.set(far, arrival);
  }

  /** What `socket`, or the socket that its TLS runs on, is known to be. */
  of(socket: net.Socket): Arrival | undefined {
    const far = this.#arrivals.has(socket) ? socket : this.#accepted.get(farKey(socket));
    return far === undefined ? undefined : this.#arrivals.get(far);
  }
}
