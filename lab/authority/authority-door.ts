import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

import { endOnceOpen } from '../client-sockets.ts';
import { LIMITS } from '../limits.ts';
import { closeServer, listen, trackSockets } from '../network.ts';
import type { Endpoint } from '../network.ts';
import { concat } from '../wire/bytes.ts';

/** What a door is opened with. */
export interface AuthorityDoorOptions {
  /** Where it leads, or nowhere. */
  readonly resolve: () => Promise<Endpoint | undefined> | Endpoint | undefined;
  /** Whether a connection that begins so is the authority's; undefined where more must come. */
  readonly isQuestion: (first: Uint8Array) => boolean | undefined;
  /** Told of each socket before it connects: it is the authority's. */
  readonly onSocket: (socket: Socket) => void;
}

/** A door that is open. */
export interface AuthorityDoor extends Endpoint {
  close(): Promise<void>;
}

/**
 * Where an authority, which is another program, begins its connections to a name of the lab's: each goes on to where
 * that really is, on a socket that the lab knows. Whoever asks anything else than the authority does is hung up on.
 */
export async function openAuthorityDoor(options: AuthorityDoorOptions): Promise<AuthorityDoor> {
  const { isQuestion } = options;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (inward) => {
    const seen: Uint8Array[] = [];
    const look = (bytes: Buffer): void => {
      seen.push(bytes);
      const first = concat(seen);
      const question = isQuestion(first);
      if (question === false) inward.resetAndDestroy();
      if (question !== true) return;
      inward.off('data', look).setTimeout(0).pause();
      void lead(inward, first, options);
    };
    inward
      .on('error', () => undefined)
      .on('data', look)
      .on('timeout', () => inward.destroy())
      .setTimeout(LIMITS.connect);
  });
  const sockets = trackSockets(server);
  server.maxConnections = LIMITS.connections;
  const { address, port } = await listen(server, []);
  return { address, port, close: () => closeServer(server, sockets) };
}

async function lead(
  inward: Socket,
  first: Uint8Array,
  { resolve, onSocket }: AuthorityDoorOptions,
): Promise<void> {
  const endpoint = await resolve();
  if (endpoint === undefined || inward.destroyed) {
    inward.resetAndDestroy();
    return;
  }
  const onward = connect({ host: endpoint.address, port: endpoint.port, allowHalfOpen: true, noDelay: true });
  onSocket(onward);
  onward.setTimeout(LIMITS.idle, () => onward.destroy());
  onward.on('error', () => inward.resetAndDestroy());
  onward.once('close', () => inward.destroy());
  inward.once('close', () => endOnceOpen(onward));
  onward.write(first);
  inward.pipe(onward).pipe(inward);
}
