import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

import type { Endpoint } from '../network.ts';
import { AcmeFault } from './acme-faults.ts';

/** Where an API of ACME really listens, and what it is called: its addresses begin with `https://` and `host`. */
export interface AcmeServer extends Endpoint {
  readonly host: string;
  /** Of its directory (RFC 8555, section 7.1.1). */
  readonly path: string;
}

/** How a server of ACME is reached. */
export interface AcmeAccess {
  /** PEM: who signed the certificate of the server itself. */
  readonly trusted: string;
  /** Opens the TCP connections, for whoever must know them. */
  readonly connect?: ((endpoint: Endpoint) => Promise<Socket>) | undefined;
}

/** Holds one connection to a server, and opens another where that has ended. */
export class DialingAgent extends Agent {
  readonly #server: AcmeServer;
  readonly #access: AcmeAccess;
  #destroyed = false;

  constructor(server: AcmeServer, access: AcmeAccess) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#server = server;
    this.#access = access;
  }

  override createConnection(
    _options: unknown,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    if (done !== undefined) void this.#deliver(done);
  }

  override destroy(): void {
    this.#destroyed = true;
    super.destroy();
  }

  async #deliver(done: (error: Error | null, stream: Duplex) => void): Promise<void> {
    const dialed = await this.#dial().catch(asError);
    // Beside an error nobody looks at the stream.
    if (dialed instanceof Error) done(dialed, new PassThrough());
    else done(null, dialed);
  }

  async #dial(): Promise<Duplex> {
    const { address, port, host } = this.#server;
    const { trusted, connect: open = dialTcp } = this.#access;
    const socket = await open({ address, port });
    if (this.#destroyed) {
      socket.destroy();
      throw new AcmeFault('the client has ended');
    }
    const secure = connectTls({ socket, servername: host, ca: trusted, ALPNProtocols: ['http/1.1'] });
    socket.on('error', (error) => secure.destroy(error));
    return secure;
  }
}

function dialTcp({ address, port }: Endpoint): Promise<Socket> {
  return Promise.resolve(connect({ host: address, port }));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
