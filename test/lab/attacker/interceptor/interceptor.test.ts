import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

import test from 'ava';

import { exchange, exchangeTls, readAll, serve, testLane } from '../../../helpers/attacker.ts';

const GET = 'GET /hello HTTP/1.1\r\nHost: bank.test\r\nX-Odd-CASE: yes\r\nConnection: close\r\n\r\n';

const KEEP = GET.replace('Connection: close\r\n', '');

test('HTTP in clear is read whole, both ways, and belongs to the connection it travelled on', async (t) => {
  const lane = await testLane(t, 'watch', {
    http: (request, response) => {
      request.resume();
      request.on('end', () =>
        response.writeHead(200, { 'X-Bank': 'yes', 'Content-Length': '7' }).end('welcome'),
      );
    },
  });
  const tap = await lane.tap('bank.test:80');
  const body = 'user=alice&password=tulip';
  const answer = await exchange(
    tap.port,
    `POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  t.true(answer.endsWith('welcome'));
  const read = await lane.when('exchange-read');
  t.is(read.connection, 1);
  t.is(read.request.method, 'POST');
  t.is(read.request.url, 'http://bank.test/login');
  t.deepEqual(read.request.headers, [
    ['Host', 'bank.test'],
    ['Content-Length', '25'],
    ['Connection', 'close'],
  ]);
  t.is(Buffer.from(read.request.body).toString(), body);
  t.is(read.response.status, 200);
  t.deepEqual(read.response.headers.slice(0, 2), [
    ['X-Bank', 'yes'],
    ['Content-Length', '7'],
  ]);
  t.is(Buffer.from(read.response.body).toString(), 'welcome');
});

test('The bank gets the head as the victim sent it, and the victim the head as the bank sent it', async (t) => {
  const heads: string[] = [];
  const reply =
    'HTTP/1.1 200 Fine\r\nzeta: 1\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-LENGTH: 2\r\nAlpha: 2\r\n\r\nok';
  const port = await serve(
    t,
    net.createServer((socket) => {
      socket.once('data', (bytes) => {
        heads.push(bytes.toString());
        socket.end(reply);
      });
    }),
  );
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': port } });
  const tap = await lane.tap('bank.test:80');
  const answer = await exchange(tap.port, GET);
  t.deepEqual(heads, [GET]);
  t.is(answer, reply.replace('set-cookie: b', 'Set-Cookie: b'));
});

test('An answer that ends with its connection stays one', async (t) => {
  const reply = 'HTTP/1.1 200 OK\r\nA: b\r\n\r\nuntil the end';
  const port = await serve(
    t,
    net.createServer((socket) => socket.once('data', () => socket.end(reply))),
  );
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': port } });
  t.is(await exchange((await lane.tap('bank.test:80')).port, GET), reply);
});

test('A watcher passes TLS on sealed: the bank authenticates itself, and nothing is read', async (t) => {
  const lane = await testLane(t, 'watch', { https: (_, response) => response.end('sealed') });
  const tap = await lane.tap('bank.test:443');
  const answer = await exchangeTls(tap.port, lane.trusted.certificate, GET);
  t.regex(answer, /sealed/);
  t.deepEqual(lane.of('tunnel-opened'), [
    { type: 'tunnel-opened', lane: 'test', connection: 1, logical: 'bank.test:443' },
  ]);
  t.deepEqual(lane.of('exchange-read'), []);
  t.deepEqual(lane.attacker.issued, []);
});

test('A forger ends TLS with a leaf of its own, reads, and talks TLS to the real bank', async (t) => {
  const seen: unknown[] = [];
  const lane = await testLane(t, 'forge', {
    https: (request, response) => {
      seen.push(request.rawHeaders);
      response.end('unsealed');
    },
  });
  const tap = await lane.tap('bank.test:443');
  const socket = tls.connect({
    port: tap.port,
    host: '127.0.0.1',
    servername: 'bank.test',
    ca: lane.attacker.certificate,
  });
  await once(socket, 'secureConnect');
  t.is(socket.getPeerCertificate().issuer.CN, 'Mallory');
  t.is(socket.getPeerCertificate().asn1Curve, 'prime256v1');
  socket.write(GET);
  t.regex(await readAll(socket), /unsealed/);
  const read = await lane.when('exchange-read');
  t.is(read.connection, 1);
  t.is(read.request.url, 'https://bank.test/hello');
  t.deepEqual(seen, [['Host', 'bank.test', 'X-Odd-CASE', 'yes', 'Connection', 'close']]);
  t.deepEqual(lane.of('certificate-forged'), [
    { type: 'certificate-forged', lane: 'test', name: 'bank.test', issuer: 'Mallory' },
  ]);
});

test('A forger who does not believe the bank gets no answer from it', async (t) => {
  const impostor = await testLane(t, 'watch', { https: (_, response) => response.end('impostor') });
  const real = await impostor.tap('bank.test:443');
  const lane = await testLane(t, 'forge', { raw: { 'bank.test:443': real.port } });
  const tap = await lane.tap('bank.test:443');
  const answer = await exchangeTls(tap.port, lane.attacker.certificate, GET);
  t.regex(answer, /^HTTP\/1\.1 502 .*\r\n\r\nThe bank did not answer\.\n$/s);
  t.is((await lane.when('interception-failed')).kind, 'bank-unreachable');
});

test('The port encrypts nothing: HTTP on 443 is read, TLS on 80 is sealed', async (t) => {
  const lane = await testLane(t, 'watch', {
    http: (_, response) => response.end('plain'),
    https: (_, response) => response.end('sealed'),
  });
  const other = await testLane(t, 'watch', {
    raw: {
      'bank.test:443': (await lane.tap('bank.test:80')).port,
      'bank.test:80': (await lane.tap('bank.test:443')).port,
    },
  });
  t.regex(await exchange((await other.tap('bank.test:443')).port, GET), /plain/);
  t.regex(await exchangeTls((await other.tap('bank.test:80')).port, lane.trusted.certificate, GET), /sealed/);
  t.is((await other.when('exchange-read')).connection, 1);
  t.deepEqual(
    other.of('tunnel-opened').map(({ logical }) => logical),
    ['bank.test:80'],
  );
});

test('A bank that speaks first is tunnelled, whatever the attacker does with TLS', async (t) => {
  const port = await serve(
    t,
    net.createServer((socket) => socket.write('greeting')),
  );
  for (const does of ['watch', 'forge'] as const) {
    const lane = await testLane(t, does, { raw: { 'bank.test:3306': port } });
    const tap = await lane.tap('bank.test:3306', { speaksFirst: 'bank' });
    const victim = net.connect({ port: tap.port, host: '127.0.0.1' });
    const [greeting] = await once(victim, 'data');
    t.is(String(greeting), 'greeting');
    victim.destroy();
  }
});

test("TLS to a bank that does not listen is refused, in the bank's name", async (t) => {
  const server = net.createServer();
  const port = await serve(t, server);
  server.close();
  await once(server, 'close');
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': port } });
  await t.throwsAsync(exchangeTls((await lane.tap('bank.test:443')).port, lane.trusted.certificate, GET));
  const { by, how } = await lane.when('connection-closed');
  t.deepEqual([by, how], ['bank', 'refused']);
});

test('An attack may change what passes, and the framing stays right', async (t) => {
  const lane = await testLane(
    t,
    {
      tls: 'tunnel',
      request: ({ requestHeaders }) => {
        requestHeaders['X-Mallory'] = 'was here';
      },
      response: (passing) => passing.rewriteResponseBody((text) => text.replace('100', '100000')),
    },
    {
      http: (request, response) => {
        response
          .setHeader('Content-Length', '3')
          .end(request.headers['x-mallory'] === 'was here' ? '100' : 'bad');
      },
    },
  );
  const answer = await exchange((await lane.tap('bank.test:80')).port, GET);
  t.notRegex(answer, /content-length/i);
  t.regex(answer, /\r\n\r\n6\r\n100000\r\n0\r\n\r\n$/);
});

test('A body beyond what is kept still passes whole', async (t) => {
  const size = 3 * 1024 * 1024;
  const lane = await testLane(t, 'watch', { http: (_, response) => response.end(Buffer.alloc(size, 'a')) });
  const answer = await exchange((await lane.tap('bank.test:80')).port, GET);
  t.is(answer.length - answer.indexOf('\r\n\r\n') - 4, size);
  t.is((await lane.when('exchange-read')).response.body.length, 1024 * 1024);
});

test('A reset is carried through the tunnel, from either side', async (t) => {
  const heard = Promise.withResolvers<string | undefined>();
  const bank = net.createServer((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => heard.resolve(error.code));
    socket.on('data', (bytes) => (bytes[1] === 3 ? socket.write('go') : socket.resetAndDestroy()));
  });
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': await serve(t, bank) } });
  const { port } = await lane.tap('bank.test:443');
  const [first, second] = [1, 2].map(() => net.connect({ port, host: '127.0.0.1' }));
  if (first === undefined || second === undefined) throw new Error('no sockets');
  first.write(Buffer.from([0x16, 3]));
  await once(first, 'data');
  first.resetAndDestroy();
  t.is(await heard.promise, 'ECONNRESET');
  second.write(Buffer.from([0x16, 3]));
  await once(second, 'data');
  second.write(Buffer.from([0, 0]));
  const [error] = await once(second, 'error');
  t.is(error.code, 'ECONNRESET');
  const endings = await Promise.all(
    [1, 2].map((id) => lane.when('connection-closed', ({ connection }) => connection === id)),
  );
  t.deepEqual(
    endings.map(({ by, how }) => [by, how]),
    [
      ['victim', 'reset'],
      ['bank', 'reset'],
    ],
  );
});

test('HTTP/1.0 without a Host header reaches the bank under its logical name', async (t) => {
  const lane = await testLane(t, 'watch', {
    http: (request, response) => response.end(request.headers.host),
  });
  t.regex(await exchange((await lane.tap('bank.test:80')).port, 'GET / HTTP/1.0\r\n\r\n'), /bank\.test:80$/);
  t.is((await lane.when('exchange-read')).request.headers.length, 0);
});

test('Requests on one connection keep their order and all belong to it', async (t) => {
  const lane = await testLane(t, 'watch', { http: (request, response) => response.end(request.url) });
  const tap = await lane.tap('bank.test:80');
  const answer = await exchange(
    tap.port,
    KEEP.replace('/hello', '/a') + KEEP.replace('/hello', '/b') + GET.replace('/hello', '/c'),
  );
  t.deepEqual(answer.match(/\/[abc]/g), ['/a', '/b', '/c']);
  t.deepEqual(new Set(lane.of('exchange-read').map(({ connection }) => connection)), new Set([1]));
  t.is(lane.of('exchange-read').length, 3);
});
