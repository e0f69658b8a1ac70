import http from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers with one sentence, and ends the connection after it. */
export function answer(response: ServerResponse, status: number, sentence: string): void {
  const body = Buffer.from(`${sentence}\n`);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    Connection: 'close',
  });
  response.end(body);
}

/** The same on a socket that HTTP has let go. */
export function answerSocket(socket: Duplex, status: number, sentence: string): void {
  const reason = http.STATUS_CODES[status] ?? '';
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(sentence) + 1}\r\nConnection: close\r\n\r\n${sentence}\n`,
    () => socket.destroy(),
  );
}
