import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';

import { Proxy } from 'http-mitm-proxy';
import type { IWebSocketContext } from 'http-mitm-proxy';

import { MessageTurns } from './message-turns.ts';
import { passClosing, SOCKET_OPTIONS, socketToBank } from './websockets.ts';
import type {
  LibrarySocket,
  LibrarySocketServer,
  SocketContext,
  SocketMessage,
  WebSocketRoute,
} from './websockets.ts';

/** http-mitm-proxy with its WebSockets kept from what they do by themselves: each leads where its route says, message by message. */
export abstract class LeashedSockets extends Proxy {
  /** Whom it believes upstream. */
  protected secureContext: SecureContext | undefined;
  readonly #routes = new WeakMap<object, WebSocketRoute>();
  readonly #messages = new MessageTurns();

  /** Takes `socket` among those that are destroyed at the end. */
  abstract own(socket: net.Socket): void;

  /** Bounds what its server for WebSockets takes, once it listens. */
  protected leashSockets(): void {
    Object.assign(this.#library.options, SOCKET_OPTIONS);
  }

  /** Answers a request for a WebSocket where `lead` says where it leads. */
  protected answerWebSocket(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    lead: () => WebSocketRoute | undefined,
  ): void {
    socket.on('error', () => socket.destroy());
    try {
      const route = lead();
      if (route === undefined) return;
      this.#routes.set(request, route);
      this.#library.handleUpgrade(request, socket, head, (opened) => {
        opened.upgradeReq = request;
        this._onWebSocketServerConnect(request.socket instanceof TLSSocket, opened, request);
      });
    } catch {
      // As a tunnel's: what breaks over one connection ends that one.
      socket.destroy();
    }
  }

  get #library(): LibrarySocketServer {
    const server: LibrarySocketServer | undefined = this.wsServer;
    if (server === undefined) throw new Error('http-mitm-proxy made no server for WebSockets');
    return server;
  }

  #routeOf({ clientToProxyWebSocket }: SocketContext): WebSocketRoute | undefined {
    const { upgradeReq } = clientToProxyWebSocket ?? {};
    return typeof upgradeReq === 'object' && upgradeReq !== null ? this.#routes.get(upgradeReq) : undefined;
  }

  override _onWebSocketConnection(context: IWebSocketContext, next: (error?: Error | null) => void): void {
    const route = this.#routeOf(context);
    const secure = this.secureContext;
    const options = context.proxyToServerWebSocketOptions;
    if (route === undefined || secure === undefined || options === undefined) {
      context.clientToProxyWebSocket?.terminate();
      return;
    }
    const createConnection = (): net.Socket => {
      const socket = socketToBank(route, secure);
      this.own(socket);
      return socket;
    };
    Object.assign(options, { url: route.url, agent: undefined, createConnection, ...SOCKET_OPTIONS });
    next();
  }

  override _onWebSocketFrame(
    context: IWebSocketContext,
    type: string,
    fromServer: boolean,
    data: unknown,
    flags?: boolean,
  ): void {
    const direction = fromServer ? 'to-victim' : 'to-bank';
    const victim: LibrarySocket | undefined = context.clientToProxyWebSocket;
    const route = this.#routeOf(context);
    if (type !== 'message' || !(data instanceof Uint8Array) || route === undefined || victim === undefined) {
      super._onWebSocketFrame(context, type, fromServer, data, flags);
      return;
    }
    const binary = flags === true;
    const pass = (message: SocketMessage): void =>
      super._onWebSocketFrame(context, type, fromServer, message.bytes, message.binary);
    const broken = (error: unknown): void =>
      this._onWebSocketError(context, error instanceof Error ? error : new Error(String(error)));
    try {
      route.heard(direction, binary, data);
      this.#messages.take(victim, route, { direction, binary, bytes: data }, pass, broken);
    } catch (error) {
      broken(error);
    }
  }

  override _onWebSocketClose(
    context: IWebSocketContext,
    byServer: boolean,
    code: number,
    reason: Buffer,
  ): void {
    const { clientToProxyWebSocket, proxyToServerWebSocket }: SocketContext = context;
    passClosing(byServer ? clientToProxyWebSocket : proxyToServerWebSocket, code, reason);
  }

  override _onWebSocketError(context: IWebSocketContext, error: Error): void {
    const { clientToProxyWebSocket, proxyToServerWebSocket }: SocketContext = context;
    const route = this.#routeOf(context);
    // One fault ends both sides, and each says so.
    const first = clientToProxyWebSocket?.readyState === 1;
    clientToProxyWebSocket?.terminate();
    proxyToServerWebSocket?.terminate();
    if (first) route?.failed(error);
  }
}
