import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import { TLSSocket } from 'node:tls';

import { headerList } from './header-list.ts';

/** From 26 on Node reads such a request's body itself, and may do so when it has told of the request already. */
export const READS_BODIES = Number.parseInt(process.versions.node, 10) >= 26;

/** Of connections whose next request is served anew: its header lines as they came. */
const HEADS = new WeakMap<net.Socket, string[]>();

/**
 * Lets `server` answer a request whose offer to upgrade is not taken up (RFC 9110, section 7.8), and what
 * comes after it. Node, where nobody listens for upgrades, answers as well, but loses the bytes that came
 * along with it: `head`. So the request is put back before them, without its offer, and read once more.
 */
export function serveUnupgraded(server: net.Server, request: IncomingMessage, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders, socket } = request;
  if (READS_BODIES && hasBody(request)) {
    serveLast(server, request);
    return;
  }
  const lines = headerList(rawHeaders)
    .filter(([name]) => name.toLowerCase() !== 'upgrade')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const first = `${method} ${url} HTTP/${httpVersion}\r\n`;
  if (socket.destroyed) return;
  HEADS.set(socket, rawHeaders);
  socket.unshift(Buffer.concat([Buffer.from(`${first}${lines.join('')}\r\n`, 'latin1'), head]));
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

/** Serves a request whose body comes apart from its bytes. Its answer closes the connection, as any may (RFC 9112, section 9.6). */
function serveLast(server: net.Server, request: IncomingMessage): void {
  const { socket } = request;
  if (socket.destroyed) return;
  // What Node had listen here it took away.
  socket.on('error', () => socket.destroy());
  socket.on('timeout', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    response.emit('close');
    socket.end();
  });
  server.emit('request', request, response);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Gives a request that is served anew its header lines as they came. */
export function restoreHead(request: IncomingMessage): void {
  const rawHeaders = HEADS.get(request.socket);
  if (rawHeaders === undefined) return;
  HEADS.delete(request.socket);
  Object.assign(request, { rawHeaders });
}
