import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import type { Endpoint } from '../network.ts';
import { answerQuery, wireName } from './name-answer.ts';

/** A name server on loopback, over UDP. */
export interface NameServer extends Endpoint {
  close(): Promise<void>;
}

/** Opens one that leads `hosts` to 127.0.0.1 and knows no other name: whoever asks it asks nobody else. */
export async function openNameServer(hosts: readonly string[]): Promise<NameServer> {
  const known = new Set(hosts.map(wireName));
  const socket = createSocket('udp4');
  socket.bind({ address: '127.0.0.1', port: 0, exclusive: true });
  await once(socket, 'listening');
  // An answer that cannot be sent is lost, as any datagram may be.
  socket.on('error', () => undefined);
  socket.on('message', (message, { address, port }) => {
    const answer = answerQuery(message, known);
    if (answer !== undefined) socket.send(answer, port, address, () => undefined);
  });
  const closed = once(socket, 'close');
  return {
    ...socket.address(),
    close: async () => {
      try {
        socket.close();
      } catch {
        // It is closed.
      }
      await closed;
    },
  };
}
