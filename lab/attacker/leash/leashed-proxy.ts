import { once } from 'node:events';
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { devNull } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';

import type { IContext } from 'http-mitm-proxy';
import { CA } from 'http-mitm-proxy/dist/lib/ca.js';

import { LIMITS } from '../../limits.ts';
import { hearToTheEnd } from '../../network.ts';
import { answer } from './answer.ts';
import { LeashedExchange } from './leashed-exchange.ts';
import { Turns } from './turns.ts';
import { restoreHead, serveUnupgraded } from '../../unupgraded.ts';
import { LeashedSockets } from './leashed-sockets.ts';
import type { WebSocketRoute } from './websockets.ts';

// http-mitm-proxy would make an RSA-2048 authority here (100 ms) and write its private key to disk. Ours
// signs with EC keys that stay in memory, so its own is never made, for anybody in this process.
CA.create = (_folder: string, made: (error: null, authority: CA) => void): void => made(null, new CA());

/** Why an exchange failed. */
export type ExchangeFailure = 'bank-unreachable' | 'bank-cut-off' | 'attack-failed';

/** What decides over a leashed proxy. Anything here may throw: that ends one exchange or connection, no more. */
export interface Keeper {
  /** Whether `request` may go on. One that may not has been answered. */
  admits(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * Holds a request that was admitted; resolves with what goes on in its place, or with nothing. Undefined where it goes
   * on at once.
   */
  stop(
    request: IncomingMessage,
    response: ServerResponse,
    tls: boolean,
  ): Promise<IncomingMessage | undefined> | undefined;
  /** Aims a request that was admitted. */
  request(exchange: LeashedExchange): void;
  /** Learns which connection carries a request to the bank, before anything of it does. */
  upstream(exchange: LeashedExchange, socket: net.Socket): void;
  /** Reads a response as the bank sent it. */
  hear(exchange: LeashedExchange): void;
  /** Holds a response; the same as `stop`. */
  stopAnswer(
    exchange: LeashedExchange,
    response: ServerResponse,
  ): Promise<IncomingMessage | undefined> | undefined;
  /** Sees the head of a response before it goes on. */
  response(exchange: LeashedExchange): void;
  /** Owns `socket` after a CONNECT: answers it, and relays or ends it. */
  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Where a request for a WebSocket leads. One that may not has been answered on `socket`. Any other upgrade is not taken up. */
  upgrade(request: IncomingMessage, socket: Duplex): WebSocketRoute | undefined;
  /** Hears of an exchange that failed while its victim was still there. */
  failed(kind: ExchangeFailure, error: Error, exchange: LeashedExchange): void;
}

/** How long it keeps connections on which nothing passes: ms. See `LIMITS`. */
export type ProxyTimes = Readonly<Record<'idle' | 'spare', number>>;

/** How http-mitm-proxy goes on. */
type Next = (error?: Error | null, chunk?: unknown) => void;

/**
 * http-mitm-proxy, kept from what it does by itself. It relays requests and responses; every decision,
 * every socket after a CONNECT and every error goes to the keeper. Where it would print (all of its
 * console calls stand in the methods overridden here), append error text to a body, mint certificates
 * or connect to 0.0.0.0, it no longer comes.
 */
export class LeashedProxy extends LeashedSockets {
  readonly #keeper: Keeper;
  readonly #times: ProxyTimes;
  readonly #sockets = new Set<net.Socket>();
  readonly #turns = new Turns();
  #closing: Promise<void> | undefined;
  /** Every property of a context, with nothing in it. */
  #spent: Readonly<Record<string, undefined>> | undefined;

  constructor(keeper: Keeper, times: Partial<ProxyTimes> = {}) {
    super();
    this.#keeper = keeper;
    this.#times = { ...LIMITS, ...times };
    // Never calls back: what would follow mints certificates and connects to 0.0.0.0.
    this.onConnect((request, socket, head: Buffer) => {
      try {
        keeper.tunnel(request, socket, head);
      } catch {
        socket.destroy();
      }
    });
  }

