import type { IncomingMessage, OutgoingMessage } from 'node:http';

import type { IContext } from 'http-mitm-proxy';

import type { LogicalAddress } from '../../facts/facts.ts';
import { headerList, mayHaveBody } from '../../header-list.ts';
import type { Endpoint } from '../../network.ts';
import type { ChangeBody, InterceptedExchange } from '../attacks/intercepted-exchange.ts';
import { asTheyCame, dropHeader, hasHeader } from './raw-headers.ts';
import type { RawHeaders } from './raw-headers.ts';
import { rewriteBody } from './rewrite-body.ts';

/**
 * http-mitm-proxy's context of one exchange, kept from what that does to heads and bodies by itself. What
 * is not changed goes on as it came: names, their order and case, framing.
 */
export class LeashedExchange implements InterceptedExchange {
  readonly #context: IContext;
  /** The URL as the victim means it. */
  readonly url: string;
  requestHeaders: RawHeaders = {};
  responseHeaders: RawHeaders = {};

  constructor(context: IContext) {
    this.#context = context;
    // Whether the victim speaks TLS: `aim` may change it for the bank's side.
    this.url = urlOf(context.clientToProxyRequest, context.isSSL);
  }

  /** The victim's request as it arrives. */
  get incoming(): IncomingMessage {
    return this.#context.clientToProxyRequest;
  }

  /** The bank's response as it arrives, once it does. */
  get answer(): IncomingMessage | undefined {
    return this.#context.serverToProxyResponse;
  }

  get method(): string {
    return this.incoming.method ?? '';
  }

  get target(): string {
    return this.incoming.url ?? '/';
  }

  get status(): number {
    return this.answer?.statusCode ?? 0;
  }

  /** Sends the request to `endpoint` in the name of `logical`, with its own head: over TLS as it came, or where `overTls` says so. */
  aim({ address, port }: Endpoint, logical: LogicalAddress, overTls: boolean): void {
    const context = this.#context;
    if (context.proxyToServerRequestOptions === undefined) throw new Error('there is no request to aim');
    const [servername] = logical.split(':');
    const headers = asTheyCame(this.incoming.rawHeaders);
    // HTTP/1.0 may come without; Node would then tell the bank its loopback address.
    if (!hasHeader(headers, 'host')) headers['Host'] = logical;
    this.requestHeaders = headers;
    carryTrailers(this.incoming, headers, () => context.proxyToServerRequest);
    Object.assign(context.proxyToServerRequestOptions, { host: address, port, servername, headers });
    if (overTls) context.isSSL = true;
    if (mayHaveBody(this.incoming)) holdBack(this.incoming, () => context.proxyToServerRequest);
  }

  /** Takes the bank's head as it came for the victim's: its order, its spelling, and nothing that Node would add. */
  takeHead(): void {
    const { clientToProxyRequest, proxyToClientResponse: out } = this.#context;
    const { answer } = this;
    if (answer === undefined) throw new Error('there is no response to take the head of');
    holdBack(answer, () => out);
    const headers = asTheyCame(answer.rawHeaders);
    this.responseHeaders = headers;
    carryTrailers(answer, headers, () => out);
    Object.assign(answer, { headers });
    if (clientToProxyRequest.httpVersion === '1.0' && !out.shouldKeepAlive) {
      // The bank heard HTTP/1.1 from us and keeps the connection; this victim reads until its end.
      dropHeader(headers, 'connection');
      dropHeader(headers, 'keep-alive');
      headers['Connection'] = 'close';
    }
    out.statusMessage = answer.statusMessage ?? '';
    out.sendDate = false;
    for (const added of ['connection', 'content-length', 'transfer-encoding']) out.removeHeader(added);
  }

  rewriteRequestBody(change: ChangeBody): void {
    const context = this.#context;
    // What waits for a "100 Continue" has its head on the way already; Node has told the victim to go on.
    dropHeader(this.requestHeaders, 'expect');
    context.addRequestFilter(
      rewriteBody((text) => {
        const changed = change(text);
        // The head leaves with the body's first byte, and a body in chunks states no length.
        const request = context.proxyToServerRequest;
        if (changed !== text && request?.hasHeader('content-length') === true)
          request.setHeader('Content-Length', changed.length);
        return changed;
      }),
    );
  }

  rewriteResponseBody(change: ChangeBody, tooLarge?: () => void): void {
    // http-mitm-proxy sends a changed body chunked, and knows these names in lower case only.
    dropHeader(this.responseHeaders, 'content-length');
    dropHeader(this.responseHeaders, 'transfer-encoding');
    this.#context.addResponseFilter(rewriteBody(change, tooLarge));
  }

  /** A changed body goes on in chunks, which HTTP/1.0 does not know (RFC 9112, section 7): there it ends with its connection. */
  unchunk(): void {
    const { clientToProxyRequest, responseContentPotentiallyModified } = this.#context;
    if (!responseContentPotentiallyModified || clientToProxyRequest.httpVersion !== '1.0') return;
    for (const name of ['transfer-encoding', 'connection', 'keep-alive'])
      dropHeader(this.responseHeaders, name);
    this.responseHeaders['connection'] = 'close';
  }
}

/** The URL of a request as its victim means it. */
export function urlOf({ headers, url }: IncomingMessage, tls: boolean): string {
  return `${tls ? 'https' : 'http'}://${headers.host}${url}`;
}

/** Stops `from` while `to` cannot take more: http-mitm-proxy would pile it up in memory. */
function holdBack(from: IncomingMessage, to: () => OutgoingMessage | undefined): void {
  from.on('data', () => {
    const sink = to();
    if (sink?.writableNeedDrain !== true) return;
    from.pause();
    sink.once('drain', () => from.resume());
  });
}

/**
 * Sends `from`'s trailers after its body, which http-mitm-proxy would leave out. Only a body in chunks has any
 * (RFC 9112, section 7.1.2): Node throws where another head announces them, so the announcement is taken out.
 */
function carryTrailers(
  from: IncomingMessage,
  headers: RawHeaders,
  to: () => OutgoingMessage | undefined,
): void {
  const { trailer, 'transfer-encoding': coding = '' } = from.headers;
  if (!/\bchunked\b/i.test(coding)) {
    if (trailer !== undefined) dropHeader(headers, 'trailer');
    return;
  }
  from.once('end', () => {
    if (from.rawTrailers.length > 0) to()?.addTrailers(headerList(from.rawTrailers).map(([...line]) => line));
  });
}
