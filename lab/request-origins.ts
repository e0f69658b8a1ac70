import type { Server, Socket } from 'node:net';

import type { ClientParty, ConnectionId } from './facts/facts.ts';

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

  /** From now on, or once it is connected, what `socket` carries to the bank is from `origin`. */
  set(socket: Socket, origin: RequestOrigin): void {
    const note = (): void => void this.#origins.set(`${socket.localPort} ${socket.remotePort}`, origin);
    if (socket.connecting) socket.once('connect', note);
    else note();
  }

  /** Whose a request is that came on `accepted`. */
  of(accepted: Socket): RequestOrigin {
    return this.#origins.get(keyOf(accepted)) ?? A_STRANGERS;
  }

  /** Forgets the connections of `server` when they close: their ports may be somebody else's then. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const key = keyOf(socket);
      socket.once('close', () => this.#origins.delete(key));
    });
  }
}

function keyOf({ localPort, remotePort }: Socket): string {
  return `${remotePort} ${localPort}`;
}