  /** Listens on a free port of 127.0.0.1; `bankAuthority` (PEM) is whom it believes upstream. */
  async open(bankAuthority: string): Promise<net.Server> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const secureContext = createSecureContext({ ca: bankAuthority });
    this.secureContext = secureContext;
    this.listen(
      {
        host: '127.0.0.1',
        port: 0,
        timeout: this.#times.idle,
        keepAlive: true,
        httpAgent: agentOf(new http.Agent({ keepAlive: true })),
        httpsAgent: agentOf(new https.Agent({ keepAlive: true, secureContext })),
        // Below a device there is never a directory.
        sslCaDir: path.join(devNull, 'none'),
      },
      () => resolve(),
    );
    const server = this.httpServer;
    if (server === undefined) throw new Error('http-mitm-proxy made no server');
    await Promise.race([promise, once(server, 'listening')]);
    // It would complete WebSocket handshakes by itself; without its listener an upgrade comes to us.
    server.removeAllListeners('upgrade');
    this.leashSockets();
    this.adopt(server);
    server.on('connection', (socket) => this.own(socket));
    return server;
  }

  /** Relays a request that came over TLS, which a server outside this proxy has taken off. */
  serveDecrypted(request: IncomingMessage, response: ServerResponse): void {
    this._onHttpServerRequest(true, request, response);
  }

