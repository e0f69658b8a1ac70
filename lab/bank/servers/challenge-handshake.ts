import { createServer as createTcpServer } from 'node:net';
import type { Server as TcpServer, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Server as TlsServer } from 'node:tls';

import { ACME_TLS } from '../../authority/challenge-certificate.ts';
import type { Leaf } from '../../certificates/leaf-content.ts';
import { LIMITS } from '../../limits.ts';
import { concat } from '../../wire/bytes.ts';
import { LONGEST_RECORD } from '../../wire/tls/records.ts';
import { feedTls, hellosOf, startTls } from '../../wire/tls/stream.ts';

/** Bytes that are looked into for a ClientHello. */
const HELLO = LONGEST_RECORD;

/**
 * A TCP server in front of one of TLS. A handshake that offers acme-tls/1 while a challenge is under way is answered with
 * the certificate for it, and nothing more is said (RFC 8737, section 3); every other connection is the other server's.
 */
export function beforeTls(server: TlsServer, challenge: () => Leaf | undefined): TcpServer {
  return createTcpServer((socket) => {
    const seen: Uint8Array[] = [];
    const hangUp = (): void => void socket.destroy();
    const look = (bytes: Buffer): void => {
      seen.push(bytes);
      const all = concat(seen);
      const [stream] = feedTls(startTls(), all);
      const { client } = hellosOf(stream, undefined);
      if (client === undefined && stream.scan.problem === undefined && all.length < HELLO) return;
      socket.off('data', look).off('error', hangUp).off('timeout', hangUp).setTimeout(0).pause();
      socket.unshift(all);
      const leaf = client?.alpn.includes(ACME_TLS) === true ? challenge() : undefined;
      if (leaf === undefined) server.emit('connection', socket);
      else answer(socket, leaf);
    };
    socket.on('data', look).on('error', hangUp).on('timeout', hangUp).setTimeout(LIMITS.connect);
  });
}

function answer(socket: Socket, { certificate, key }: Leaf): void {
  const server = createTlsServer({ cert: certificate, key, ALPNProtocols: [ACME_TLS] }, (secure) => {
    secure.on('error', () => undefined).end();
  });
  server.on('tlsClientError', () => socket.destroy());
  server.emit('connection', socket);
}
