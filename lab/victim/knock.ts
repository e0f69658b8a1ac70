import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { endOnceOpen } from '../client-sockets.ts';
import type { DoorKnocked, Emit, LaneId } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import type { Resolve } from './connections.ts';

/** What is said at a door: nothing, a GET of HTTP/1.1, or a TLS ClientHello. */
export type Greeting = DoorKnocked['with'];

/** What a knock needs of the lab. `wait` is how long an answer is waited for, in ms. */
export interface KnockOptions {
  readonly lane: LaneId;
  /** The name whose doors these are: `bank.test`. */
  readonly host: string;
  readonly resolve: Resolve;
  /** Told of the socket before it connects: it is the victim's. */
  readonly onSocket?: (socket: Socket) => void;
  readonly emit: Emit;
  /** Ends the knock without a word. */
  readonly signal: AbortSignal;
  readonly wait?: number;
}

/** Names of ports as IANA registers them (Service Name and Transport Protocol Port Number Registry). */
const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap',
  443: 'https',
  465: 'submissions',
  587: 'submission',
  853: 'domain-s',
  993: 'imaps',
  995: 'pop3s',
  3306: 'mysql',
  3389: 'ms-wbt-server',
  5432: 'postgresql',
  8080: 'http-alt',
  8443: 'pcsync-https',
};

/**
 * Opens a TCP connection to `port`, says `greeting`, waits for an answer, hangs up, and says what came.
 * Of the answer the first `LIMITS.knockAnswer` bytes are kept. Never rejects.
 */
export async function knock(options: KnockOptions, port: number, greeting: Greeting): Promise<void> {
  const { lane, host, resolve, onSocket, emit, signal } = options;
  const endpoint = await resolve(`${host}:${port}`);
  if (endpoint === undefined || signal.aborted) return;
  const said = await wordsOf(greeting, host);
  const socket = connect({ host: endpoint.address, port: endpoint.port });
  onSocket?.(socket);
  const hangUp = (): void => endOnceOpen(socket);
  signal.addEventListener('abort', hangUp, { once: true });
  const heard = await listen(socket, said, options.wait ?? LIMITS.knock);
  hangUp();
  signal.removeEventListener('abort', hangUp);
  if (signal.aborted) return;
  const service = SERVICES[port];
  emit({
    type: 'door-knocked',
    lane,
    port,
    ...(service === undefined ? {} : { service }),
    with: greeting,
    ...heard,
  });
}

/** The answer's first bytes, or why there is none: told apart by what the socket did. */
function listen(
  socket: Socket,
  said: Uint8Array,
  wait: number,
): Promise<Pick<DoorKnocked, 'outcome' | 'answer'>> {
  const { promise, resolve } = Promise.withResolvers<Pick<DoorKnocked, 'outcome' | 'answer'>>();
  const without = (outcome: DoorKnocked['outcome']): void => resolve({ outcome, answer: new Uint8Array() });
  const timer = setTimeout(() => without('silent'), wait);
  socket.once('connect', () => said.length > 0 && socket.write(said));
  socket.once('data', (bytes) =>
    resolve({ outcome: 'answered', answer: Uint8Array.from(bytes.subarray(0, LIMITS.knockAnswer)) }),
  );
  socket.on('error', (error) => {
    without('code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'hung-up');
  });
  socket.once('close', () => without('hung-up'));
  return promise.finally(() => clearTimeout(timer));
}

async function wordsOf(greeting: Greeting, host: string): Promise<Uint8Array> {
  switch (greeting) {
    case 'nothing':
      return new Uint8Array();
    case 'http':
      return Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`);
    case 'tls':
      return clientHello(host);
  }
}

/** A ClientHello as Node's own TLS writes it; nothing of it reaches a wire here. */
function clientHello(host: string): Promise<Uint8Array> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  const wire = new Duplex({
    read: () => undefined,
    write: (bytes: Uint8Array, _encoding, done) => {
      resolve(bytes);
      done();
    },
  });
  const socket = tls.connect({ socket: wire, servername: host, ALPNProtocols: ['http/1.1'] });
  socket.on('error', () => undefined);
  return promise.finally(() => {
    socket.destroy();
    wire.destroy();
  });
}
