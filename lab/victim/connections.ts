import { Agent, type ClientRequestArgs } from 'node:http';
import { connect, isIP, Socket } from 'node:net';
import * as tls from 'node:tls';
import type { LogicalAddress } from '../facts.ts';
import type { Endpoint } from '../network.ts';
import { NetError, certificateError, networkError } from './trust.ts';

/** Where a lane's names and ports really are; nothing for a name that the lab's world does not know. */
export type Resolve = (logical: LogicalAddress) => Promise<Endpoint | undefined> | Endpoint | undefined;

/** What connections are made of. */
export interface ConnectionOptions {
  readonly resolve: Resolve;
  /** PEM roots: the only trust store there is. Nothing of the system's is added, also where the list is empty. */
  readonly trusted: readonly string[];
  /** Called with each line of key log (RFC 9850). */
  readonly onSecret: (line: string) => void;
}

/** Request options with what an `Agent` of ours needs besides: whether there is TLS, and when to give up. */
export interface Route extends ClientRequestArgs {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** The same as `signal`, which Node keeps to itself. */
  readonly giveUp: AbortSignal;
}

/**
 * The victim's connections, kept alive as a browser keeps them. A TLS connection is handed to HTTP
 * only when its handshake is done and its certificate found good, so no byte of HTTP can leave before.
 */
export class Connections extends Agent {
  readonly #options: ConnectionOptions;
  readonly #context: tls.SecureContext;
  readonly #open = new Set<Socket>();

  /** Throws what `tls.createSecureContext` throws for a root that is not PEM. */
  constructor(options: ConnectionOptions) {
    super({ keepAlive: true });
    this.#options = options;
    this.#context = tls.createSecureContext({ ca: [...options.trusted] });
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

  /** Ends the connections that wait for a next request: the next one opens its own. */
  dropIdle(): void {
    for (const socket of Object.values(this.freeSockets).flatMap((free) => free ?? [])) socket.destroy();
  }

  /** Ends every connection at once. */
  override destroy(): void {
    super.destroy();
    for (const socket of this.#open) socket.destroy();
  }

  async #connect(route: Route, callback: (error: Error | null, socket: Socket) => void): Promise<void> {
    let socket: Socket;
    try {
      socket = await this.#opened(route);
    } catch (error) {
      // Node's agent looks at the socket only where there is no error.
      callback(error instanceof Error ? error : new NetError('ERR_FAILED'), new Socket());
      return;
    }
    callback(null, socket);
  }

  async #opened(route: Route): Promise<Socket> {
    const asked = Promise.resolve(this.#options.resolve(`${route.host}:${route.port}`));
    const endpoint = await unlessAborted(asked, route.giveUp);
    if (endpoint === undefined) throw new NetError('ERR_NAME_NOT_RESOLVED');
    const socket = route.secure ? this.#secure(route.host, endpoint) : plain(endpoint);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return opened(socket, route.secure ? 'secureConnect' : 'connect', route.giveUp);
  }

  #secure(host: string, endpoint: Endpoint): tls.TLSSocket {
    const name = host.replace(/^\[|\]$/g, '');
    const socket = tls.connect({
      host: endpoint.address,
      port: endpoint.port,
      // RFC 6066, section 3: addresses are no server names.
      servername: isIP(name) === 0 ? name : '',
      ALPNProtocols: ['http/1.1'],
      secureContext: this.#context,
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => checkName(name, certificate),
    });
    socket.on('keylog', (line) => this.#options.onSecret(line.toString('latin1').trimEnd()));
    return socket;
  }
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

function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let phase: 'connect' | 'handshake' = 'connect';
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', () => (phase = 'handshake'));
  socket.once(event, () => resolve(socket));
  // Stays for good: between two requests nobody else listens, and a reset then is no news.
  socket.on('error', (error) => {
    const refused = socket instanceof tls.TLSSocket ? refusal(socket) : undefined;
    reject(new NetError(refused ?? networkError(error, phase), { cause: error }));
  });
  socket.once('close', () => reject(new NetError('ERR_CONNECTION_CLOSED')));
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

/** The certificate's fault where there is one. Node's types call it an `Error`; it is the code, as a string. */
function refusal(socket: tls.TLSSocket): string | undefined {
  const reason: unknown = socket.authorizationError;
  if (reason instanceof Error) return certificateError(reason.message);
  return typeof reason === 'string' ? certificateError(reason) : undefined;
}