  /** Puts the lab's rules on an HTTP server that feeds this proxy. */
  adopt(server: http.Server): void {
    server.timeout = this.#times.idle;
    server.keepAliveTimeout = this.#times.idle;
    server.headersTimeout = this.#times.idle;
    server.maxConnections = LIMITS.proxyConnections;
    hearToTheEnd(server);
    server.on('upgrade', (request, socket, head: Buffer) => this.#upgrade(server, request, socket, head));
  }

  /** Takes `socket` among those that `shut` destroys. */
  override own(socket: net.Socket): void {
    // A connection whose offer to upgrade is not taken up is served anew, as often as it makes one.
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#letGoLater();
    });
  }

  /** Lets go of the bank's connections that are kept for a next request, where for a while there is nobody who could make one. */
  #letGoLater(): void {
    setTimeout(() => {
      if (this.#sockets.size > 0) return;
      for (const { freeSockets } of [this.httpAgent, this.httpsAgent])
        for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }, this.#times.spare).unref();
  }

  /** Destroys every socket, then closes. Ends within LIMITS.close; may be called twice. */
  shut(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    const server = this.httpServer;
    if (server === undefined) return;
    const closed = once(server, 'close', { signal: AbortSignal.timeout(LIMITS.close) });
    this.close();
    for (const socket of this.#sockets) socket.destroy();
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
    await closed.catch(() => undefined);
  }

  override _onHttpServerRequest(isSSL: boolean, request: IncomingMessage, response: ServerResponse): void {
    restoreHead(request);
    this.#turns.take(request.socket, response, () => {
      try {
        if (!this.#keeper.admits(request, response)) return;
        const stopped = this.#keeper.stop(request, response, isSSL);
        if (stopped === undefined) super._onHttpServerRequest(isSSL, request, response);
        else goOn(stopped, response, (anew) => super._onHttpServerRequest(isSSL, anew, response));
      } catch {
        response.destroy();
      }
    });
  }

  // There is one keeper and no list of handlers: what would go through such a list, at a cost for each empty one, comes here.

  override _onRequest(context: IContext, next: Next): void {
    // What follows in `next` makes the request to the bank; its socket comes later.
    const go = (): void => {
      next();
      context.proxyToServerRequest?.once('socket', (socket) =>
        this.#keeper.upstream(exchangeOf(context), socket),
      );
    };
    this.#contain(context, go, () => this.#begin(context));
  }

  override _onRequestHeaders(_context: IContext, next: Next): void {
    next();
  }

  override _onRequestData(_context: IContext, chunk: unknown, next: Next): void {
    next(null, chunk);
  }

  override _onRequestEnd(_context: IContext, next: Next): void {
    next();
  }

  override _onResponse(context: IContext, next: Next): void {
    const exchange = exchangeOf(context);
    const victim = context.proxyToClientResponse;
    const answered = (): void =>
      this.#contain(context, next, () => {
        exchange.takeHead();
        this.#keeper.response(exchange);
      });
    let stopped: Promise<IncomingMessage | undefined> | undefined;
    const act = (): void => {
      this.#keeper.hear(exchange);
      stopped = this.#keeper.stopAnswer(exchange, victim);
    };
    const proceed = (): void => {
      if (stopped === undefined) answered();
      else
        goOn(stopped, victim, (anew) => {
          context.serverToProxyResponse = anew;
          answered();
        });
    };
    this.#contain(context, proceed, act);
  }

  override _onResponseHeaders(context: IContext, next: Next): void {
    this.#contain(context, next, () => exchangeOf(context).unchunk());
  }

  override _onResponseData(_context: IContext, chunk: unknown, next: Next): void {
    next(null, chunk);
  }

  override _onResponseEnd(_context: IContext, next: Next): void {
    next();
  }

  /** Comes only after a CONNECT handler called back, and none does. */
  override _onHttpServerConnectData(_request: IncomingMessage, socket: Duplex): void {
    socket.destroy();
  }

  /** An error on a socket is followed by its `close`, which is dealt with where the socket is owned. */
  override _onSocketError(): void {}

  override _onError(kind: string, context: Leashed | null, error: Error): void {
    if (context === null || context.spent === true) return;
    context.proxyToServerRequest?.destroy();
    const victim = context.proxyToClientResponse;
    // Answered already, or gone: then this error is only the echo of that.
    if (victim.destroyed || victim.writableEnded) return;
    if (kind === 'CLIENT_TO_PROXY_REQUEST_ERROR' || kind === 'PROXY_TO_CLIENT_RESPONSE_ERROR') {
      victim.destroy();
      return;
    }
    const cutOff = victim.headersSent || context.serverToProxyResponse !== undefined;
    this.#keeper.failed(
      kind === 'HANDLER' ? 'attack-failed' : cutOff ? 'bank-cut-off' : 'bank-unreachable',
      error,
      exchangeOf(context),
    );
    if (victim.headersSent) victim.destroy();
    else answer(victim, 502, 'The bank did not answer.');
  }

  #upgrade(server: http.Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#turns.after(request.socket, () => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') serveUnupgraded(server, request, head);
      else if (!socket.destroyed)
        this.answerWebSocket(request, socket, head, () => this.#keeper.upgrade(request, socket));
    });
  }

  #begin(context: IContext): void {
    const victim = context.proxyToClientResponse;
    victim.once('close', () => {
      // A victim that hangs up leaves nothing to wait for.
      if (!victim.writableFinished) context.proxyToServerRequest?.destroy();
      else if (context.clientToProxyRequest.readableEnded) this.#spend(context);
    });
    this.#keeper.request(exchangeOf(context));
    // The keeper may have led a request in clear to a listener that speaks TLS.
    if (context.proxyToServerRequestOptions !== undefined)
      context.proxyToServerRequestOptions.agent = context.isSSL ? this.httpsAgent : this.httpAgent;
  }

  /**
   * Empties the context of an exchange that is over. V8 learns to allocate contexts among its old objects, and
   * each would keep all that it names until the next full collection: with it, half the requests a second.
   */
  #spend(context: Leashed): void {
    this.#spent ??= Object.fromEntries(Object.keys(context).map((key) => [key, undefined]));
    Object.assign(context, this.#spent, { spent: true });
  }

  // Handlers run inside Node's event callbacks, where an exception would end the process. What follows a
  // handler runs inside `next`, and may throw as well: http.request does, on a path that it does not like.
  #contain(context: IContext, next: () => void, act: () => void): void {
    try {
      act();
      next();
    } catch (error) {
      this._onError('HANDLER', context, error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Has a message that was stopped go on when it may; what is to go nowhere ends with its connection. */
function goOn(
  stopped: Promise<IncomingMessage | undefined>,
  response: ServerResponse,
  go: (anew: IncomingMessage) => void,
): void {
  stopped
    .then((anew) => (anew === undefined || response.destroyed ? void response.destroy() : go(anew)))
    .catch(() => response.destroy());
}

/** `agent`, which keeps its connections by where they lead and nothing else: all its requests have the same settings. */
function agentOf<Kind extends http.Agent>(agent: Kind): Kind {
  agent.getName = ({ host, port } = {}) => `${host}:${port}`;
  return agent;
}

/** A context with what the keeper gets for it. A WeakMap would keep whole exchanges for long after their end. */
type Leashed = IContext & { exchange?: LeashedExchange; spent?: true };

/** What the keeper gets for a context: the same each time. */
function exchangeOf(context: Leashed): LeashedExchange {
  return (context.exchange ??= new LeashedExchange(context));
}
