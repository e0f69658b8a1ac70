import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

import test from 'ava';

import type { Direction } from '../../../../lab/wire/direction.ts';
import { serve, testLane } from '../../../helpers/attacker.ts';
import type { Notebook } from '../../../helpers/attacker.ts';

const HALF = 500;

/** One client's connection: its two ends, and the digests of what it wrote and read. */
interface Conversation {
  readonly ends: string;
  readonly wrote: string;
  readonly read: string;
}

const digest = (chunks: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

/** Digest of what was recorded of one connection, whose pieces follow one another without a gap. */
function recorded(notes: Notebook, connection: number, direction: Direction): string {
  const segments = notes
    .of('segment-captured')
    .filter((fact) => fact.connection === connection && fact.direction === direction);
  let end = 0;
  for (const { offset, bytes } of segments) {
    if (offset !== end) return `a gap at ${end}`;
    end += bytes.length;
  }
  return digest(segments.map(({ bytes }) => bytes));
}

test('With 1,000 connections open, half of them TLS, every byte both ways is recorded as it passed', async (t) => {
  const echo = net.createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  const lane = await testLane(t, 'watch', {
    http: (request, response) => {
      response.write('you said: ');
      request.pipe(response);
    },
    raw: { 'bank.test:443': await serve(t, echo) },
  });
  const limits = { connections: 2 * HALF };
  const [open, sealed] = [
    await lane.tap('bank.test:80', { limits }),
    await lane.tap('bank.test:443', { limits }),
  ];
  let connected = 0;
  const { promise: allOpen, resolve: everybodyIsHere } = Promise.withResolvers<void>();
  const talk = async (port: number, pieces: readonly Uint8Array[]): Promise<Conversation> => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const read: Uint8Array[] = [];
    socket.on('data', (chunk: Buffer) => read.push(chunk));
    await once(socket, 'connect');
    connected += 1;
    if (connected === 2 * HALF) everybodyIsHere();
    // The system may use a near port twice, towards two far ones.
    const ends = `127.0.0.1:${socket.localPort} 127.0.0.1:${port}`;
    await allOpen;
    for (const piece of pieces) socket.write(piece);
    socket.end();
    await once(socket, 'end');
    return { ends, wrote: digest(pieces), read: digest(read) };
  };
  const talks = Array.from({ length: HALF }, (_, index) => {
    const body = randomBytes(1 + 97 * (index % 200));
    const head = Buffer.from(
      `POST /${index} HTTP/1.1\r\nHost: bank.test\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    return [
      talk(open.port, [head, body.subarray(0, body.length / 2), body.subarray(body.length / 2)]),
      talk(sealed.port, [Buffer.from([22, 3, 1, 0, 200]), randomBytes(200), body]),
    ];
  });
  const conversations = await Promise.all(talks.flat());
  while (lane.of('connection-closed').length < 2 * HALF) await new Promise(setImmediate);
  const ids = new Map(
    lane.of('connection-opened').map(({ client, server, connection }) => [`${client} ${server}`, connection]),
  );
  t.is(ids.size, 2 * HALF);
  const different = conversations.filter(({ ends, wrote, read }) => {
    const connection = ids.get(ends) ?? 0;
    return (
      recorded(lane, connection, 'to-bank') !== wrote || recorded(lane, connection, 'to-victim') !== read
    );
  });
  t.deepEqual(different, []);
  t.deepEqual(lane.of('capture-limit-reached'), []);
});
