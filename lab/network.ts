import type { Server as HttpServer } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LogicalAddress } from './facts/facts.ts';
import { LIMITS } from './limits.ts';

const LOOPBACK = '127.0.0.1';

/** Where something really listens: a loopback address and a TCP port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A loopback port that refuses connections until it is released. */
export interface ClosedDoor extends Endpoint {
  /** Gives the port back to the system. */
  release(): void;
}

/** The lab's names and logical ports, and the loopback listeners that stand in for them. */
export class Network {
  readonly #endpoints = new Map<LogicalAddress, Endpoint>();

  /** From now on `logical` is reached at `endpoint`. Names are compared without case (RFC 4343). */
  register(logical: LogicalAddress, endpoint: Endpoint): void {
    this.#endpoints.set(logical.toLowerCase(), { address: endpoint.address, port: endpoint.port });
  }

  /** Where `logical` is reached, or nothing where the lab's world has no such door. */
  resolve(logical: LogicalAddress): Endpoint | undefined {
    return this.#endpoints.get(logical.toLowerCase());
  }
}

/** The logical port that a URL of http or https leads to (RFC 9110, section 4.2). */
export function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** The loopback ports worth trying for a logical port, the honest one first. */
export function preferredPorts(logicalPort: number): number[] {
  if (logicalPort === 80) return [80, 8080];
  if (logicalPort === 443) return [443, 8443];
  return [logicalPort];
}

/** The system said: not this port. Another one may still do. */
const NOT_THIS_PORT = new Set(['EADDRINUSE', 'EACCES', 'EPERM']);

/** Starts `server` on the first preferred loopback port that the system gives, else on any free one. Throws what `listen` throws for other reasons. */
export async function listen(server: Server, preferred: readonly number[]): Promise<Endpoint> {
  for (const port of preferred) {
    try {
      return await listenOn(server, port);
    } catch (error) {
      if (!NOT_THIS_PORT.has(codeOf(error))) throw error;
    }
  }
  return listenOn(server, 0);
}

/**
 * A loopback port on which nothing listens, so that connecting to it is refused. It is the near end of
 * an open connection: that keeps the system from giving it to a listener that opens later.
 */
export async function reserveClosedDoor(): Promise<ClosedDoor> {
  const server = createServer();
  const far = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const { address, port } = await listen(server, []);
  const near = await new Promise<Socket>((resolve, reject) => {
    const socket = connect({ host: address, port }, () => resolve(socket)).once('error', reject);
  });
  const ends = [near, await far];
  server.close();
  for (const end of ends) end.on('error', () => end.destroy()).unref();
  return {
    address: LOOPBACK,
    port: near.localPort ?? 0,
    release: () => ends.forEach((end) => end.resetAndDestroy()),
  };
}

/** The sockets that `server` holds open, kept up to date; for `closeServer`. Call it before the server listens. */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * Lets `server` answer a client that ended its own side after its request (a half-close): Node would drop
 * what was not answered yet. Over TLS the client's side ends with its close_notify (RFC 9846, section 6.1).
 */
export function hearToTheEnd(server: HttpServer | HttpsServer | Http2SecureServer): void {
  // Undocumented, and as old as Node's HTTP server.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.prependListener('secureConnection', (socket: Socket) => (socket.allowHalfOpen = true));
}

/** Stops `server` and destroys its `sockets`. Ends within `LIMITS.close`; a server that is closed already is no error. */
export async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(resolve, LIMITS.close);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });
}

/** Starts `server` on this loopback port, or on any free one for 0. Throws what the system says. */
export function listenOn(server: Server, port: number): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error) => {
      server.off('listening', ready);
      reject(error);
    };
    const ready = () => {
      server.off('error', refused);
      resolve(endpointOf(server));
    };
    server.once('error', refused).once('listening', ready);
    server.listen({ host: LOOPBACK, port, exclusive: true, backlog: LIMITS.backlog });
  });
}

/** Where a server that listens on TCP does so. Throws a `TypeError` for one that does not. */
export function endpointOf(server: Server): Endpoint {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('not a TCP server');
  return { address: bound.address, port: bound.port };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
