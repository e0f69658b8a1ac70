import { Agent, type ClientRequestArgs } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, isIP, Socket } from 'node:net';
import * as tls from 'node:tls';
import type { LogicalAddress } from '../facts/facts.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import { LIMITS } from '../limits.ts';
import { endOnceOpen } from '../client-sockets.ts';
import type { Endpoint } from '../network.ts';
import { shownCertificate } from './peer-certificate.ts';
import type { ShownCertificate } from './peer-certificate.ts';
import { NetError, certificateError, networkError, type Phase } from './chromium-errors.ts';

/** Where a lane's names and ports really are; nothing for a name that the lab's world does not know. */
export type Resolve = (logical: LogicalAddress) => Promise<Endpoint | undefined> | Endpoint | undefined;

/** What connections are made of. */
export interface ConnectionOptions {
  readonly resolve: Resolve;
  /** Told of each socket before it connects: it is the victim's. */
  readonly onSocket?: (socket: Socket) => void;
  /** PEM roots: the only trust store there is. Nothing of the system's is added, also where the list is empty. */
  readonly trusted: readonly string[];
  /** Shown to servers that ask for one. */
  readonly clientCertificate?: Leaf;
  /** Whether HTTP/2 is offered by ALPN (RFC 9113, section 3.2). Ordinarily not. */
  readonly http2?: boolean;
  /** Whether TLS 1.0 is offered alone, as by browsers of long ago. */
  readonly oldTls?: boolean;
  /** Told what became of an offer of HTTP/2. */
  readonly onAgreed?: (agreed: Agreed) => void;
  /** Told of the certificate of each server that shows one, before anything is said to that server. */
  readonly onCertificate?: (certificate: ShownCertificate) => void;
  /** Called with each line of key log (RFC 9850). */
  readonly onSecret: (line: string) => void;
  /** How long a connection may wait for its next request: ms. Ordinarily LIMITS.kept. */
  readonly kept?: number;
}

/** What a browser offered by ALPN, and what was chosen (RFC 7301, section 3.2). */
export interface Agreed {
  readonly host: string;
  readonly offered: readonly string[];
  readonly chosen: string;
}

/** A connection of HTTP/2, and the socket below it. */
export interface Http2Session {
  readonly session: ClientHttp2Session;
  readonly socket: tls.TLSSocket;
}

/** The versions of TLS that a browser of long ago offers; OpenSSL has them at its lowest level only. */
const OLD_TLS = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** Request options with what an `Agent` of ours needs besides: whether there is TLS, and when to give up. */
export interface Route extends ClientRequestArgs {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Whether only HTTP/1.1 will do, as for a WebSocket: then nothing else is offered. */
  readonly http1?: boolean;
  /** The same as `signal`, which Node keeps to itself. */
  readonly giveUp: AbortSignal;
}

/**
 * The victim's connections, kept alive as a browser keeps them. A TLS connection is handed to HTTP
 * only when its handshake is done and its certificate found good, or else its error clicked through, so
 * no byte of HTTP can leave before.
 */
export class Connections extends Agent {
  readonly #options: ConnectionOptions;
  readonly #context: tls.SecureContext;
  readonly #open = new Set<Socket>();
  readonly #exceptions = new Set<string>();
  readonly #faults = new WeakMap<object, string>();
  readonly #sessions = new Map<string, Http2Session>();
  /** Connections that were opened in the hope of HTTP/2, for the next request in HTTP/1.1. */
  readonly #spare = new Map<string, Socket>();

  /** Throws what `tls.createSecureContext` throws for a root that is not PEM. */
  constructor(options: ConnectionOptions) {
    super({ keepAlive: true, timeout: options.kept ?? LIMITS.kept });
    this.#options = options;
    const { trusted, clientCertificate: own } = options;
    const shown = own === undefined ? {} : { cert: own.certificate, key: own.key };
    const versions = options.oldTls === true ? OLD_TLS : {};
    this.#context = tls.createSecureContext({ ca: [...trusted], ...shown, ...versions });
  }

  /** The key under which a connection is used again: scheme, name and port (Node's own leaves out the scheme). */
  override getName(options?: ClientRequestArgs): string {
    return `${isSecure(options)}:${options?.host ?? ''}:${options?.port ?? ''}`;
  }

  override createConnection(
    options: Route,
    callback?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    void this.#connect(options, callback ?? (() => {}));
  }

