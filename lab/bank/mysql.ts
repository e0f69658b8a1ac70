import { createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { LIMITS } from '../limits.ts';

/** What the greeting says of the server. The version names no server that exists. */
const VERSION = '8.4.0-harbour-bank';

/** Capability flags that every client of today knows; TLS and compression are not offered. */
const CAPABILITIES = 0x0008_a20d;

/** utf8mb4_general_ci. */
const CHARACTER_SET = 45;

/** ER_ACCESS_DENIED_ERROR. */
const ACCESS_DENIED = 1045;

/**
 * A MySQL server that greets (protocol version 10) and lets nobody in. The packets are mysql2's, which is
 * loaded here and not before: it costs 90 ms. What a client says is counted as a try to sign in and not read.
 */
export async function createMysqlGreeter(): Promise<Server> {
  // Bundled, a CommonJS package has a default export and no other.
  const { default: mysql } = await import('mysql2');
  let connections = 0;
  return createServer((socket) => {
    socket.on('error', () => {});
    socket.setTimeout(LIMITS.idle, () => socket.destroy());
    const connection = mysql.createConnection({
      stream: writingTo(socket),
      isServer: true,
      connectTimeout: 0,
    });
    connection.on('error', () => socket.destroy());
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: VERSION,
      connectionId: ++connections,
      statusFlags: 2,
      characterSet: CHARACTER_SET,
      capabilityFlags: CAPABILITIES,
    });
    socket.once('data', () => {
      // The client's answer was packet 1 (MySQL protocol, "Sequence ID").
      connection.sequenceId = 2;
      connection.writeError({ code: ACCESS_DENIED, message: 'Access denied' });
      socket.end();
    });
  });
}

/** The library may write and never reads: it prints what it does not understand. */
function writingTo(socket: Socket): Duplex {
  return new Duplex({
    read() {},
    write: (bytes: Uint8Array, _encoding, done) => void socket.write(bytes, done),
  });
}
