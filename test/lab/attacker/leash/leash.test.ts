import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';

import test from 'ava';
import { CA } from 'http-mitm-proxy/dist/lib/ca.js';

import { exchange, exchangeTls, readAll, serve, testLane } from '../../../helpers/attacker.ts';

// Each test names one way in which http-mitm-proxy 1.1.0 misbehaves when left alone.

const GET = 'GET / HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n';

// Nothing in this file may print: every test runs under these ears.
const printed: string[] = [];
for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
  Object.assign(console, { [method]: (...words: unknown[]) => printed.push(words.join(' ')) });
}
test.after.always('It prints on every forged host and every error: here nothing was printed', (t) => {
  t.deepEqual(printed, []);
});

/** A bank of bare TCP which hands each request's socket to the test. */
function bareBank(answerer: (socket: net.Socket) => void): net.Server {
  return net.createServer((socket) => socket.once('data', () => answerer(socket)));
}

test('It would make an RSA authority and write its key to disk: ours makes none and writes nothing', async (t) => {
  await testLane(t, 'forge', {});
  const folder = path.join(devNull, 'none');
  CA.create(folder, (error: unknown, authority: CA) => {
    t.is(error, null);
    t.is(authority.CAkeys, undefined);
  });
  t.false(existsSync(folder));
  t.false(existsSync('.http-mitm-proxy'));
});

test('It leaves the upstream request open when a client resets: here the bank hears of it', async (t) => {
  const { promise: hungUp, resolve } = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const bank = bareBank((socket) => {
    asked.resolve();
    socket.once('close', () => resolve());
    socket.resume();
  });
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': await serve(t, bank) } });
  const victim = net.connect({ port: (await lane.tap('bank.test:80')).port, host: '127.0.0.1' });
  victim.write(GET);
  await asked.promise;
  victim.resetAndDestroy();
  await hungUp;
  t.deepEqual(lane.of('interception-failed'), []);
});

test('It leaves silent clients and CLOSE-WAIT sockets after CONNECT: here each end takes the other along', async (t) => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const bank = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.resume();
    socket.on('error', () => {});
    socket.once('end', () => socket.end());
    socket.once('close', () => resolve());
  });
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': await serve(t, bank) } });
  const client = net.connect({ port: lane.interceptor.port, host: '127.0.0.1', allowHalfOpen: true });
  client.write('CONNECT bank.test:443 HTTP/1.1\r\nHost: bank.test:443\r\n\r\n');
  await once(client, 'data');
  client.end();
  await readAll(client);
  await closed;
  t.pass();
});

test('Its close does not end while a response is in flight or a client is silent, and throws the second time: ours ends', async (t) => {
  const asked = Promise.withResolvers<void>();
  const bank = bareBank((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    asked.resolve();
  });
  const port = await serve(t, bank);
  const lane = await testLane(t, 'forge', { raw: { 'bank.test:80': port, 'bank.test:443': port } });
  const clients = [
    '',
    'GET / HTTP/1.1\r\n',
    'GET http://bank.test/ HTTP/1.1\r\nHost: x\r\n\r\n',
    'CONNECT bank.test:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  ];
  const ended = clients.map(async (text) => {
    const client = net.connect({ port: lane.interceptor.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {});
    await once(client, 'connect');
    if (text !== '') client.write(text);
    return readAll(client);
  });
  await asked.promise;
  await Promise.all([lane.interceptor.close(), lane.interceptor.close()]);
  await lane.interceptor.close();
  await Promise.all(ended);
  await t.throwsAsync(lane.interceptor.lead('bank.test:80', 1, Buffer.from('GET')));
});

test('It opens a server for each of parallel CONNECTs: here one leaf is made for twenty', async (t) => {
  const lane = await testLane(t, 'forge', { https: (_, response) => response.end('ok') });
  const tap = await lane.tap('bank.test:443');
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => exchangeTls(tap.port, lane.attacker.certificate, GET)),
  );
  t.true(answers.every((answer) => answer.startsWith('HTTP/1.1 200')));
  t.deepEqual(lane.attacker.issued, ['bank.test']);
  t.is(lane.of('certificate-forged').length, 1);
  const connections = lane.of('exchange-read').map(({ connection }) => connection);
  t.deepEqual(
    connections.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, at) => at + 1),
  );
});

test('An exception in a handler ends the process: here it ends one exchange', async (t) => {
  for (const where of ['request', 'response'] as const) {
    const lane = await testLane(
      t,
      {
        tls: 'tunnel',
        [where]: () => {
          throw new Error('a broken attack');
        },
      },
      { http: (_, response) => response.end('ok') },
    );
    const { port } = await lane.tap('bank.test:80');
    t.regex(await exchange(port, GET), /^HTTP\/1\.1 502 .*The bank did not answer\.\n$/s);
    const { kind, message } = await lane.when('interception-failed');
    t.deepEqual([kind, message], ['attack-failed', 'a broken attack']);
  }
});