  /**
   * The connection of HTTP/2 that leads there, opened where there is none yet; undefined where HTTP/1.1 is spoken: then
   * the next request in it has a connection. Rejects with `NetError`.
   */
  async session(route: Route): Promise<Http2Session | undefined> {
    if (this.#options.http2 !== true || !route.secure) return undefined;
    const key = this.getName(route);
    const open = this.#sessions.get(key);
    if (open !== undefined && !open.session.closed && !open.session.destroyed) return open;
    if (this.freeSockets[key] !== undefined || this.#spare.has(key)) return undefined;
    const socket = await this.#opened(route);
    if (!(socket instanceof tls.TLSSocket)) return undefined;
    const chosen = socket.alpnProtocol || 'http/1.1';
    this.#options.onAgreed?.({ host: route.host, offered: this.#offered, chosen });
    if (chosen !== 'h2') {
      this.#spare.set(key, socket);
      socket.once('close', () => this.#spare.delete(key));
      return undefined;
    }
    return this.#sessionOn(socket, key, `https://${route.host}:${route.port}`);
  }

  #sessionOn(socket: tls.TLSSocket, key: string, authority: string): Http2Session {
    const session = connectHttp2(authority, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    const made = { session, socket };
    this.#sessions.set(key, made);
    session.setTimeout(this.#options.kept ?? LIMITS.kept, () => session.close());
    session.on('error', () => session.destroy());
    session.once('close', () => {
      if (this.#sessions.get(key) === made) this.#sessions.delete(key);
    });
    return made;
  }

  get #offered(): string[] {
    return this.#options.http2 === true ? ['h2', 'http/1.1'] : ['http/1.1'];
  }

  /** Ends the connections that wait for a next request: the next one opens its own. */
  dropIdle(): void {
    for (const { session } of this.#sessions.values()) session.destroy();
    for (const socket of this.#spare.values()) socket.destroy();
    for (const socket of Object.values(this.freeSockets).flatMap((free) => free ?? [])) socket.destroy();
  }

  /** A person clicked through `error`: from now on that certificate will do for that host. */
  accept(host: string, error: CertificateRefused): void {
    this.#exceptions.add(exception(host, error));
  }

  /** The certificate error that a person clicked through for this connection, if one did. */
  faultOf(socket: object): string | undefined {
    return this.#faults.get(socket);
  }

  /** Ends every connection at once. */
  override destroy(): void {
    super.destroy();
    for (const socket of this.#open) endOnceOpen(socket);
  }

  async #connect(route: Route, callback: (error: Error | null, socket: Socket) => void): Promise<void> {
    let socket: Socket;
    try {
      socket = this.#takeSpare(this.getName(route)) ?? (await this.#opened(route));
    } catch (error) {
      // Node's agent looks at the socket only where there is no error.
      callback(error instanceof Error ? error : new NetError('ERR_FAILED'), new Socket());
      return;
    }
    callback(null, socket);
  }

  #takeSpare(key: string): Socket | undefined {
    const socket = this.#spare.get(key);
    this.#spare.delete(key);
    return socket?.destroyed === false ? socket : undefined;
  }

  async #opened(route: Route): Promise<Socket> {
    const asked = Promise.resolve(this.#options.resolve(`${route.host}:${route.port}`));
    const endpoint = await unlessAborted(asked, route.giveUp);
    if (endpoint === undefined) throw new NetError('ERR_NAME_NOT_RESOLVED');
    const socket = route.secure ? this.#secure(route, endpoint) : plain(endpoint);
    this.#options.onSocket?.(socket);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    await opened(socket, route.secure ? 'secureConnect' : 'connect', route.giveUp);
    if (socket instanceof tls.TLSSocket) this.#judge(route.host, socket);
    return socket;
  }

  /** Hangs up on a certificate that was not found good and that nobody clicked through. Throws `CertificateRefused`. */
  #judge(host: string, socket: tls.TLSSocket): void {
    const fault = socket.authorized ? undefined : reasonOf(socket);
    const shown = this.#options.onCertificate && shownCertificate(host, socket, fault);
    if (shown !== undefined) this.#options.onCertificate?.(shown);
    if (fault === undefined) return;
    const error = new CertificateRefused(fault, socket.getPeerCertificate().fingerprint256);
    if (!this.#exceptions.has(exception(host, error))) {
      socket.destroy();
      throw error;
    }
    this.#faults.set(socket, error.code);
  }

  #secure({ host, http1 }: Route, endpoint: Endpoint): tls.TLSSocket {
    const name = host.replace(/^\[|\]$/g, '');
    const socket = tls.connect({
      host: endpoint.address,
      port: endpoint.port,
      // RFC 6066, section 3: addresses are no server names.
      servername: isIP(name) === 0 ? name : '',
      ALPNProtocols: http1 === true ? ['http/1.1'] : this.#offered,
      secureContext: this.#context,
      // Node's verdict is taken by #judge, before the connection is handed to anybody.
      rejectUnauthorized: false,
      checkServerIdentity: (_name, certificate) => checkName(name, certificate),
    });
    socket.on('keylog', (line) => this.#options.onSecret(line.toString('latin1').trimEnd()));
    return socket;
  }
}

/** A certificate that the browser did not find good. */
export class CertificateRefused extends NetError {
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;

  constructor(code: string, fingerprint: string) {
    super(code);
    this.fingerprint = fingerprint;
  }
}

function exception(host: string, { code, fingerprint }: CertificateRefused): string {
  return `${host} ${code} ${fingerprint}`;
}

function isSecure(options: (ClientRequestArgs & { secure?: boolean }) | undefined): boolean {
  return options?.secure === true;
}

function plain(endpoint: Endpoint): Socket {
  return connect({ host: endpoint.address, port: endpoint.port });
}

/** Browsers look for the name in subjectAltName only; Node would fall back to the common name. */
function checkName(name: string, certificate: tls.PeerCertificate): Error | undefined {
  return tls.checkServerIdentity(name, { ...certificate, subject: { ...certificate.subject, CN: '' } });
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new NetError('ERR_ABORTED'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort));
}

function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let phase: Phase = 'connect';
  const abort = (): void => {
    reject(new NetError('ERR_CONNECTION_CLOSED'));
    endOnceOpen(socket);
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', () => (phase = 'handshake'));
  if (socket instanceof tls.TLSSocket) socket.once('keylog', () => (phase = 'agreed'));
  socket.once(event, () => resolve());
  // Stays for good: between two requests nobody else listens, and a reset then is no news.
  socket.on('error', (error) => {
    reject(new NetError(networkError(error, phase), { cause: error }));
  });
  socket.once('close', () => reject(new NetError('ERR_CONNECTION_CLOSED')));
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

/** The certificate's fault, in Chromium's words. Node's types call it an `Error`; it is the code, as a string. */
function reasonOf(socket: tls.TLSSocket): string {
  const reason: unknown = socket.authorizationError;
  return certificateError(reason instanceof Error ? reason.message : String(reason));
}
