import net from 'node:net';
import tls from 'node:tls';

import type { ListenerOpened } from '../../lab/facts/facts.ts';

/** By this a stranger's requests are known wherever they come to light. */
export const STRANGERS_MARK = 'not-alice-at-all';

const GET =
  `GET /login?by=${STRANGERS_MARK} HTTP/1.1\r\nHost: bank.test\r\n` +
  `Cookie: session=${STRANGERS_MARK}\r\nConnection: close\r\n\r\n`;

const POST =
  'POST /transfer HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n' +
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 21\r\n\r\nreceiver=bob&amount=1';

/**
 * What a stranger does at a tap: a knock without a word, a GET and a form in clear, a handshake without a request,
 * and a page and a form over TLS for which any certificate will do.
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
  await closed(socket);
}

async function knock(to: { host: string; port: number }): Promise<void> {
  const socket = net.connect(to);
  socket.on('error', () => undefined);
  socket.once('connect', () => socket.destroy());
  await closed(socket);
}

/** A handshake, and nothing after it. */
async function hello(to: { host: string; port: number }): Promise<void> {
  const socket = tls.connect({ ...to, servername: 'bank.test', rejectUnauthorized: false });
  socket.on('error', () => undefined).setTimeout(2_000, () => socket.destroy());
  socket.once('secureConnect', () => socket.destroy());
  await closed(socket);
}

/** Resolves when a socket is closed, with or without an error. */
async function closed(socket: net.Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('close', () => resolve());
  if (socket.closed) resolve();
  await promise;
}
