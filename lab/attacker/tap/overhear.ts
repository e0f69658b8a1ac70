import type net from 'node:net';

/** Hears bytes, in order. */
export type Hear = (bytes: Uint8Array) => void;

/** What Node gives a stream's own writers: bytes have the encoding `buffer`. */
interface Writer {
  _write(chunk: unknown, encoding: string, done: (error?: Error | null) => void): void;
}

/**
 * Lets every byte be heard that `socket` brings or takes while somebody else in this process uses it: each is
 * heard before it goes on. What is put back (`unshift`) was heard before, and is not again. An HTTP server
 * reads a socket past its stream: listen to `data` as well, once the server has it.
 */
export function overhear(socket: net.Socket, brought: Hear, taken: Hear): void {
  const push = socket.push.bind(socket);
  socket.push = (chunk: Uint8Array | null, encoding) => {
    if (chunk !== null) brought(chunk);
    return push(chunk, encoding);
  };
  const writer: Writer = socket;
  const write = writer._write.bind(writer);
  const take = (bytes: Uint8Array, done: (error?: Error | null) => void): void => {
    taken(bytes);
    write(bytes, 'buffer', done);
  };
  writer._write = (chunk, encoding, done) => take(bytesOf(chunk, encoding), done);
  // What was written while the socket was corked goes in one piece.
  socket._writev = (chunks, done) => {
    const length = chunks.reduce((sum, { chunk, encoding }) => sum + sizeOf(chunk, encoding), 0);
    const whole = Buffer.allocUnsafe(length);
    let at = 0;
    for (const { chunk, encoding } of chunks)
      at += typeof chunk === 'string' ? whole.write(chunk, at, encoding) : chunk.copy(whole, at);
    take(whole, done);
  };
}

function sizeOf(chunk: Uint8Array | string, encoding: BufferEncoding): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
}

function bytesOf(chunk: unknown, encoding: string): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  return Buffer.from(String(chunk), Buffer.isEncoding(encoding) ? encoding : 'utf8');
}
