import { request as send, type ClientRequest, type IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { RequestRead } from '../facts/facts.ts';
import { headerList } from '../header-list.ts';
import { portOf } from '../network.ts';
import { requestTarget } from './addresses.ts';
import { CertificateRefused, type Connections } from './connections.ts';
import { NetError, networkError } from './chromium-errors.ts';
import { http2Exchange, SessionGone } from './http2-exchange.ts';
import { collectBody } from './bounded-body.ts';
import type { Exchange } from './made.ts';

/** The bounds on one exchange: ms in whole, bytes of the response's body. */
export interface ExchangeLimits {
  readonly request: number;
  readonly body: number;
  /** Calls `act` after so many ms; returns what takes that back. Its clock may stand still. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/** A GET whose kept-alive connection was closed under it before an answer began. */
class StaleConnection extends NetError {}

/**
 * Sends one request and reads its whole response. A GET on a kept-alive connection that the server
 * closed meanwhile is sent once more on a new one (RFC 9110, section 9.2.2). Throws `NetError`.
 */
export async function exchange(
  request: RequestRead,
  connections: Connections,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<Exchange> {
  const deadline = new AbortController();
  const forget = limits.after(limits.request, () => deadline.abort());
  const attempt = (): Promise<Exchange> =>
    once(request, connections, limits.body, AbortSignal.any([signal, deadline.signal]));
  try {
    return await attempt().catch((error: unknown) => {
      if (!(error instanceof StaleConnection)) throw error;
      connections.dropIdle();
      return attempt();
    });
  } catch (error) {
    if (deadline.signal.aborted) throw new NetError('ERR_TIMED_OUT', { cause: error });
    throw error;
  } finally {
    forget();
  }
}

async function once(
  request: RequestRead,
  connections: Connections,
  bodyLimit: number,
  signal: AbortSignal,
): Promise<Exchange> {
  const session = await connections.session(routeOf(request, connections, signal));
  if (session === undefined) return onceInHttp1(request, connections, bodyLimit, signal);
  const fault = connections.faultOf(session.socket);
  const made = await http2Exchange(request, session, bodyLimit, signal).catch((error: unknown) => {
    const gone = request.method === 'GET' && error instanceof SessionGone;
    throw gone ? new StaleConnection(error.code) : error;
  });
  return { ...made, ...(fault !== undefined && { fault }) };
}

function onceInHttp1(
  request: RequestRead,
  connections: Connections,
  bodyLimit: number,
  signal: AbortSignal,
): Promise<Exchange> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  const began = performance.now();
  const outgoing = open(request, connections, signal);
  let answered: IncomingMessage | undefined;

  const fail = (error: unknown): void => {
    const code = answered === undefined ? networkError(error, 'request') : bodyError(error, answered);
    if (error instanceof CertificateRefused) reject(error);
    else reject(isStale(request, outgoing, answered, code) ? new StaleConnection(code) : new NetError(code));
  };
  outgoing.on('error', fail);
  // Whatever Node did not call an error, such as an unasked-for upgrade: no response came.
  outgoing.on('close', () => {
    if (answered === undefined) reject(new NetError('ERR_EMPTY_RESPONSE'));
  });
  outgoing.on('response', (incoming) => {
    answered = incoming;
    if (incoming.rawHeaders.some((text) => text.includes('\0'))) {
      reject(new NetError('ERR_INVALID_HTTP_RESPONSE'));
      outgoing.destroy();
      return;
    }
    const waited = performance.now() - began;
    const tls = protocolOf(incoming);
    const fault = connections.faultOf(incoming.socket);
    const headers = headerList(incoming.rawHeaders);
    const finish = (body: Buffer, cut: boolean): void => {
      const response = { status: incoming.statusCode ?? 0, headers, body };
      const took = performance.now() - began;
      const extras = { ...(tls === undefined ? {} : { tls }), ...(fault === undefined ? {} : { fault }) };
      resolve({ request, response, waited, took, cut, ...extras });
    };
    incoming.on('error', fail);
    incoming.on('close', () => reject(new NetError('ERR_CONNECTION_CLOSED')));
    collectBody(incoming, bodyLimit, finish, () => outgoing.destroy());
  });
  outgoing.end(request.body);
  return promise;
}

function routeOf({ url: text }: RequestRead, connections: Connections, signal: AbortSignal) {
  const url = new URL(text);
  return {
    agent: connections,
    secure: url.protocol === 'https:',
    signal,
    giveUp: signal,
    host: url.hostname,
    port: portOf(url),
    path: requestTarget(url),
  };
}

function open(request: RequestRead, connections: Connections, signal: AbortSignal): ClientRequest {
  const route = {
    ...routeOf(request, connections, signal),
    method: request.method,
    // Browsers read what Node's strict parser refuses: controls in a header field, bare line feeds.
    insecureHTTPParser: true,
    // As a flat list Node sends them in this order and adds none.
    headers: request.headers.flat(),
  };
  return send(route);
}

function isStale(
  request: RequestRead,
  outgoing: ClientRequest,
  answered: IncomingMessage | undefined,
  code: string,
): boolean {
  const closed = code === 'ERR_CONNECTION_RESET' || code === 'ERR_EMPTY_RESPONSE';
  return request.method === 'GET' && outgoing.reusedSocket && answered === undefined && closed;
}

/** A response that broke off: reset, or ended before its stated length or its last chunk (RFC 9112, section 8). */
function bodyError(error: unknown, incoming: IncomingMessage): string {
  const code = networkError(error, 'request');
  if (code !== 'ERR_EMPTY_RESPONSE') return code;
  return incoming.headers['content-length'] === undefined
    ? 'ERR_INCOMPLETE_CHUNKED_ENCODING'
    : 'ERR_CONTENT_LENGTH_MISMATCH';
}

function protocolOf(incoming: IncomingMessage): string | undefined {
  return incoming.socket instanceof TLSSocket ? (incoming.socket.getProtocol() ?? undefined) : undefined;
}