const broken = (): never => {
  throw new Error('a broken attack');
};

test('An exception over bytes in a tunnel ends that tunnel', async (t) => {
  const lane = await testLane(
    t,
    { tls: 'tunnel', tunnel: () => broken },
    { https: (_, response) => response.end('ok') },
  );
  await t.throwsAsync(exchangeTls((await lane.tap('bank.test:443')).port, lane.trusted.certificate, GET));
  t.like(await lane.when('interception-failed'), { kind: 'attack-failed', message: 'a broken attack' });
});

test("A bank that is away gives a 504 with the error's text: here one sentence", async (t) => {
  const server = net.createServer();
  const port = await serve(t, server);
  server.close();
  await once(server, 'close');
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': port } });
  const answer = await exchange((await lane.tap('bank.test:80')).port, GET);
  t.regex(answer, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  t.is(answer.split('\r\n\r\n')[1], 'The bank did not answer.\n');
  t.is((await lane.when('interception-failed')).kind, 'bank-unreachable');
});

test('It appends error text to a body that is cut off: here the victim gets what came, and an end', async (t) => {
  const bank = bareBank((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () => socket.destroy()),
  );
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': await serve(t, bank) } });
  const answer = await exchange((await lane.tap('bank.test:80')).port, GET);
  t.true(answer === '' || answer.endsWith('\r\n\r\nhalf') || answer.endsWith('\r\n\r\n'), answer);
  t.is((await lane.when('interception-failed')).kind, 'bank-cut-off');
  t.is(Buffer.from((await lane.when('exchange-read')).response.body).toString(), 'half');
  t.is(lane.of('exchange-read').length, 1);
});

test('A client that refuses the forged leaf leaves no name behind: here the lane hears of it', async (t) => {
  const lane = await testLane(t, 'forge', { https: (_, response) => response.end('no') });
  const tap = await lane.tap('bank.test:443');
  await t.throwsAsync(exchangeTls(tap.port, lane.trusted.certificate, GET));
  const { kind, message } = await lane.when('interception-failed');
  t.is(kind, 'hung-up', message);
  t.deepEqual(lane.of('exchange-read'), []);
});

test('A client that refuses the leaf with an alert is told apart from one that hangs up', async (t) => {
  const lane = await testLane(t, 'forge', { https: (_, response) => response.end('no') });
  const tap = await lane.tap('bank.test:443');
  // What curl does on an unknown authority in TLS 1.2: a fatal alert, unknown_ca (48), after the certificate.
  const socket = net.connect({ port: tap.port, host: '127.0.0.1' });
  const hello = await clientHello();
  socket.write(hello);
  await once(socket, 'data');
  socket.write(Buffer.from([0x15, 3, 3, 0, 2, 2, 48]));
  await readAll(socket);
  const { kind, message } = await lane.when('interception-failed');
  t.is(kind, 'certificate-refused', message);
  t.regex(message, /alert 48/);
});

/** The bytes with which a TLS 1.2 client begins. */
async function clientHello(): Promise<Buffer> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not a TCP port');
  const client = tls.connect({
    port: bound.port,
    host: '127.0.0.1',
    servername: 'bank.test',
    maxVersion: 'TLSv1.2',
  });
  client.on('error', () => {});
  const [socket] = await once(server, 'connection');
  const [hello] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}

