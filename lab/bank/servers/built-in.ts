import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { LIMITS } from '../../limits.ts';
import { closeServer, type Endpoint, hearToTheEnd, listen, trackSockets } from '../../network.ts';
import { BANK_HOST } from '../../settings.ts';
import { createBankTlsServer } from '../bank-name.ts';
import { type Door, HSTS_POLICY, REDIRECT_STATUS } from '../doors.ts';
import { tlsOptions } from '../tls.ts';
import type { BankServer, BankServerOptions } from './bank-server.ts';

/** The lab's own server: Node's, one for each door, on free loopback ports. */
export async function openBuiltIn(options: BankServerOptions): Promise<BankServer> {
  const { doors, origins } = options;
  const endpoints = new Map<Door['port'], Endpoint>();
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((closer) => closer()));
  };
  try {
    for (const door of doors) {
      const server = serverOf(door, options);
      const sockets = trackSockets(server);
      origins?.follow(server);
      closers.push(() => closeServer(server, sockets));
      server.maxConnections = LIMITS.bankConnections;
      endpoints.set(door.port, await listen(server, []));
    }
    return { endpoints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function serverOf(door: Door, options: BankServerOptions): Server | TlsServer {
  const { settings, leaf, customers, origins, app } = options;
  const tls = door.scheme === 'https';
  const answering = app(door, ({ socket }) => origins?.of(socket) ?? {});
  const listener = tls && settings.hsts ? withHsts(answering) : answering;
  const server = tls
    ? createBankTlsServer(tlsOptions(settings, leaf, customers), listener)
    : createServer(listener);
  server.headersTimeout = LIMITS.request;
  server.requestTimeout = LIMITS.idle;
  server.keepAliveTimeout = LIMITS.idle;
  server.setTimeout(LIMITS.idle);
  hearToTheEnd(server);
  return server;
}

/** Puts Strict-Transport-Security on every answer (RFC 6797, section 7.1). Only for doors that speak TLS. */
function withHsts(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    outgoing.setHeader('Strict-Transport-Security', HSTS_POLICY);
    listener(incoming, outgoing);
  };
}

/** Sends a request to the same page on port 443. */
export function redirectToHttps(request: Request): Response {
  const { pathname, search } = new URL(request.url);
  const headers = { Location: `https://${BANK_HOST}${pathname}${search}`, 'Content-Length': '0' };
  return new Response(null, { status: REDIRECT_STATUS, headers });
}
