import { once } from 'node:events';
import net from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { ClientSockets, endOnceOpen } from '../../lab/client-sockets.ts';
import type { ClientParty } from '../../lab/facts/facts.ts';

/** A listener that asks of each connection whose it is, and gives the answers once there are `count`. */
async function asking(
  t: ExecutionContext,
  sockets: ClientSockets,
): Promise<{ port: number; parties: (count: number) => Promise<ClientParty[]> }> {
  const asked: Promise<ClientParty>[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined).resume();
    asked.push(sockets.partyOf(socket));
    server.emit('asked');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  const parties = async (count: number): Promise<ClientParty[]> => {
    while (asked.length < count) await once(server, 'asked');
    return Promise.all(asked);
  };
  return { port: bound.port, parties };
}

test('200 connections of the victim, each accepted before it knows that it is connected, are all hers', async (t) => {
  const sockets = new ClientSockets();
  const { port, parties } = await asking(t, sockets);
  for (let count = 0; count < 200; count += 1) {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    sockets.add(socket);
    socket.once('connect', () => socket.destroy());
  }
  t.deepEqual(new Set(await parties(200)), new Set(['victim']));
});

test('a connection that is given up while it is opened is hers all the same', async (t) => {
  const sockets = new ClientSockets();
  const { port, parties } = await asking(t, sockets);
  const socket = net.connect({ host: '127.0.0.1', port });
  sockets.add(socket);
  setImmediate(() => endOnceOpen(socket));
  t.deepEqual(await parties(1), ['victim']);
});

test('whoever did not say so is a stranger, also while hers are being opened, or what the lab was told', async (t) => {
  for (const others of ['stranger', 'victim'] as const) {
    const sockets = new ClientSockets(others);
    const { port, parties } = await asking(t, sockets);
    const hers = net.connect({ host: '127.0.0.1', port });
    sockets.add(hers);
    const his = net.connect({ host: '127.0.0.1', port });
    t.deepEqual((await parties(2)).toSorted(), [others, 'victim'].toSorted());
    hers.destroy();
    his.destroy();
  }
});

test('two ports name one connection once: who comes from the same port later is not taken for her', async (t) => {
  // Another program may have been given the port meanwhile.
  for (let tries = 0; tries < 20; tries += 1) {
    const sockets = new ClientSockets();
    const { port, parties } = await asking(t, sockets);
    const hers = net.connect({ host: '127.0.0.1', port });
    sockets.add(hers);
    t.deepEqual(await parties(1), ['victim']);
    const localPort = hers.localPort ?? 0;
    hers.resetAndDestroy();
    await once(hers, 'close');
    const his = net.connect({ host: '127.0.0.1', port, localPort });
    const came = await once(his, 'connect').then(
      () => true,
      () => false,
    );
    if (!came) continue;
    t.deepEqual(await parties(2), ['victim', 'stranger']);
    his.destroy();
    return;
  }
  t.fail('the port could not be had again');
});
