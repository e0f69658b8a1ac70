import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

import type { ListenerOpened } from '../../lab/facts/facts.ts';

/** Headers by which a stranger is known wherever his bytes come to light. */
export const STRANGERS_MARK = 'not-alice-at-all';

const GET =
  `GET /login?by=${STRANGERS_MARK} HTTP/1.1\r\nHost: bank.test\r\n` +
  `Cookie: session=${STRANGERS_MARK}\r\nConnection: close\r\n\r\n`;

const POST =
  'POST /transfer HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n' +
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 21\r\n\r\nreceiver=bob&amount=1';

/**
 * What a stranger does at a tap: a knock without a word, a GET and a form in clear, a ClientHello that is left
 * standing, and a page and a form over TLS for which any certificate will do.
 */
export async function strangerAt({ address, port }: Pick<ListenerOpened, 'address' | 'port'>): Promise<void> {
  const to = { host: address, port };
  const plain = (text: string): Promise<void> => spoken(net.connect(to), text);
  const sealed = async (text: string): Promise<void> => {
    const socket = tls.connect({ ...to, servername: 'bank.test', rejectUnauthorized: false });
    await spoken(socket, text);
  };
  await Promise.all([knock(to), plain(GET), plain(POST), hello(to), sealed(GET), sealed(POST)]);
}

/** Says `text` once there is a connection, hears what comes, and resolves when it is over, however it ends. */
async function spoken(socket: net.Socket, text: string): Promise<void> {
  socket.on('error', () => undefined).setTimeout(2_000, () => socket.destroy());
  socket.write(text);
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

async function knock(to: { host: string; port: number }): Promise<void> {
  const socket = net.connect(to);
  socket.on('error', () => undefined);
  socket.once('connect', () => socket.destroy());
  await once(socket, 'close');
}

/** A handshake that is begun and broken off with the first answer. */
async function hello(to: { host: string; port: number }): Promise<void> {
  const wire = net.connect(to);
  wire.on('error', () => undefined).setTimeout(2_000, () => wire.destroy());
  const socket = tls.connect({ socket: wire, servername: 'bank.test', rejectUnauthorized: false });
  socket.on('error', () => undefined);
  wire.once('data', () => wire.resetAndDestroy());
  if (!wire.closed) await once(wire, 'close');
  socket.destroy();
}
