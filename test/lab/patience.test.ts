import { once } from 'node:events';
import net from 'node:net';
import { mock } from 'node:test';
import test from 'ava';

import { Patience } from '../../lab/patience.ts';
import { serve } from '../helpers/attacker.ts';

test('A clock stands still as long as anything is held, and goes on from there', async (t) => {
  let now = 1_000;
  const patience = new Patience(() => now);
  const from = patience.time;
  now += 50;
  const [one, other] = [patience.hold(1), patience.hold(2)];
  now += 10_000;
  one();
  now += 10_000;
  t.is(patience.time - from, 50);
  t.deepEqual([patience.holds(1), patience.holds(2), patience.holding], [false, true, 1]);
  other();
  other();
  now += 7;
  t.is(patience.time - from, 57);
  t.is(patience.holding, 0);
});

test('What waits does not run out while something is held, also where it began to wait then', (t) => {
  let now = 1_000;
  const clock = mock.timers;
  const turn = (ms: number): void => {
    now += ms;
    clock.tick(ms);
  };
  clock.enable({ apis: ['setTimeout'] });
  t.teardown(() => clock.reset());
  const patience = new Patience(() => now);
  const out: string[] = [];
  patience.after(30, () => out.push('before'));
  turn(10);
  const release = patience.hold(1);
  patience.after(25, () => out.push('meanwhile'));
  const forget = patience.after(1, () => out.push('forgotten'));
  turn(100_000);
  t.deepEqual(out, []);
  forget();
  release();
  turn(19);
  t.deepEqual(out, []);
  turn(1);
  t.deepEqual(out, ['before'], 'it waits for what is left of its time');
  turn(5);
  t.deepEqual(out, ['before', 'meanwhile']);
  turn(100_000);
  t.deepEqual(out, ['before', 'meanwhile']);
});

test('The idle clock of every socket of a connection stands still with it, and has its time again after it', async (t) => {
  const port = await serve(t, net.createServer());
  const sockets = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')] as const;
  t.teardown(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const [first, late] = sockets;
  const patience = new Patience();
  first.setTimeout(40_000);
  late.setTimeout(30_000);
  patience.know(7, first);
  const release = [patience.hold(7), patience.hold(7)];
  patience.know(7, late);
  t.deepEqual([first.timeout, late.timeout], [0, 0]);
  release[0]?.();
  t.deepEqual([first.timeout, late.timeout], [0, 0], 'something of it is still held');
  release[1]?.();
  t.deepEqual([first.timeout, late.timeout], [40_000, 30_000]);
});
