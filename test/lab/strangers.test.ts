import http from 'node:http';
import tls from 'node:tls';

import test from 'ava';

import { exchange, readAll } from '../helpers/attacker.ts';
import { strangerAt } from '../helpers/stranger.ts';
import { tapPort } from '../helpers/taps.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';
import type { WholeLane } from '../helpers/whole-lab.ts';

const GET = 'GET /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n';

/** A form with a receiver, as a stranger sends it at a tap, in clear or over TLS. */
const TRANSFER =
  'POST /transfer HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\nX-Long: ' +
  `${'x'.repeat(300)}\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 21\r\n\r\nreceiver=bob&amount=1';

function sealed(lane: WholeLane, text: string, servername = 'bank.test'): Promise<string> {
  const port = tapPort(lane, 443);
  const socket = tls.connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  socket.write(text);
  return readAll(socket);
}

test("a stranger's connection and all that comes of it carries his name, and the victim's carries hers", async (t) => {
  const lane = await wholeLane(t, {});
  await exchange(tapPort(lane, 80), GET);
  await sealed(lane, GET);
  await signIn(lane);
  const opened = lane.of('connection-opened');
  const his = new Set(opened.filter(({ party }) => party === 'stranger').map(({ connection }) => connection));
  t.is(his.size, 2);
  t.true(opened.filter(({ connection }) => !his.has(connection)).every(({ party }) => party === 'victim'));
  for (const type of ['exchange-read', 'tunnel-opened', 'bank-answered', 'bank-booked'] as const) {
    for (const fact of lane.of(type)) {
      const { connection = 0, party } = fact;
      t.true(connection > 0, type);
      t.is(party, his.has(connection) ? 'stranger' : undefined, type);
    }
  }
  t.deepEqual(
    lane
      .of('bank-answered')
      .filter(({ party }) => party === 'stranger')
      .map(({ scheme }) => scheme)
      .toSorted(),
    ['http', 'https'],
  );
  t.true(lane.of('bank-booked').every(({ party }) => party === undefined));
});

test("requests of many on the attacker's one connection to the bank are each told apart", async (t) => {
  const lane = await wholeLane(t, {});
  for (let turn = 0; turn < 5; turn += 1) {
    await lane.victim.visit('/login');
    await exchange(tapPort(lane, 80), GET);
  }
  t.deepEqual(
    lane.of('bank-answered').map(({ party }) => party ?? 'victim'),
    Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'victim' : 'stranger')),
  );
});

test("who comes to the bank's or the proxy's own port is a stranger, of whom no tap knows", async (t) => {
  const lane = await wholeLane(t, {});
  const listeners = lane
    .of('listener-opened')
    .filter(({ role }) => role === 'bank-http' || role === 'interceptor');
  for (const { port } of listeners) await exchange(port, GET);
  t.is(listeners.length, 2);
  t.deepEqual(
    lane.of('bank-answered').map(({ party, connection }) => [party, connection]),
    [
      ['stranger', undefined],
      ['stranger', undefined],
    ],
  );
});

test('a stranger spends no bit flip and has his form passed on as it is', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', attacker: { does: 'tamper' } });
  await signIn(lane);
  await lane.victim.visit('/transfer');
  const before = lane.facts.length;
  await exchange(tapPort(lane, 80), TRANSFER);
  await sealed(lane, TRANSFER);
  t.deepEqual(
    lane.facts.slice(before).filter(({ type }) => type === 'form-tampered' || type === 'bytes-tampered'),
    [],
  );
  // The flip is armed with the form; a stranger's record that comes first does not take it.
  const under = lane.when('form-filled').then(() => sealed(lane, TRANSFER));
  await lane.victim.submit('transfer', { receiver: 'bob', amount: '1.00' });
  await under;
  const hers = lane.of('connection-opened').filter(({ party }) => party === 'victim');
  const flips = lane.of('bytes-tampered');
  t.is(flips.length, 1);
  t.true(hers.some(({ connection }) => connection === flips[0]?.connection));
});

test("a stranger's cookie is not used, and the thief's own requests are the attacker's", async (t) => {
  const lane = await wholeLane(t, { visit: 'http://bank.test/login' });
  await signIn(lane);
  await exchange(tapPort(lane, 80), GET.replace('\r\n\r\n', '\r\nCookie: session=nobodys\r\n\r\n'));
  await lane.attacker.useStolenCookie();
  t.is(lane.of('session-hijacked').length, 1);
  t.false(lane.of('session-hijacked')[0]?.cookie.includes('nobodys'));
  t.is(lane.of('bank-answered').at(-1)?.party, 'attacker');
});

test('nothing is forged for a stranger: he gets the certificate of the bank', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', attacker: { does: 'forge' } });
  const socket = tls.connect({
    host: '127.0.0.1',
    port: tapPort(lane, 443),
    servername: 'bank.test',
    ca: lane.authority,
  });
  socket.write(GET);
  t.regex(await readAll(socket), /^HTTP\/1\.1 200 /);
  t.deepEqual(lane.of('certificate-forged'), []);
  t.deepEqual(lane.of('interception-failed'), []);
});

test('nothing is stripped for a stranger, who finds the door closed that the bank keeps closed', async (t) => {
  const lane = await wholeLane(t, { bank: { http: 'closed' }, attacker: { does: 'strip' } });
  t.is(await exchange(tapPort(lane, 80), GET), '');
  t.like(await lane.when('connection-closed'), { party: 'stranger', by: 'bank', how: 'refused' });
  await lane.victim.visit('http://bank.test/login');
  t.is(lane.of('page-shown').at(-1)?.status, 200);
  t.true(lane.of('tls-stripped').length > 0);
});

test("a stranger's TLS is no part of the recording that is tried with the bank's key", async (t) => {
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    bank: { tls: '1.2', keyExchange: 'rsa' },
  });
  await sealed(lane, GET);
  await lane.attacker.decryptRecording();
  t.deepEqual([...lane.of('recording-decrypted'), ...lane.of('recording-stays-sealed')], []);
});

test('strangers of every kind at every tap are all strangers, and each connection says how it ended', async (t) => {
  const lane = await wholeLane(t, { bank: { mysql: true } });
  const taps = lane.of('listener-opened').filter(({ role }) => role === 'tap');
  await Promise.all(taps.map(strangerAt));
  t.true(lane.of('connection-opened').length >= 6 * taps.length);
  t.true(lane.of('connection-opened').every(({ party }) => party === 'stranger'));
  for (const { connection } of lane.of('connection-opened'))
    t.is((await lane.when('connection-closed', (fact) => fact.connection === connection)).party, 'stranger');
});

for (const [host, status] of [
  ['bank.test', 200],
  ['BANK.TEST:80', 200],
  ['bank.test.', 200],
  ['evil.test', 421],
  ['bank.test.evil.test', 421],
  ['evilbank.test', 421],
  ['127.0.0.1', 421],
  ['[::1]:80', 421],
  ['localhost', 421],
] as const) {
  test(`the bank answers ${status} to Host: ${host}`, async (t) => {
    const lane = await wholeLane(t, {});
    const request = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    for (const answer of [await exchange(tapPort(lane, 80), request), await sealed(lane, request)])
      t.regex(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    t.deepEqual(
      lane.of('bank-answered').map((fact) => fact.status),
      [status, status],
    );
  });
}

test('an absolute target in another name is refused at the bank’s own door', async (t) => {
  const lane = await wholeLane(t, {});
  const port = lane.of('listener-opened').find(({ role }) => role === 'bank-http')?.port ?? 0;
  const request = http.request({
    host: '127.0.0.1',
    port,
    path: 'http://evil.test/',
    headers: { Host: 'bank.test' },
  });
  request.end();
  const [answer] = await new Promise<[http.IncomingMessage]>((resolve) =>
    request.once('response', (response) => resolve([response])),
  );
  answer.resume();
  t.is(answer.statusCode, 421);
});

for (const version of ['1.2', '1.3'] as const) {
  test(`TLS ${version}: another SNI gets the alert unrecognized_name, none is served`, async (t) => {
    const lane = await wholeLane(t, { bank: { tls: version } });
    const port = tapPort(lane, 443);
    for (const servername of ['evil.test', 'bank.test.evil.test', 'localhost']) {
      const socket = tls.connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
      const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
      t.regex(error.message, /SSL alert number 112/, servername);
    }
    t.regex(await sealed(lane, GET, ''), /^HTTP\/1\.1 200 /);
    t.regex(await sealed(lane, GET, 'BANK.test'), /^HTTP\/1\.1 200 /);
  });
}
