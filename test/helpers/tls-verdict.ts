import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';

import type { Leaf } from '../../lab/certificates/leaf-content.ts';
import { closeServer, listen, trackSockets } from '../../lab/network.ts';

/** What a client that trusts `authority` alone makes of a TLS server with this certificate: `secure`, or why it refused. */
export async function tlsVerdict(leaf: Leaf, authority: string, servername: string): Promise<string> {
  const server = createServer({ cert: leaf.certificate, key: leaf.key });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (accepted: TLSSocket) => accepted.on('error', () => undefined));
  const sockets = trackSockets(server);
  const { address, port } = await listen(server, []);
  const socket = connect({ host: address, port, servername, ca: authority });
  try {
    await once(socket, 'secureConnect');
    return 'secure';
  } catch (error) {
    return error instanceof Error
      ? `${error.message} ${'code' in error ? String(error.code) : ''}`
      : 'unknown';
  } finally {
    socket.destroy();
    await closeServer(server, sockets);
  }
}
