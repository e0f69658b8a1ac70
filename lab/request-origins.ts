import type { Server, Socket } from 'node:net';

import type { ClientParty, ConnectionId } from './facts/facts.ts';
import { farKey, nearKey, portsKey } from './socket-ports.ts';

/** Whose a request is that the bank gets, and the connection on which it reached a tap, where it did. */
export interface RequestOrigin {
  readonly connection?: ConnectionId;
  /** None where it is the victim's. */
  readonly party?: ClientParty;
}

const A_STRANGERS: RequestOrigin = { party: 'stranger' };

/**
 * Tells the bank whose requests it answers: the attacker says of each of his connections to the bank for whom it
 * is, anew for every request where it carries those of many. Whoever else comes to the bank's own port is a stranger.
 */
export class RequestOrigins {
  readonly #origins = new Map<string, RequestOrigin>();
  /** Ports of the bank's that another program listens on. */
  readonly #fronts = new Set<number>();
  readonly #sockets = new WeakSet<Socket>();

  /** From now on, or once it is connected, what `socket` carries to the bank is from `origin`. */
  set(socket: Socket, origin: RequestOrigin): void {
    const note = (): void => {
      const key = nearKey(socket);
      this.#origins.set(key, origin);
      if (!this.#fronts.has(socket.remotePort ?? 0) || this.#sockets.has(socket)) return;
      this.#sockets.add(socket);
      socket.once('close', () => this.#origins.delete(key));
    };
    if (socket.connecting) socket.once('connect', note);
    else note();
  }

  /** Whose a request is that came on `accepted`. */
  of(accepted: Socket): RequestOrigin {
    return this.#origins.get(farKey(accepted)) ?? A_STRANGERS;
  }

  /** Whose a request is that came from port `near` to the bank's port `far`. */
  ofPorts(near: number, far: number): RequestOrigin {
    return this.#origins.get(portsKey(near, far)) ?? A_STRANGERS;
  }

  /** Forgets the connections of `server` when they close: their ports may be somebody else's then. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      // A closed socket no longer knows its ports.
      const key = farKey(socket);
      socket.once('close', () => this.#origins.delete(key));
    });
  }

  /** The same for a port on which another program listens: there the attacker's end is what is seen to close. */
  followPort(far: number): void {
    this.#fronts.add(far);
  }
}
