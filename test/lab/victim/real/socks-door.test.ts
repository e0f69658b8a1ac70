import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { listen, reserveClosedDoor } from '../../../../lab/network.ts';
import { behindTheDoor } from '../../../../lab/victim/real/door-errors.ts';
import { openSocksDoor } from '../../../../lab/victim/real/socks-door.ts';
import type { SocksDoor } from '../../../../lab/victim/real/socks-door.ts';
import { notebook } from '../../../helpers/attacker.ts';
import type { Notebook } from '../../../helpers/attacker.ts';

interface World extends Notebook {
  readonly door: SocksDoor;
  readonly victims: Socket[];
}

/** A door that leads bank.test:80 to a server which sends back what it gets, and bank.test:443 to nobody. */
async function world(t: ExecutionContext): Promise<World> {
  const notes = notebook();
  const echo = createServer((socket) => socket.pipe(socket));
  const bank = await listen(echo, []);
  const closed = await reserveClosedDoor();
  const victims: Socket[] = [];
  const door = await openSocksDoor({
    lane: 'lane',
    resolve: (logical) => ({ 'bank.test:80': bank, 'bank.test:443': closed })[logical],
    onSocket: (socket) => victims.push(socket),
    emit: notes.emit,
  });
  t.teardown(async () => {
    await door.close();
    echo.close();
    closed.release();
  });
  return { ...notes, door, victims };
}

const asking = (host: string, port: number): Uint8Array =>
  Uint8Array.of(5, 1, 0, 5, 1, 0, 3, host.length, ...Buffer.from(host), port >> 8, port & 255);

/** What comes back for some bytes, until so many have come or the door hangs up. */
async function answerTo({ port }: SocksDoor, said: Uint8Array, least: number): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port });
  let came = Buffer.alloc(0);
  socket.on('data', (chunk) => (came = Buffer.concat([came, chunk])));
  socket.write(said);
  while (came.length < least && !socket.destroyed)
    await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  socket.destroy();
  return came;
}

test('the lab’s names are led to their taps as the victim’s, with what was said at once', async (t) => {
  const all = await world(t);
  const { door, victims } = all;
  const said = Buffer.concat([asking('Bank.Test', 80), Buffer.from('hello')]);
  const came = await answerTo(door, said, 2 + 10 + 5);
  t.deepEqual([...came.subarray(0, 4)], [5, 0, 5, 0]);
  t.is(came.subarray(12).toString(), 'hello');
  t.is(victims.length, 1);
  t.is(door.outcome('bank.test:80'), 'led');
  t.deepEqual(all.of('outside-refused'), []);
});

test('everything else is refused with reply 2, and is a fact', async (t) => {
  const all = await world(t);
  const { door, victims } = all;
  for (const host of ['example.com', '127.0.0.1', 'localhost']) {
    const came = await answerTo(door, asking(host, 443), 12);
    t.deepEqual([...came.subarray(2, 4)], [5, 2], host);
    t.is(door.outcome(`${host}:443`), 'unknown');
  }
  t.deepEqual(
    all.of('outside-refused').map(({ destination }) => destination),
    ['example.com:443', '127.0.0.1:443', 'localhost:443'],
  );
  t.is(victims.length, 0);
});

test('a closed port of the lab’s refuses as such, and the browser’s error is told as it would be without a door', async (t) => {
  const { door } = await world(t);
  const came = await answerTo(door, asking('bank.test', 443), 12);
  t.deepEqual([...came.subarray(2, 4)], [5, 5]);
  const outcome = (destination: string): ReturnType<SocksDoor['outcome']> => door.outcome(destination);
  const told = (error: string, url: string): string => behindTheDoor(error, url, outcome);
  t.is(told('ERR_SOCKS_CONNECTION_FAILED', 'https://bank.test/login'), 'ERR_CONNECTION_REFUSED');
  t.is(told('ERR_SOCKS_CONNECTION_FAILED', 'https://other.test/'), 'ERR_SOCKS_CONNECTION_FAILED');
  t.is(told('ERR_CERT_DATE_INVALID', 'https://bank.test/login'), 'ERR_CERT_DATE_INVALID');
});

test('who does not speak SOCKS 5, or asks for more than to connect, gets nowhere', async (t) => {
  const { door, victims } = await world(t);
  t.is((await answerTo(door, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 1)).length, 0);
  t.deepEqual([...(await answerTo(door, Uint8Array.of(5, 1, 2), 2))], [5, 0xff]);
  const binding = asking('bank.test', 80);
  binding[4] = 2;
  t.deepEqual([...(await answerTo(door, binding, 12)).subarray(2, 4)], [5, 2]);
  t.is(victims.length, 0);
});
