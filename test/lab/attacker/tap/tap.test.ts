import { once } from 'node:events';
import net from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { Recorder } from '../../../../lab/attacker/tap/recorder.ts';
import { openTap } from '../../../../lab/attacker/tap/tap.ts';
import type { TapOptions } from '../../../../lab/attacker/tap/tap.ts';
import { exchange, notebook, readAll, serve } from '../../../helpers/attacker.ts';
import type { Notebook } from '../../../helpers/attacker.ts';

/** A tap straight in front of `bank`. */
async function tapped(
  t: ExecutionContext,
  bank: (socket: net.Socket) => void,
  more: Partial<TapOptions> = {},
): Promise<Notebook & { port: number; close: () => Promise<void> }> {
  const notes = notebook();
  const port = await serve(t, net.createServer({ allowHalfOpen: true }, bank));
  let connections = 0;
  const tap = await openTap({
    lane: 'a',
    logical: 'bank.test:80',
    preferredPorts: [],
    recorder: new Recorder('a', notes.emit),
    nextConnection: () => (connections += 1),
    route: async () => {
      const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      await once(socket, 'connect');
      return { socket };
    },
    emit: notes.emit,
    ...more,
  });
  t.teardown(() => tap.close());
  return { ...notes, port: tap.port, close: () => tap.close() };
}

/** What was captured in one direction, put together by offset. */
function captured(notes: Notebook, direction: 'to-bank' | 'to-victim'): Buffer {
  const segments = notes.of('segment-captured').filter((fact) => fact.direction === direction);
  let expected = 0;
  for (const { offset, bytes } of segments) {
    if (offset !== expected) throw new Error(`a gap at ${expected}`);
    expected += bytes.length;
  }
  return Buffer.concat(segments.map(({ bytes }) => bytes));
}

async function readAllThenAnswer(socket: net.Socket): Promise<void> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  socket.end(`heard ${Buffer.concat(chunks).toString()}`);
}

test('Every byte both ways is recorded and counted, and a half-close is carried through', async (t) => {
  const lab = await tapped(t, (socket) => {
    void readAllThenAnswer(socket);
  });
  const victim = net.connect({ port: lab.port, host: '127.0.0.1', allowHalfOpen: true });
  victim.end('hello');
  t.is(await readAll(victim), 'heard hello');
  const closed = await lab.when('connection-closed');
  t.deepEqual(closed, {
    type: 'connection-closed',
    lane: 'a',
    connection: 1,
    by: 'victim',
    how: 'end',
    toBank: 5,
    toVictim: 11,
  });
  t.is(captured(lab, 'to-bank').toString(), 'hello');
  t.is(captured(lab, 'to-victim').toString(), 'heard hello');
  const [opened] = lab.of('connection-opened');
  t.is(opened?.server, `127.0.0.1:${lab.port}`);
  t.regex(opened?.client ?? '', /^127\.0\.0\.1:\d+$/);
  t.deepEqual(
    lab.of('listener-opened').map(({ role, logical }) => [role, logical]),
    [['tap', 'bank.test:80']],
  );
});

test('Bytes are recorded before they are relayed', async (t) => {
  let recordedFirst = false;
  const lab = await tapped(t, (socket) => {
    socket.once('data', () => {
      recordedFirst = captured(lab, 'to-bank').toString() === 'x';
      socket.end('y');
    });
  });
  t.is(await exchange(lab.port, 'x'), 'y');
  t.true(recordedFirst);
});

test('A bank that speaks first is heard before the victim says anything', async (t) => {
  const lab = await tapped(t, (socket) => socket.end('5.5.5-greeting'), { speaksFirst: 'bank' });
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  t.is(await readAll(victim), '5.5.5-greeting');
  const closed = await lab.when('connection-closed');
  t.is(closed.by, 'bank');
  t.is(closed.how, 'end');
});

test('A reset by the bank resets the victim', async (t) => {
  const lab = await tapped(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  victim.write('x');
  const [error] = await once(victim, 'error');
  t.is(error.code, 'ECONNRESET');
  const { by, how } = await lab.when('connection-closed');
  t.deepEqual([by, how], ['bank', 'reset']);
});

test('A reset by the victim resets the bank', async (t) => {
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException>();
  const lab = await tapped(t, (socket) => {
    socket.on('error', resolve);
    socket.write('y');
  });
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  victim.write('x');
  await once(victim, 'data');
  victim.resetAndDestroy();
  t.is((await promise).code, 'ECONNRESET');
  const { by, how } = await lab.when('connection-closed');
  t.deepEqual([by, how], ['victim', 'reset']);
});

test('A victim that leaves without a word is one connection of no bytes', async (t) => {
  const lab = await tapped(t, () => t.fail('nothing was to reach the bank'));
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  victim.end();
  victim.resume();
  const { by, how, toBank } = await lab.when('connection-closed');
  t.deepEqual([by, how, toBank], ['victim', 'end', 0]);
});

test('A route that finds nobody ends the connection as refused', async (t) => {
  const lab = await tapped(t, () => {}, {
    route: () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
  });
  await exchange(lab.port, 'x');
  const { by, how, toBank } = await lab.when('connection-closed');
  t.deepEqual([by, how, toBank], ['bank', 'refused', 1]);
});

test('A silent connection ends by itself', async (t) => {
  const lab = await tapped(t, () => {}, { limits: { idle: 20 } });
  await exchange(lab.port, 'x');
  const { by, how } = await lab.when('connection-closed');
  t.deepEqual([by, how], ['attacker', 'idle-timeout']);
});

/** A connection that has said `x` to a tap and heard it back. */
async function talking(port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write('x');
  await once(socket, 'data');
  return socket;
}

const SOON = { round: 5, silence: 20, turn: 60_000 } as const;

test('A full tap has the stranger that was silent longest give way, says so, and serves the next', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket), { limits: { connections: 2, ...SOON } });
  const [first, second] = [await talking(lab.port), await talking(lab.port)];
  first.write('y');
  await once(first, 'data');
  const third = await talking(lab.port);
  const { connection, by, how } = await lab.when('connection-closed');
  t.deepEqual([connection, by, how], [2, 'attacker', 'limit']);
  first.write('z');
  t.is(String((await once(first, 'data'))[0]), 'z');
  for (const socket of [first, second, third]) socket.destroy();
});

