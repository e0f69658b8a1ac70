import net from 'node:net';
import tls from 'node:tls';

import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import type { Direction } from '../../wire/direction.ts';

/** Where a WebSocket that was admitted leads, and who hears of it. Anything here may throw: that ends it, no more. */
export interface WebSocketRoute {
  /** The address in the lab's world: `wss://bank.test/help/chat`. */
  readonly url: string;
  readonly endpoint: Endpoint;
  /** The name that is asked for over TLS; undefined where the bank is reached in clear. */
  readonly servername: string | undefined;
  /** Learns which connection carries it to the bank, before anything of it does. */
  readonly upstream: (socket: net.Socket) => void;
  /** Hears each message before it goes on. */
  readonly heard: (direction: Direction, binary: boolean, bytes: Uint8Array) => void;
  /** Stops a message in somebody's hand, until `gone` says that nobody waits for it; undefined where it passes at once. */
  readonly stop: (
    message: SocketMessage,
    gone: AbortSignal,
  ) => Promise<SocketMessage | undefined> | undefined;
  /** The bank did not take it up, or one side broke the rules. */
  readonly failed: (error: Error) => void;
}

/** A message of a WebSocket on its way. */
export interface SocketMessage {
  readonly direction: Direction;
  readonly binary: boolean;
  readonly bytes: Uint8Array;
}

/** What is asked here of the WebSockets of `ws`, which http-mitm-proxy brings along. */
export interface LibrarySocket {
  readonly readyState: number;
  once(event: 'close', listener: () => void): unknown;
  close(code?: number, reason?: Uint8Array): void;
  terminate(): void;
}

/** The same of its server, once it no longer answers upgrades by itself. */
export interface LibrarySocketServer {
  readonly options: object;
  handleUpgrade(
    request: unknown,
    socket: unknown,
    head: Uint8Array,
    upgraded: (socket: LibrarySocket & { upgradeReq?: unknown }) => void,
  ): void;
}

/** http-mitm-proxy's context of one WebSocket: both its sides, the bank's once there is one. */
export interface SocketContext {
  readonly clientToProxyWebSocket?: (LibrarySocket & { readonly upgradeReq?: unknown }) | undefined;
  readonly proxyToServerWebSocket?: LibrarySocket | undefined;
}

/** What both sides of one WebSocket take at most, and that nothing is packed on the way. */
export const SOCKET_OPTIONS = { maxPayload: LIMITS.message, perMessageDeflate: false } as const;

/** Begins the connection of a WebSocket to the bank. `context` says whom the attacker believes. */
export function socketToBank(
  { endpoint: { address: host, port }, servername, upstream }: WebSocketRoute,
  context: tls.SecureContext,
): net.Socket {
  const socket =
    servername === undefined
      ? net.connect({ host, port, noDelay: true })
      : tls.connect({ host, port, servername, secureContext: context, ALPNProtocols: ['http/1.1'] });
  socket.setTimeout(LIMITS.idle, () => socket.destroy());
  upstream(socket);
  return socket;
}

/** Codes that a frame may not carry, since they stand for the lack of one (RFC 6455, section 7.4.1). */
const UNSENDABLE = new Set([1005, 1006, 1015]);
const OPEN = 1;

/** Ends the other side as this one has ended. */
export function passClosing(other: LibrarySocket | undefined, code: number, reason: Uint8Array): void {
  if (other === undefined) return;
  if (other.readyState !== OPEN || code === 1006) other.terminate();
  else if (UNSENDABLE.has(code)) other.close();
  else other.close(code, reason);
}
