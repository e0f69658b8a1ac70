import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

import { endOnceOpen } from '../../client-sockets.ts';
import type { Emit, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { closeServer, listen, trackSockets } from '../../network.ts';
import type { Endpoint } from '../../network.ts';
import type { Resolve } from '../connections.ts';
import {
  readSocksGreeting,
  readSocksRequest,
  SOCKS_GREETING,
  SOCKS_NO_WAY,
  SOCKS_REPLY,
  socksReply,
} from './socks-messages.ts';
import type { SocksRequest, SocksSaid } from './socks-messages.ts';

/** How a door is opened. */
export interface SocksDoorOptions {
  readonly lane: LaneId;
  /** Where the lane's names and ports are; whatever it does not know is refused. */
  readonly resolve: Resolve;
  /** Told of each socket to the lab before it connects: it is the victim's. */
  readonly onSocket?: (socket: Socket, destination: string) => void;
  readonly emit: Emit;
}

/** The only way out of a real browser: a SOCKS 5 server on loopback (RFC 1928). */
export interface SocksDoor extends Endpoint {
  /** What the door did for a destination, `bank.test:443`, when it was asked last: led, or which way it failed. */
  outcome(destination: string): 'led' | 'refused' | 'unknown' | undefined;
  /** Hangs up on all that it has led. */
  cut(): void;
  /** Closes it and hangs up; within LIMITS.close, may be called twice. */
  close(): Promise<void>;
}

/** Destinations whose last outcome is remembered. */
const REMEMBERED = 200;

/**
 * Opens a door that leads the lane's own names and ports to its taps. Every other one gets reply 2, "not allowed", and
 * is a fact: no call leaves the machine.
 */
export async function openSocksDoor({ lane, resolve, onSocket, emit }: SocksDoorOptions): Promise<SocksDoor> {
  const outcomes = new Map<string, 'led' | 'refused' | 'unknown'>();
  const note = (destination: string, outcome: 'led' | 'refused' | 'unknown'): void => {
    outcomes.set(destination, outcome);
    const oldest = outcomes.keys().next();
    if (outcomes.size > REMEMBERED && !oldest.done) outcomes.delete(oldest.value);
  };
  const lead = async (client: Socket, { connects, host, port }: SocksRequest): Promise<void> => {
    const destination = `${host.toLowerCase()}:${port}`;
    const endpoint = connects ? await resolve(destination) : undefined;
    if (endpoint === undefined) {
      note(destination, 'unknown');
      emit({ type: 'outside-refused', lane, destination: destination.slice(0, LIMITS.destination) });
      client.end(socksReply(SOCKS_REPLY.notAllowed));
      return;
    }
    const far = connect({ host: endpoint.address, port: endpoint.port, allowHalfOpen: true, noDelay: true });
    onSocket?.(far, destination);
    join(client, far, (outcome) => note(destination, outcome));
  };
  const serve = async (client: Socket): Promise<void> => {
    const request = await greet(client);
    if (request === undefined) client.destroy();
    else await lead(client, request);
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', () => client.destroy());
    void serve(client).catch(() => client.destroy());
  });
  server.maxConnections = LIMITS.connections;
  const sockets = trackSockets(server);
  const { address, port } = await listen(server, []);
  return {
    address,
    port,
    outcome: (destination) => outcomes.get(destination.toLowerCase()),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => closeServer(server, sockets),
  };
}

/** Greets a client, and gives what it asks for; undefined where it does not speak as it should, or ends. */
async function greet(client: Socket): Promise<SocksRequest | undefined> {
  const inTime = setTimeout(() => client.destroy(), LIMITS.connect);
  try {
    const greeting = await read(client, readSocksGreeting);
    if (greeting === undefined) return undefined;
    if (!greeting.open) {
      client.end(SOCKS_NO_WAY);
      return undefined;
    }
    client.write(SOCKS_GREETING);
    return await read(client, readSocksRequest);
  } finally {
    clearTimeout(inTime);
  }
}

/** Reads one message and gives back to the socket what came behind it. */
function read<T>(
  client: Socket,
  parse: (bytes: Uint8Array) => SocksSaid<T>,
): Promise<({ readonly kind: 'whole'; readonly length: number } & T) | undefined> {
  const { promise, resolve } = Promise.withResolvers<
    ({ readonly kind: 'whole'; readonly length: number } & T) | undefined
  >();
  let bytes = Buffer.alloc(0);
  const over = (): void => resolve(undefined);
  const take = (chunk: Uint8Array): void => {
    bytes = Buffer.concat([bytes, chunk]);
    const said = parse(bytes);
    if (said.kind === 'more') return;
    client.off('data', take);
    client.pause();
    if (said.kind === 'whole' && bytes.length > said.length) client.unshift(bytes.subarray(said.length));
    resolve(said.kind === 'whole' ? said : undefined);
  };
  client.on('data', take).once('close', over).once('end', over);
  client.resume();
  return promise.finally(() => client.off('close', over).off('end', over));
}

/** Joins both once the far one is there: what ends or breaks on one side does so on the other. */
function join(client: Socket, far: Socket, note: (outcome: 'led' | 'refused') => void): void {
  let led = false;
  far.once('connect', () => {
    led = true;
    note('led');
    client.write(socksReply(SOCKS_REPLY.led));
    client.pipe(far);
    far.pipe(client);
  });
  far.on('error', () => {
    if (led) client.resetAndDestroy();
    else {
      note('refused');
      client.end(socksReply(SOCKS_REPLY.refused));
    }
  });
  far.once('close', (hadError) => {
    if (!hadError && led) client.destroySoon();
  });
  client.once('close', () => endOnceOpen(far));
}
