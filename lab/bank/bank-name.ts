import type { IncomingMessage, RequestListener } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';

import { BANK_HOST } from '../settings.ts';
import { CONTENT } from '../wire/tls/names.ts';

/** The bank's name as Host, or as the authority of a target, may write it (RFC 9110, section 4.2.3). */
const BANK = new RegExp(String.raw`^${BANK_HOST.replaceAll('.', String.raw`\.`)}\.?(?::\d*)?$`, 'i');
/** What a name with its port may be written with (RFC 3986, section 3.2.2), user information left out. */
const WELL_FORMED = /^[a-z0-9._~!$&'()*+,;=%:[\]-]+$/i;
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;

/** A fatal alert, unrecognized_name (RFC 6066, section 3), in a record in clear: no key is agreed on yet. */
const UNRECOGNIZED_NAME = Uint8Array.of(CONTENT.alert, 3, 3, 0, 2, 2, 112);

/** Whether a Host names the bank; one that is missing does. */
export function isBank(host = BANK_HOST): boolean {
  return BANK.test(host);
}

/**
 * The status of the refusal where a request is not for the bank, by its Host and by its target where that is
 * absolute: 421, Misdirected Request (RFC 9110, section 15.5.20), or 400 where that is no name at all. A page that
 * had its own name led to the bank's address (DNS rebinding) asks for that name.
 */
function refusalOf({ headers, url = '' }: IncomingMessage): 400 | 421 | undefined {
  // HTTP/2 has a field of its own for it (RFC 9113, section 8.3.1).
  const { host = String(headers[':authority'] ?? BANK_HOST) } = headers;
  const [, authority = BANK_HOST] = AUTHORITY.exec(url) ?? [];
  const others = [host, authority].filter((name) => !isBank(name));
  if (others.length === 0) return undefined;
  return others.every((name) => WELL_FORMED.test(name)) ? 421 : 400;
}

/** Answers requests for other names than the bank's itself. */
export function forTheBankOnly(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const status = refusalOf(incoming);
    if (status === undefined) {
      listener(incoming, outgoing);
      return;
    }
    incoming.resume();
    outgoing.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
    outgoing.end(`This is ${BANK_HOST}, and no other site.\n`);
  };
}

/** HTTP/2 pushes nothing here, and a connection holds few streams at once. */
const QUIET = { settings: { enablePush: false, maxConcurrentStreams: 100 } } as const;

/**
 * A server for TLS that refuses handshakes in another name than the bank's with the alert that says so. A client
 * that names nobody is served, as by most servers of one site. With `http2` it speaks that too, with clients that offer it.
 */
export function createBankTlsServer(
  options: TlsOptions,
  listener: RequestListener,
  http2 = false,
): Server | Http2SecureServer {
  const accepted = new Map<number, Socket>();
  const SNICallback = function (this: TLSSocket, name: string, done: (error: Error | null) => void): void {
    const wire = accepted.get(this.remotePort ?? 0);
    if (name.toLowerCase() === BANK_HOST) done(null);
    else if (wire === undefined) done(new Error('unrecognized name'));
    // Node has no way to send this alert: on an error it hangs up without a word.
    else wire.write(UNRECOGNIZED_NAME, () => done(new Error('unrecognized name')));
  };
  const server = http2
    ? createSecureServer({ ...options, SNICallback, allowHTTP1: true, ...QUIET })
    : createServer({ ...options, SNICallback });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- requests of HTTP/2 come in the shape of those of HTTP/1.1
  server.on('request', listener as (...message: unknown[]) => void);
  server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    accepted.set(remotePort, socket);
    socket.once('close', () => accepted.delete(remotePort));
  });
  return server;
}
