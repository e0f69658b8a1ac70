import http from 'node:http';
import net from 'node:net';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { DoorKnocked } from '../../../lab/facts/facts.ts';
import { LIMITS } from '../../../lab/limits.ts';
import { reserveClosedDoor } from '../../../lab/network.ts';
import { knock } from '../../../lab/victim/knock.ts';
import type { Greeting, KnockOptions } from '../../../lab/victim/knock.ts';
import { summarizeTls } from '../../../lab/wire/tls/summary.ts';
import { notebook, serve } from '../../helpers/attacker.ts';
import { wholeLane } from '../../helpers/whole-lab.ts';

/** What a knock at the server, standing in for `port`, says of it. */
async function heard(
  t: ExecutionContext,
  server: net.Server,
  port: number,
  greeting: Greeting,
  more: Partial<KnockOptions> = {},
): Promise<DoorKnocked | undefined> {
  const real = await serve(t, server);
  const notes = notebook();
  const resolve = (): { address: string; port: number } => ({ address: '127.0.0.1', port: real });
  const { signal } = new AbortController();
  await knock({ lane: 'a', host: 'bank.test', resolve, emit: notes.emit, signal, ...more }, port, greeting);
  return notes.of('door-knocked')[0];
}

test('a GET is answered by a web server', async (t) => {
  const server = http.createServer((request, response) => response.end(request.headers.host));
  const fact = await heard(t, server, 80, 'http');
  t.is(fact?.outcome, 'answered');
  t.is(fact?.service, 'http');
  t.regex(Buffer.from(fact?.answer ?? []).toString(), /^HTTP\/1\.1 200 OK\r\n/);
});

test('a ClientHello names the bank and is whole', async (t) => {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const server = net.createServer((socket) => {
    socket.once('data', (bytes) => {
      resolve(bytes);
      socket.end('x');
    });
  });
  t.is((await heard(t, server, 443, 'tls'))?.outcome, 'answered');
  const { sni, versionOffered } = summarizeTls(await promise, new Uint8Array());
  t.is(sni, 'bank.test');
  t.true(versionOffered.includes('TLS 1.3'));
});

test('who says nothing hears a server that speaks first', async (t) => {
  const server = net.createServer((socket) => void socket.end('220 hello\r\n'));
  const fact = await heard(t, server, 40_000, 'nothing');
  t.is(Buffer.from(fact?.answer ?? []).toString(), '220 hello\r\n');
  t.false(fact !== undefined && 'service' in fact);
});

test('of a long answer only the beginning is kept', async (t) => {
  const server = net.createServer((socket) => void socket.end(Buffer.alloc(100_000)));
  const fact = await heard(t, server, 80, 'nothing');
  t.true((fact?.answer.length ?? 0) > 0 && (fact?.answer.length ?? 0) <= LIMITS.knockAnswer);
});

test('a server that hangs up, and one that stays silent, are told apart', async (t) => {
  const rude = net.createServer((socket) => void socket.end());
  t.is((await heard(t, rude, 443, 'http'))?.outcome, 'hung-up');
  const reset = net.createServer((socket) => void socket.resetAndDestroy());
  t.is((await heard(t, reset, 443, 'http'))?.outcome, 'hung-up');
  const silent = net.createServer((socket) => void socket.resume());
  t.is((await heard(t, silent, 443, 'nothing', { wait: 20 }))?.outcome, 'silent');
});

test('a closed door refuses', async (t) => {
  const door = await reserveClosedDoor();
  t.teardown(() => door.release());
  const notes = notebook();
  const { signal } = new AbortController();
  await knock({ lane: 'a', host: 'bank.test', resolve: () => door, emit: notes.emit, signal }, 23, 'tls');
  t.is(notes.of('door-knocked')[0]?.outcome, 'refused');
});

test('a knock that is called off ends without a word', async (t) => {
  const leaving = new AbortController();
  const server = net.createServer(() => leaving.abort());
  t.is(await heard(t, server, 80, 'nothing', { signal: leaving.signal }), undefined);
});

test('a lane is knocked at through its tap, at doors that are there and at others', async (t) => {
  const lane = await wholeLane(t, { bank: { mysql: true } });
  await lane.knock(3306, 'nothing');
  await lane.knock(22, 'nothing');
  t.deepEqual(
    lane.of('door-knocked').map(({ port, service, outcome }) => [port, service, outcome]),
    [
      [3306, 'mysql', 'answered'],
      [22, 'ssh', 'refused'],
    ],
  );
  const [opened] = lane.of('connection-opened');
  t.is(opened?.logical, 'bank.test:3306');
  t.true(lane.of('segment-captured').some(({ direction }) => direction === 'to-victim'));
});
