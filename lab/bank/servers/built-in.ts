import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import { Server as TlsServer } from 'node:tls';
import type { Duplex } from 'node:stream';
import type { Leaf } from '../../certificates/leaf-content.ts';
import { LIMITS } from '../../limits.ts';
import { closeServer, type Endpoint, hearToTheEnd, listen, trackSockets } from '../../network.ts';
import { serveUnupgraded } from '../../unupgraded.ts';
import { createBankTlsServer } from '../bank-name.ts';
import { type Door, HSTS_POLICY } from '../doors.ts';
import { tlsOptions } from '../tls.ts';
import type { BankServer, BankServerOptions } from './bank-server.ts';
import { beforeTls } from './challenge-handshake.ts';

/** The lab's own server: Node's, one for each door, on free loopback ports. */
export async function openBuiltIn(options: BankServerOptions): Promise<BankServer> {
  const { doors, origins } = options;
  const endpoints = new Map<Door['port'], Endpoint>();
  const speakTls: TlsServer[] = [];
  let challenge: Leaf | undefined;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((closer) => closer()));
  };
  try {
    for (const door of doors) {
      const answering = serverOf(door, options);
      if (answering instanceof TlsServer) speakTls.push(answering);
      const server =
        options.certified === true && answering instanceof TlsServer
          ? beforeTls(answering, () => challenge)
          : answering;
      const sockets = trackSockets(server);
      origins?.follow(server);
      closers.push(() => closeServer(server, sockets));
      server.maxConnections = LIMITS.bankConnections;
      endpoints.set(door.port, await listen(server, []));
    }
    return {
      endpoints,
      use: (leaf) => {
        for (const server of speakTls)
          server.setSecureContext(tlsOptions(options.settings, leaf, options.customers));
        return Promise.resolve();
      },
      answerHandshakes: (leaf) => (challenge = leaf),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function serverOf(door: Door, options: BankServerOptions): Server | HttpsServer | Http2SecureServer {
  const { settings, leaf, customers, origins, app } = options;
  const tls = door.scheme === 'https';
  const answering = app(door, ({ socket }) => origins?.of(socket) ?? {});
  const listener = tls && settings.hsts ? withHsts(answering) : answering;
  const server = tls
    ? createBankTlsServer(tlsOptions(settings, leaf, customers), listener, settings.http2)
    : createServer(listener);
  const { request: headersTimeout, idle } = LIMITS;
  Object.assign(server, { headersTimeout, requestTimeout: idle, keepAliveTimeout: idle });
  server.setTimeout(idle);
  hearToTheEnd(server);
  const chat = options.chat(door);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const wanted = door.does === 'serve' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (wanted) chat(request, socket, head, origins?.of(request.socket) ?? {});
    else serveUnupgraded(server, request, head);
  });
  return server;
}

/** Puts Strict-Transport-Security on every answer (RFC 6797, section 7.1). Only for doors that speak TLS. */
function withHsts(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    outgoing.setHeader('Strict-Transport-Security', HSTS_POLICY);
    listener(incoming, outgoing);
  };
}
