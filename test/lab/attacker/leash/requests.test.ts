import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';
import tls from 'node:tls';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { exchange, readAll, serve, testLane } from '../../../helpers/attacker.ts';
import type { TestLane } from '../../../helpers/attacker.ts';
import { READS_BODIES } from '../../../../lab/unupgraded.ts';

// What an honest client may send, however odd: each request is answered once, in its order, and none is a fault.

const GET = 'GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n';
const LAST = GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
const POST = 'POST / HTTP/1.1\r\nHost: bank.test\r\n';
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n`;

/** A bank that answers each request a turn later with its number, its method and its body. */
function echoing(): (request: IncomingMessage, response: ServerResponse) => void {
  let asked = 0;
  return (request, response) => {
    const number = (asked += 1);
    let body = '';
    request.setEncoding('latin1');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => setImmediate(() => response.end(`<${number} ${request.method} ${body}>`)));
  };
}

function answers(text: string): string[] {
  return text.match(/<[^<>]*>/g) ?? [];
}

function noFaults(t: ExecutionContext, lane: TestLane, exchanges: number): void {
  t.deepEqual(lane.of('destination-refused'), []);
  t.deepEqual(lane.of('interception-failed'), []);
  t.is(lane.of('exchange-read').length, exchanges);
}

async function halfClosed(port: number, text: string): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(text);
  return readAll(socket);
}

test('A client that ends its side after its requests gets every answer', async (t) => {
  const lane = await testLane(t, 'watch', { http: echoing() });
  const { port } = await lane.tap('bank.test:80');
  t.deepEqual(answers(await halfClosed(port, GET)), ['<1 GET >']);
  t.deepEqual(answers(await halfClosed(port, GET + CHUNKED + GET)), ['<2 GET >', '<3 POST a=b>', '<4 GET >']);
  t.deepEqual(answers(await halfClosed(lane.interceptor.port, GET)), ['<5 GET >']);
  noFaults(t, lane, 4);
});

test('So does one that ends its side of a TLS connection, forged', async (t) => {
  const lane = await testLane(t, 'forge', { https: echoing() });
  const { port } = await lane.tap('bank.test:443');
  const ca = lane.attacker.certificate;
  const raw = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const socket = tls.connect({ socket: raw, servername: 'bank.test', ca });
  await once(socket, 'secureConnect');
  socket.end(GET);
  t.deepEqual(answers(await readAll(socket)), ['<1 GET >']);
  noFaults(t, lane, 1);
});

test('An offer to upgrade is not taken up: it is answered, what comes with it as well, and the bank sees it', async (t) => {
  const heads: string[] = [];
  const bank = echoing();
  const lane = await testLane(t, 'watch', {
    http: (request, response) => {
      heads.push(request.rawHeaders.join('|'));
      bank(request, response);
    },
  });
  const { port } = await lane.tap('bank.test:80');
  for (const offer of ['h2c', 'TLS/1.0', 'foo/2, bar', 'h2c, websocket']) {
    const upgrade = `\r\nConnection: Upgrade\r\nUpgrade: ${offer}\r\n`;
    const text = GET + GET.replace('\r\n', upgrade) + CHUNKED.replace('\r\n', upgrade) + LAST;
    const came = answers(await exchange(port, text)).map((each) => each.replace(/\d+/, 'n'));
    const last = READS_BODIES ? [] : ['<n GET >'];
    t.deepEqual(came, ['<n GET >', '<n GET >', '<n POST a=b>', ...last], offer);
    t.is(heads.at(-2 - last.length), `Connection|Upgrade|Upgrade|${offer}|Host|bank.test`);
  }
  noFaults(t, lane, READS_BODIES ? 12 : 16);
});

test('However often a connection offers to upgrade, nobody listens to it more often for that', async (t) => {
  const warned: unknown[] = [];
  const note = (warning: Error): void => void warned.push(warning.name);
  process.on('warning', note);
  t.teardown(() => process.off('warning', note));
  const lane = await testLane(t, 'watch', { http: echoing() });
  const { port } = await lane.tap('bank.test:80');
  const offer = GET.replace('\r\n', '\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n');
  const came = answers(await exchange(port, offer.repeat(30) + LAST));
  t.is(came.length, 31);
  t.deepEqual(warned, []);
});

test('The body of a request that offers to upgrade may come later than its head, and in pieces', async (t) => {
  const lane = await testLane(t, 'watch', { http: echoing() });
  const { port } = await lane.tap('bank.test:80');
  for (const [body, pieces] of [
    ['Transfer-Encoding: chunked', ['3\r\na=b\r\n', '2\r\nc\n\r\n0\r\n\r\n']],
    ['Content-Length: 5', ['a=b', 'c\n']],
  ] as const) {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    socket.write(`${POST}Connection: close, Upgrade\r\nUpgrade: h2c\r\n${body}\r\n\r\n`);
    for (const piece of pieces) {
      await new Promise(setImmediate);
      socket.write(piece);
    }
    t.regex((await readAll(socket)).replace(/<\d+/, '<n'), /<n POST a=bc\n>/, body);
  }
  noFaults(t, lane, 2);
});

test('Requests by the hundred in one piece are answered in their order, one at a time at the bank', async (t) => {
  let atOnce = 0;
  let most = 0;
  const bank = echoing();
  const lane = await testLane(t, 'watch', {
    http: (request, response) => {
      most = Math.max(most, (atOnce += 1));
      response.once('close', () => (atOnce -= 1));
      bank(request, response);
    },
  });
  const { port } = await lane.tap('bank.test:80');
  const came = answers(await exchange(port, GET.repeat(700) + CHUNKED.repeat(99) + LAST));
  t.is(came.length, 800);
  t.true(came.every((each, at) => each.startsWith(`<${at + 1} `)));
  t.is(most, 1);
  noFaults(t, lane, 800);
});

test('A request that comes byte by byte is answered as one that comes whole', async (t) => {
  const lane = await testLane(t, 'watch', { http: echoing() });
  const { port } = await lane.tap('bank.test:80');
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  for (const byte of CHUNKED + LAST) {
    socket.write(byte);
    await new Promise(setImmediate);
  }
  t.deepEqual(answers(await readAll(socket)), ['<1 POST a=b>', '<2 GET >']);
  noFaults(t, lane, 2);
});

test('Trailers travel with their body, and where they are announced without chunks nothing breaks', async (t) => {
  const heard: unknown[] = [];
  const lane = await testLane(t, 'watch', {
    http: (request, response) => {
      request.resume().on('end', () => {
        heard.push(request.rawTrailers);
        response.writeHead(200, { Trailer: 'X-Sum' }).write('body');
        response.addTrailers({ 'X-Sum': '7' });
        response.end();
      });
    },
  });
  const { port } = await lane.tap('bank.test:80');
  const trailer = 'Connection: close\r\nTrailer: X-Check\r\n';
  const chunks = `${POST}${trailer}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\nX-Check: 9\r\n\r\n`;
  t.regex(await exchange(port, chunks), /\r\n4\r\nbody\r\n0\r\nX-Sum: 7\r\n\r\n$/);
  t.regex(await exchange(port, `${POST}${trailer}Content-Length: 3\r\n\r\na=b`), /^HTTP\/1\.1 200 /);
  t.regex(await exchange(port, `GET / HTTP/1.1\r\nHost: bank.test\r\n${trailer}\r\n`), /^HTTP\/1\.1 200 /);
  t.deepEqual(heard, [['X-Check', '9'], [], []]);
  noFaults(t, lane, 3);
});

test('An answer that announces trailers and a length passes as well', async (t) => {
  const reply = 'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\nok';
  const bank = net.createServer((socket) => socket.once('data', () => socket.end(reply)));
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': await serve(t, bank) } });
  t.regex(
    await exchange((await lane.tap('bank.test:80')).port, LAST),
    /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nok$/s,
  );
  noFaults(t, lane, 1);
});

test('A client that asks before it sends is told to go on, and HTTP/1.0 may keep its connection', async (t) => {
  const lane = await testLane(t, 'watch', { http: echoing() });
  const { port } = await lane.tap('bank.test:80');
  const asking = await exchange(port, `${POST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=b${LAST}`);
  t.regex(asking, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  t.deepEqual(answers(asking), ['<1 POST a=b>', '<2 GET >']);
  const old = 'GET / HTTP/1.0\r\nHost: bank.test\r\n';
  const kept = await exchange(port, `${old}Connection: keep-alive\r\n\r\n${old}\r\n`);
  t.deepEqual(answers(kept), ['<3 GET >', '<4 GET >']);
  noFaults(t, lane, 4);
});
