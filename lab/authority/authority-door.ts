import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

import { endOnceOpen } from '../client-sockets.ts';
import type { LogicalAddress } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { closeServer, listen, trackSockets } from '../network.ts';
import type { Endpoint } from '../network.ts';
import type { Resolve } from '../victim/connections.ts';

/** What a door is opened with. */
export interface AuthorityDoorOptions {
  readonly logical: LogicalAddress;
  readonly resolve: Resolve;
  /** Whether the authority is about to look: else nobody has business here, and is hung up on. */
  readonly expected: () => boolean;
  /** Told of each socket before it connects: it is the authority's. */
  readonly onSocket: (socket: Socket) => void;
}

/** A door that is open. */
export interface AuthorityDoor extends Endpoint {
  close(): Promise<void>;
}

/**
 * Where an authority, which is another program, begins its connections to a name of the lab's: each goes on to where
 * that really is, on a socket that the lab knows.
 */
export async function openAuthorityDoor(options: AuthorityDoorOptions): Promise<AuthorityDoor> {
  const { logical, resolve, expected, onSocket } = options;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (inward) => {
    inward.on('error', () => undefined);
    if (expected()) void lead(inward);
    else inward.resetAndDestroy();
  });
  const lead = async (inward: Socket): Promise<void> => {
    const endpoint = await resolve(logical);
    if (endpoint === undefined || inward.destroyed) {
      inward.resetAndDestroy();
      return;
    }
    const onward = connect({
      host: endpoint.address,
      port: endpoint.port,
      allowHalfOpen: true,
      noDelay: true,
    });
    onSocket(onward);
    onward.setTimeout(LIMITS.idle, () => onward.destroy());
    onward.on('error', () => inward.resetAndDestroy());
    onward.once('close', () => inward.destroy());
    inward.once('close', () => endOnceOpen(onward));
    inward.pipe(onward).pipe(inward);
  };
  const sockets = trackSockets(server);
  server.maxConnections = LIMITS.connections;
  const { address, port } = await listen(server, []);
  return { address, port, close: () => closeServer(server, sockets) };
}