test('After CONNECT it sends plain HTTP to its Host header: here to the CONNECT target, or nowhere', async (t) => {
  const elsewhere = await serve(
    t,
    net.createServer(() => t.fail('something went elsewhere')),
  );
  const hostile = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${elsewhere}\r\nConnection: close\r\n\r\n`;
  const connect = 'CONNECT bank.test:80 HTTP/1.1\r\nHost: bank.test:80\r\n\r\n';
  const bank = { http: (_: unknown, response: { end(text: string): void }) => response.end('the bank') };
  const watching = await testLane(t, 'watch', bank);
  t.regex(await exchange(watching.interceptor.port, connect + hostile), /the bank/);
  const forging = await testLane(t, 'forge', bank);
  // Who comes to the proxy's own port is not the victim: nothing is forged for him.
  t.regex(await exchange(forging.interceptor.port, connect + hostile), /the bank/);
  t.deepEqual(forging.of('certificate-forged'), []);
});

test("What comes from a tap goes to the tap's bank, whatever its Host header says", async (t) => {
  const elsewhere = await serve(
    t,
    net.createServer(() => t.fail('something went elsewhere')),
  );
  const lane = await testLane(t, 'watch', {
    http: (request, response) => response.end(`asked as ${request.headers.host}`),
  });
  const { port } = await lane.tap('bank.test:80');
  for (const host of [`127.0.0.1:${elsewhere}`, '[::1]:80', 'evil.example']) {
    t.regex(
      await exchange(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      /asked as /,
    );
  }
  t.deepEqual(lane.of('destination-refused'), []);
});

test("It relays to wherever it is asked, and misreads [::1]: here every place that is not the lab's is refused", async (t) => {
  const elsewhere = await serve(
    t,
    net.createServer(() => t.fail('something went elsewhere')),
  );
  const lane = await testLane(t, 'watch', { http: (_, response) => response.end('the bank') });
  const { port } = lane.interceptor;
  const tapPort = (await lane.tap('bank.test:80')).port;
  const local = `127.0.0.1:${elsewhere}`;
  const close = 'Connection: close\r\n\r\n';
  const hostile = [
    [port, `CONNECT ${local} HTTP/1.1\r\nHost: ${local}\r\n\r\n`],
    [port, `CONNECT [::1]:${elsewhere} HTTP/1.1\r\nHost: bank.test:80\r\n\r\n`],
    [port, 'CONNECT bank.test:81 HTTP/1.1\r\nHost: bank.test:80\r\n\r\n'],
    [port, `CONNECT bank.test@127.0.0.1:${elsewhere} HTTP/1.1\r\nHost: bank.test:80\r\n\r\n`],
    [port, `GET http://${local}/ HTTP/1.1\r\nHost: bank.test\r\n${close}`],
    [port, `GET http://bank.test@${local}/ HTTP/1.1\r\nHost: bank.test\r\n${close}`],
    [port, `GET http://[::1]:${elsewhere}/ HTTP/1.1\r\nHost: bank.test\r\n${close}`],
    [port, `GET https://evil.example/ HTTP/1.1\r\nHost: bank.test\r\n${close}`],
    [port, `GET / HTTP/1.1\r\nHost: ${local}\r\n${close}`],
    [port, `GET / HTTP/1.1\r\nHost: [::1]:${elsewhere}\r\n${close}`],
    [port, `GET / HTTP/1.1\r\nHost: bank.test:080\r\n${close}`],
    [port, `GET / HTTP/1.0\r\n\r\n`],
    [
      port,
      `GET / HTTP/1.1\r\nHost: ${local}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n`,
    ],
    [tapPort, `GET http://${local}/ HTTP/1.1\r\nHost: bank.test\r\n${close}`],
    [tapPort, `CONNECT ${local} HTTP/1.1\r\nHost: bank.test\r\n\r\n`],
    [tapPort, 'CONNECT bank.test:80 HTTP/1.1\r\nHost: bank.test\r\n\r\n'],
  ] as const;
  for (const [to, text] of hostile) {
    t.regex(await exchange(to, text), /^HTTP\/1\.1 403 Forbidden\r\n/, text);
  }
  t.is(lane.of('destination-refused').length, hostile.length);
});

test('It answers CONNECT in two pieces, and not at all when the ClientHello comes along: here once, in one', async (t) => {
  const bank = net.createServer((socket) => socket.on('data', (bytes) => socket.end(`got ${bytes.length}`)));
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': await serve(t, bank) } });
  const connect = 'CONNECT bank.test:443 HTTP/1.1\r\nHost: bank.test:443\r\n\r\n';
  const hello = Buffer.concat([Buffer.from(connect), Buffer.from([0x16, 3, 1, 0, 1, 1])]);
  const answer = await exchange(lane.interceptor.port, hello);
  t.is(answer, 'HTTP/1.1 200 Connection established\r\n\r\ngot 6');
});

test('It opens an upstream connection per request by default: here one serves them all', async (t) => {
  const ports = new Set<unknown>();
  const lane = await testLane(t, 'forge', {
    https: (request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    },
  });
  const tap = await lane.tap('bank.test:443');
  const socket = tls.connect({
    port: tap.port,
    host: '127.0.0.1',
    servername: 'bank.test',
    ca: lane.attacker.certificate,
  });
  for (let count = 0; count < 3; count += 1) {
    socket.write('GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n');
    await lane.when('exchange-read', () => lane.of('exchange-read').length > count);
  }
  socket.destroy();
  t.is(ports.size, 1);
});

test('It piles a body up for a client that reads slowly: here the bank waits', async (t) => {
  const size = 64 * 1024 * 1024;
  const chunk = Buffer.alloc(65_536);
  let sent = 0;
  const lane = await testLane(t, 'watch', {
    http: (_, response) => {
      const more = (): void => {
        while (sent < size) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      response.setHeader('Content-Length', size);
      more();
    },
  });
  const client = net.connect({ port: lane.interceptor.port, host: '127.0.0.1' });
  client.write(GET);
  let received = 0;
  let underway = 0;
  for await (const bytes of client) {
    received += bytes.length;
    underway = Math.max(underway, sent - received);
    for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
  }
  t.true(received > size);
  t.true(underway < size / 2, `${underway} bytes were under way at once`);
});
