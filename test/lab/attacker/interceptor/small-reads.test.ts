import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import test from 'ava';
import type { ExecutionContext } from 'ava';

import { smallReads } from '../../../../lab/attacker/interceptor/small-reads.ts';
import { endpointOf } from '../../../../lab/network.ts';

/** A socket that reads this way, and its counterpart. */
async function pair(t: ExecutionContext): Promise<[near: net.Socket, far: net.Socket]> {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address: host, port } = endpointOf(server);
  const near: net.Socket = net.connect({ host, port, allowHalfOpen: true, onread: smallReads(() => near) });
  const [far]: net.Socket[] = await once(server, 'connection');
  if (far === undefined) throw new Error('nobody came');
  t.teardown(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return [near, far];
}

function hashOf(pieces: readonly Uint8Array[]): string {
  return createHash('sha256').update(Buffer.concat(pieces)).digest('hex');
}

test('Every byte comes, and stays what it was, whatever is read after it', async (t) => {
  const [near, far] = await pair(t);
  const sent = [1, 300, 16_384, 16_385, 65_536, 7, 262_144, 900, 1_048_576, 20].map((length) =>
    randomBytes(length),
  );
  const came: Buffer[] = [];
  near.on('data', (bytes: Buffer) => came.push(bytes));
  for (const [index, bytes] of sent.entries()) {
    far.write(bytes);
    const wanted = sent.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0);
    while (near.bytesRead < wanted) await once(near, 'data');
  }
  far.end();
  await once(near, 'end');
  t.is(hashOf(came), hashOf(sent));
  t.is(near.readyState, 'writeOnly');
});

test('One that pauses loses nothing, and keeps no more meanwhile than a stream keeps', async (t) => {
  const [near, far] = await pair(t);
  const sent = randomBytes(8 * 1024 * 1024);
  const came: Buffer[] = [];
  let most = 0;
  near.on('data', (bytes: Buffer) => {
    came.push(bytes);
    near.pause();
    // The next bytes would have come by then.
    setImmediate(() =>
      setImmediate(() => {
        most = Math.max(most, near.readableLength);
        near.resume();
      }),
    );
  });
  far.end(sent);
  await once(near, 'end');
  t.is(hashOf(came), hashOf([sent]));
  t.true(most <= near.readableHighWaterMark + 64 * 1024, `${most}`);
});

test('What is put back comes again before what follows', async (t) => {
  const [near, far] = await pair(t);
  far.write('head|rest');
  const [first]: Buffer[] = await once(near, 'data');
  near.pause();
  near.unshift(first?.subarray(5));
  far.end('|more');
  const came: Buffer[] = [];
  near.on('data', (bytes: Buffer) => came.push(bytes)).resume();
  await once(near, 'end');
  t.is(Buffer.concat(came).toString(), 'rest|more');
});