test('Whoever waits for a place is served when one is free, with what it said meanwhile', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket), {
    limits: { connections: 1, round: 5, silence: 60_000, turn: 60_000 },
  });
  const first = await talking(lab.port);
  const second = net.connect({ port: lab.port, host: '127.0.0.1' });
  second.write('waited');
  await lab.when('connection-opened', ({ connection }) => connection === 2);
  t.is(captured(lab, 'to-bank').toString(), 'x');
  first.end();
  t.is(String((await once(second, 'data'))[0]), 'waited');
  second.destroy();
});

test('More than may wait are closed at once, and say so', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket), {
    limits: { connections: 1, waiting: 1, round: 60_000 },
  });
  const first = await talking(lab.port);
  const second = net.connect({ port: lab.port, host: '127.0.0.1' });
  await lab.when('connection-opened', ({ connection }) => connection === 2);
  t.is(await exchange(lab.port, 'y'), '');
  const { connection, how, toBank } = await lab.when('connection-closed');
  t.deepEqual([connection, how, toBank], [3, 'limit', 0]);
  for (const socket of [first, second]) socket.destroy();
});

test('The victim does not wait at a full tap, and gives way to nobody', async (t) => {
  let accepted = 0;
  const lab = await tapped(t, (socket) => socket.pipe(socket), {
    limits: { connections: 1, round: 60_000 },
    partyOf: () => Promise.resolve((accepted += 1) > 1 ? 'victim' : 'stranger'),
  });
  const stranger = await talking(lab.port);
  const alice = await talking(lab.port);
  t.like(await lab.when('connection-closed'), { connection: 1, how: 'limit' });
  for (const socket of [stranger, alice]) socket.destroy();
});

test('A client that ended before it was known whose it is holds no place', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket), {
    partyOf: async (client) => {
      await once(client, 'end');
      return 'stranger';
    },
  });
  const client = net.connect({ port: lab.port, host: '127.0.0.1', allowHalfOpen: true });
  client.end();
  await once(client.resume(), 'end');
  t.like(await lab.when('connection-closed'), { by: 'stranger', how: 'end', toBank: 0, toVictim: 0 });
});

test('Closing ends every connection, each with one fact, and may be done twice', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket));
  const victims = [1, 2, 3].map(() => net.connect({ port: lab.port, host: '127.0.0.1' }));
  for (const victim of victims) {
    victim.on('error', () => {});
    victim.write('x');
    await once(victim, 'data');
  }
  await Promise.all([lab.close(), lab.close()]);
  await lab.close();
  t.deepEqual(
    lab.of('connection-closed').map(({ how }) => how),
    ['lab-closed', 'lab-closed', 'lab-closed'],
  );
  for (const victim of victims) victim.destroy();
});

test('A slow reader holds the writer back, and nothing is lost', async (t) => {
  const size = 64 * 1024 * 1024;
  const chunk = Buffer.alloc(65_536);
  let sent = 0;
  const lab = await tapped(
    t,
    (socket) => {
      const more = (): void => {
        while (sent < size) {
          sent += chunk.length;
          if (!socket.write(chunk)) {
            socket.once('drain', more);
            return;
          }
        }
        socket.end();
      };
      socket.once('data', more);
    },
    { recorder: new Recorder('a', () => {}, { bytes: 0, segments: 0 }) },
  );
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  victim.write('x');
  let received = 0;
  let underway = 0;
  for await (const bytes of victim) {
    received += bytes.length;
    underway = Math.max(underway, sent - received);
    for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
  }
  t.is(received, size);
  t.true(underway < size / 2, `${underway} bytes were under way at once`);
  t.is((await lab.when('connection-closed')).toVictim, size);
});

test('What is kept of small segments is small: they share a block, and nothing else hangs on them', async (t) => {
  const lab = await tapped(t, (socket) => socket.pipe(socket));
  const victim = net.connect({ port: lab.port, host: '127.0.0.1' });
  for (let count = 0; count < 10; count += 1) {
    victim.write('tiny');
    await once(victim, 'data');
  }
  victim.destroy();
  const segments = lab.of('segment-captured');
  t.true(segments.length >= 20);
  const blocks = new Set(segments.map(({ bytes }) => bytes.buffer));
  t.true(blocks.size <= 2, `${segments.length} segments hang on ${blocks.size} blocks`);
});
