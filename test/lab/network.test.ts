import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import {
  closeServer,
  listen,
  Network,
  preferredPorts,
  reserveClosedDoor,
  trackSockets,
} from '../../lab/network.ts';
import { knock } from '../helpers/knocking.ts';

test('a logical address resolves to what was registered last, whatever its case', (t) => {
  const network = new Network();
  t.is(network.resolve('bank.test:443'), undefined);
  network.register('bank.test:443', { address: '127.0.0.1', port: 1 });
  network.register('Bank.Test:443', { address: '127.0.0.1', port: 2 });
  t.deepEqual(network.resolve('BANK.test:443'), { address: '127.0.0.1', port: 2 });
  t.is(network.resolve('bank.test:80'), undefined);
});

test('web ports have an unprivileged neighbour, others stand alone', (t) => {
  t.deepEqual(preferredPorts(80), [80, 8080]);
  t.deepEqual(preferredPorts(443), [443, 8443]);
  t.deepEqual(preferredPorts(3306), [3306]);
});

test('listen goes on to the next port where one is taken, and takes any free one in the end', async (t) => {
  const [first, second, third] = [createServer(), createServer(), createServer()];
  const taken = await listen(first, []);
  t.is(taken.address, '127.0.0.1');

  const other = await listen(second, [taken.port]);
  t.not(other.port, taken.port);
  t.is(await knock(other), 'open');

  await closeServer(second, new Set());
  t.deepEqual(await listen(third, [taken.port, other.port]), other);
  await Promise.all([closeServer(first, new Set()), closeServer(third, new Set())]);
});

test('listen throws what no other port would mend', async (t) => {
  const server = createServer();
  await t.throwsAsync(listen(server, [70_000]), { code: 'ERR_SOCKET_BAD_PORT' });
  t.false(server.listening);
});

test('a closed door refuses, and nobody else can open it until it is released', async (t) => {
  const door = await reserveClosedDoor();
  t.is(await knock(door), 'ECONNREFUSED');

  const server = createServer();
  const elsewhere = await listen(server, [door.port]);
  t.not(elsewhere.port, door.port);
  t.is(await knock(door), 'ECONNREFUSED');
  await closeServer(server, new Set());
  door.release();
});

test('closeServer ends open connections, and may be called twice', async (t) => {
  const server = createServer();
  const sockets = trackSockets(server);
  const endpoint = await listen(server, []);
  const accepted = once(server, 'connection');
  const client: Socket = connect({ host: endpoint.address, port: endpoint.port });
  client.on('error', () => undefined);
  await accepted;
  t.is(sockets.size, 1);

  const ended = once(client, 'close');
  await closeServer(server, sockets);
  await closeServer(server, sockets);
  await ended;
  t.is(sockets.size, 0);
  t.is(await knock(endpoint), 'ECONNREFUSED');
});
