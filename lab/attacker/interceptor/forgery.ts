import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { Authority } from '../../certificates/authority.ts';
import type { Leaf } from '../../certificates/leaf-content.ts';
import type { Emit, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';

/** What forged servers work with: whose leaves, who serves what they decrypt, and a last touch to each server. */
export interface ForgeryOptions {
  readonly lane: LaneId;
  readonly authority: Authority;
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
  readonly adopt: (server: https.Server) => void;
  readonly emit: Emit;
}

/**
 * HTTPS servers in other people's names. Each is made once per name, however many ask at once; none
 * listens: connections are handed to them, so no further port is open and no bytes take a further hop.
 */
export class Forgery {
  readonly #options: ForgeryOptions;
  readonly #servers = new Map<string, Promise<https.Server>>();

  constructor(options: ForgeryOptions) {
    this.#options = options;
  }

  /** Gives the server that answers in `name`. Rejects where the authority does not issue. */
  server(name: string): Promise<https.Server> {
    const made = this.#servers.get(name) ?? this.#make(name);
    this.#servers.set(name, made);
    return made;
  }

  /** Answers in `name` from now on with a certificate that was got for it elsewhere, from `issuer`. */
  use(name: string, leaf: Leaf, issuer: string): void {
    this.#servers.set(name, Promise.resolve(this.#serve(name, leaf, issuer, true)));
  }

  async #make(name: string): Promise<https.Server> {
    const { authority } = this.#options;
    return this.#serve(name, await authority.issue({ names: [name] }), authority.name, false);
  }

  #serve(name: string, leaf: Leaf, issuer: string, obtained: boolean): https.Server {
    const { lane, emit, adopt, serve } = this.#options;
    const heard = new WeakSet<net.Socket>();
    const settings = { key: leaf.key, cert: leaf.certificate, handshakeTimeout: LIMITS.idle };
    const server = https.createServer(settings, (request, response) => {
      heard.add(request.socket);
      serve(request, response);
    });
    adopt(server);
    server.on('tlsClientError', (error) => this.#failed(...explain(error)));
    server.on('secureConnection', (socket: TLSSocket) => {
      socket.once('close', () => {
        // Node's clients send no alert: they check the certificate after the handshake and hang up.
        if (!heard.has(socket))
          this.#failed('hung-up', 'The victim hung up after the handshake, without a request.');
      });
    });
    emit({ type: 'certificate-forged', lane, name, issuer, ...(obtained && { obtained }) });
    return server;
  }

  #failed(kind: string, message: string): void {
    this.#options.emit({ type: 'interception-failed', lane: this.#options.lane, kind, message });
  }
}

/** What a handshake's error means. An alert was sent on purpose; a lost connection says less; OpenSSL's texts vary. */
function explain(error: Error): [kind: string, message: string] {
  const code = 'code' in error ? String(error.code) : '';
  const [, number] = /SSL alert number (\d+)/.exec(error.message) ?? [];
  if (code.includes('ALERT')) {
    return [
      'certificate-refused',
      `The victim refused the forged certificate with TLS alert ${number ?? 'unknown'}.`,
    ];
  }
  if (!code.startsWith('ERR_')) return ['hung-up', 'The victim hung up during the handshake.'];
  return ['handshake-failed', error.message];
}
