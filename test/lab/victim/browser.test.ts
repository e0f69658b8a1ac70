import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { certificate, World } from './world.ts';

const authority = await certificate();
const leaf = await certificate(authority);
const trusted = [authority.cert];

const LOGIN = `<title>Bank login</title><h1>Sign in</h1><form id=login method=post action=/login>
  <input type=hidden name=csrf value=t0k&amp;n><input name=user><input type=password name=password>
  <button>Sign in</button></form>`;

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

function onBody(request: IncomingMessage, then: (body: string) => void): void {
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => then(body));
}

test('a login over http: page, form as it will be sent, welcome, all on one connection', async (t) => {
  const world = new World(t);
  const bodies: string[] = [];
  let connections = 0;
  const server = await world.http('bank.test:80', (request, response) => {
    onBody(request, (body) => {
      bodies.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
      response.setHeader('Content-Type', 'text/html');
      response.end(request.method === 'POST' ? '<title>Hi</title><h1>Welcome, Alice</h1>' : LOGIN);
    });
  });
  server.on('connection', () => connections++);
  const browser = world.browser();
  await browser.visit('/login');
  await browser.submit('login', { user: 'alice', password: 'tulip orbit~*é' });
  t.deepEqual(bodies, ['GET /login ', 'POST /login csrf=t0k%26n&user=alice&password=tulip+orbit%7E*%C3%A9']);
  t.is(connections, 1);
  t.deepEqual(
    world.facts.map(({ type }) => type),
    ['exchange-made', 'page-shown', 'form-filled', 'exchange-made', 'page-shown'],
  );
  t.deepEqual(world.of('form-filled')[0]?.fields, [
    { name: 'csrf', type: 'hidden', value: 't0k&n' },
    { name: 'user', type: 'text', value: 'alice' },
    { name: 'password', type: 'password', value: 'tulip orbit~*é' },
  ]);
  t.deepEqual(world.page(), {
    type: 'page-shown',
    lane: 'lane',
    url: 'http://bank.test/login',
    status: 200,
    title: 'Bank login',
    security: 'not-secure',
    text: 'Sign in',
    forms: ['login'],
  });
  t.is(world.page(1).text, 'Welcome, Alice');
});

test('the bytes of a request are those of a browser, in a browser’s order', async (t) => {
  const world = new World(t);
  const received: string[] = [];
  await world.tcp('bank.test:80', (socket) =>
    socket.on('data', (bytes: Uint8Array) => {
      received.push(text(bytes));
      socket.write(`HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\nContent-Length: ${LOGIN.length}\r\n\r\n${LOGIN}`);
    }),
  );
  const browser = world.browser();
  await browser.visit('/login?next=1#top');
  await browser.submit('login', { user: 'a', password: 'b' });
  t.is(
    received.at(-1),
    [
      'POST /login HTTP/1.1',
      'Host: bank.test',
      'User-Agent: Plainsight-Victim/0.1 (like a browser)',
      'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'Accept-Language: en-US,en;q=0.5',
      'Accept-Encoding: identity',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 30',
      'Origin: http://bank.test',
      'Connection: keep-alive',
      'Referer: http://bank.test/login?next=1',
      'Cookie: sid=1',
      '',
      'csrf=t0k%26n&user=a&password=b',
    ].join('\r\n'),
  );
  const sent = world.of('exchange-made')[1]?.request;
  const head = sent?.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  t.is(received.at(-1), `POST /login HTTP/1.1\r\n${head}\r\n${text(sent?.body)}`);
  t.is(world.of('exchange-made')[0]?.request.url, 'http://bank.test/login?next=1');
  t.is(world.page().url, 'http://bank.test/login?next=1#top');
});

test('over https the name goes out as SNI with http/1.1 offered, keys are logged, the bar says secure', async (t) => {
  const world = new World(t);
  const seen: unknown[] = [];
  const server = await world.https(
    'bank.test:443',
    { ...leaf, ALPNProtocols: ['http/1.1'] },
    (request, response) => {
      seen.push(request.headers.host);
      response.end(LOGIN);
    },
  );
  server.on('secureConnection', (socket: { servername: unknown; alpnProtocol: unknown }) =>
    seen.push(socket.servername, socket.alpnProtocol),
  );
  await world.browser({ trusted }).visit('https://bank.test/login');
  t.deepEqual(seen, ['bank.test', 'http/1.1', 'bank.test']);
  t.is(world.page().security, 'secure');
  t.is(world.of('exchange-made')[0]?.tls, 'TLSv1.3');
  const lines = world.of('tls-secret-logged').map(({ line }) => line);
  t.true(
    lines.every((line) => /^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+$/.test(line)),
    lines.join('\n'),
  );
  t.true(lines.some((line) => line.startsWith('CLIENT_TRAFFIC_SECRET_0 ')));
});

test('http and https of one name and port share no connection', async (t) => {
  const world = new World(t);
  await world.https('bank.test:8443', leaf, (_request, response) => response.end('sealed'));
  const browser = world.browser({ trusted });
  await browser.visit('https://bank.test:8443/');
  await browser.visit('http://bank.test:8443/');
  t.deepEqual(
    world.of('page-shown').map(({ security }) => security),
    ['secure', 'unreachable'],
  );
  t.like(world.of('exchange-made')[0]?.request.headers[0], ['Host', 'bank.test:8443']);
});

for (const [status, method, body] of [
  [301, 'GET', ''],
  [302, 'GET', ''],
  [303, 'GET', ''],
  [307, 'POST', 'csrf=t0k%26n&user=a&password=b'],
  [308, 'POST', 'csrf=t0k%26n&user=a&password=b'],
] as const) {
  test(`a form answered with ${status} goes on as ${method}`, async (t) => {
    const world = new World(t);
    let arrived = '';
    await world.http('bank.test:80', (request, response) => {
      if (request.url === '/login' && request.method === 'POST') {
        response.writeHead(status, { location: '/home' }).end();
      } else {
        onBody(request, (sent) => {
          arrived = `${request.method ?? ''} ${request.url ?? ''} ${sent}`;
          response.end(LOGIN);
        });
      }
    });
    const browser = world.browser();
    await browser.visit('/');
    await browser.submit('login', { user: 'a', password: 'b' });
    t.is(arrived, `${method} /home ${body}`);
    t.is(world.of('exchange-made').length, 3);
    t.is(world.of('page-shown').length, 2);
    t.is(world.page(1).url, 'http://bank.test/home');
  });
}

test('a redirect leads from http to https and another back, each hop a fact, one page', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (request, response) => {
    if (request.url === '/') response.writeHead(301, { location: 'https://bank.test/' }).end();
    else response.end('<h1>plain again</h1>');
  });
  await world.https('bank.test:443', leaf, (_request, response) =>
    response.writeHead(302, { location: 'http://bank.test/back' }).end(),
  );
  await world.browser({ trusted }).visit('/');
  t.deepEqual(
    world.of('exchange-made').map(({ request, tls }) => [request.url, tls]),
    [
      ['http://bank.test/', undefined],
      ['https://bank.test/', 'TLSv1.3'],
      ['http://bank.test/back', undefined],
    ],
  );
  t.deepEqual(
    world.of('page-shown').map(({ url, security, text: shown }) => [url, security, shown]),
    [['http://bank.test/back', 'not-secure', 'plain again']],
  );
});

test('redirects in a circle end at the bound', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => response.writeHead(302, { location: '/' }).end());
  await world.browser({ limits: { redirects: 3 } }).visit('/');
  t.is(world.of('exchange-made').length, 4);
  t.is(world.page().error, 'ERR_TOO_MANY_REDIRECTS');
});

test('a redirect to script or nowhere is not followed, and one without a place is a page', async (t) => {
  const world = new World(t);
  const places = ['javascript:alert(1)', 'http://[', 'mailto:a@bank.test', undefined];
  await world.http('bank.test:80', (_request, response) => {
    const location = places.shift();
    response.writeHead(302, location === undefined ? {} : { location }).end('<h1>here</h1>');
  });
  const browser = world.browser();
  for (let i = 0; i < 4; i++) await browser.visit('/');
  t.deepEqual(
    world.of('page-shown').map(({ error, text: shown }) => error ?? shown),
    ['ERR_UNSAFE_REDIRECT', 'ERR_INVALID_REDIRECT', 'ERR_UNKNOWN_URL_SCHEME', 'here'],
  );
});

test('nothing leaves for a form that is not there, or a field that it has not', async (t) => {
  const world = new World(t);
  let requests = 0;
  await world.http('bank.test:80', (_request, response) => {
    requests++;
    response.end(LOGIN);
  });
  const browser = world.browser();
  await browser.submit('login', {});
  await browser.visit('/');
  await browser.submit('transfer', {});
  await browser.submit('login', { username: 'alice' });
  t.deepEqual(
    world.of('form-not-sent').map(({ reason }) => reason),
    [
      'no page is shown',
      'the page has no form "transfer"; it has login',
      'the form has no field "username"; it has "csrf", "user", "password"',
    ],
  );
  t.is(requests, 1);
  t.is(world.of('form-filled').length, 0);
});

test('an error takes the page away, and its forms with it', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => response.end(LOGIN));
  const browser = world.browser();
  await browser.visit('/');
  await browser.visit('http://nobody.test/');
  await browser.submit('login', {});
  t.is(world.of('form-not-sent')[0]?.reason, 'no page is shown');
});

/** Serves pages, and closes a connection without a word at the second request on it. */
async function forgetful(world: World): Promise<string[]> {
  const received: string[] = [];
  await world.tcp('bank.test:80', (socket) => {
    let requests = 0;
    socket.on('data', (bytes: Uint8Array) => {
      received.push(text(bytes).split(' ', 1)[0] ?? '');
      if (++requests === 2) socket.end();
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${LOGIN.length}\r\n\r\n${LOGIN}`);
    });
  });
  return received;
}

test('a GET on a kept connection that closes under it is sent once more', async (t) => {
  const world = new World(t);
  const received = await forgetful(world);
  const browser = world.browser();
  await browser.visit('/');
  await browser.visit('/');
  t.deepEqual(received, ['GET', 'GET', 'GET']);
  t.is(world.page(1).status, 200);
});

test('a POST on a kept connection that closes under it is never sent twice', async (t) => {
  const world = new World(t);
  const received = await forgetful(world);
  const browser = world.browser();
  await browser.visit('/');
  await browser.submit('login', { user: 'a', password: 'b' });
  t.deepEqual(received, ['GET', 'POST']);
  t.is(world.page(1).error, 'ERR_EMPTY_RESPONSE');
});

test('a GET on a new connection is not sent twice', async (t) => {
  const world = new World(t);
  let requests = 0;
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () => {
      requests++;
      socket.end();
    }),
  );
  await world.browser().visit('/');
  t.is(requests, 1);
});

test('closing ends a request that waits, shows nothing, and lets nothing new begin', async (t) => {
  const world = new World(t);
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  await world.tcp('bank.test:80', (socket) => {
    socket.once('data', reach);
    socket.once('close', leave);
  });
  const browser = world.browser();
  const visit = browser.visit('/');
  await reached;
  await browser.close();
  await Promise.all([visit, left]);
  await browser.visit('/');
  await browser.visit('http://[');
  await browser.submit('login', {});
  await browser.close();
  t.deepEqual(world.facts, []);
});

test('closing ends kept connections and handshakes that hang', async (t) => {
  const world = new World(t);
  const closed: Promise<unknown>[] = [];
  const { promise: hello, resolve: greet } = Promise.withResolvers<void>();
  const plain = await world.http('bank.test:80', (_request, response) => response.end(LOGIN));
  plain.on('connection', (socket) => closed.push(once(socket, 'close')));
  await world.tcp('bank.test:443', (socket) => {
    closed.push(once(socket, 'close'));
    socket.once('data', greet);
  });
  const browser = world.browser();
  await browser.visit('/');
  const visit = browser.visit('https://bank.test/');
  await hello;
  await browser.close();
  await Promise.all([visit, ...closed]);
  t.is(closed.length, 2);
  t.is(world.of('page-shown').length, 1);
});

test('a new visit ends the one before it', async (t) => {
  const world = new World(t);
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  await world.http('bank.test:80', (request, response) => {
    if (request.url === '/slow') reach();
    else response.end('<h1>fast</h1>');
  });
  const browser = world.browser();
  const slow = browser.visit('/slow');
  await reached;
  await browser.visit('/fast');
  await slow;
  t.deepEqual(
    world.of('page-shown').map(({ url }) => url),
    ['http://bank.test/fast'],
  );
});

test('a compressed page is read within bounds, a bomb and a broken one are errors', async (t) => {
  const world = new World(t);
  const bodies = [gzipSync(LOGIN), gzipSync('x'.repeat(10_000)), Buffer.from('no gzip')];
  await world.http('bank.test:80', (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bodies.shift()),
  );
  const browser = world.browser({ limits: { body: 1000 } });
  for (let i = 0; i < 3; i++) await browser.visit('/');
  t.deepEqual(
    world.of('page-shown').map(({ title, error }) => error ?? title),
    ['Bank login', 'ERR_CONTENT_DECODING_FAILED', 'ERR_CONTENT_DECODING_FAILED'],
  );
});

test('a form that asks by GET puts its fields into the query', async (t) => {
  const world = new World(t);
  const asked: string[] = [];
  await world.http('bank.test:80', (request, response) => {
    asked.push(request.url ?? '');
    response.end('<form name=search action="/find?old=1"><input name=q></form>');
  });
  const browser = world.browser();
  await browser.visit('/');
  await browser.submit('search', { q: 'a b&c' });
  t.deepEqual(asked, ['/', '/find?q=a+b%26c']);
});

test('from https to http a form says neither whence it comes nor what site it is of', async (t) => {
  const world = new World(t);
  const seen: unknown[] = [];
  await world.https('bank.test:443', leaf, (_request, response) =>
    response.end('<form id=f method=post action="http://bank.test/"><input name=a></form>'),
  );
  await world.http('bank.test:80', (request, response) => {
    seen.push(request.headers.origin, request.headers.referer);
    response.end();
  });
  const browser = world.browser({ trusted });
  await browser.visit('https://bank.test/');
  await browser.submit('f', {});
  t.deepEqual(seen, ['null', undefined]);
});

test('a page that asks to be left stays, and the person is told', async (t) => {
  const world = new World(t);
  const asked: string[] = [];
  await world.http('bank.test:80', (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/header') response.setHeader('Refresh', '0; url=/by-header');
    response.setHeader('Content-Type', 'text/html');
    response.end('<meta http-equiv=refresh content="0; url=/by-meta"><h1>Wait</h1>');
  });
  const browser = world.browser();
  await browser.visit('/');
  await browser.visit('/header');
  t.deepEqual(asked, ['/', '/header']);
  t.deepEqual(
    world.of('page-shown').map(({ text: shown }) => shown),
    ['by-meta', 'by-header'].map(
      (path) => `This page goes on to http://bank.test/${path} by itself, this browser does not · Wait`,
    ),
  );
});

test('a form that this browser cannot send leaves nothing on the wire, and the page stays', async (t) => {
  const world = new World(t);
  let requests = 0;
  await world.http('bank.test:80', (_request, response) => {
    requests++;
    response.setHeader('Content-Type', 'text/html');
    response.end(
      '<form id=a action="javascript:x"></form><form id=b action=/s><input name=c required></form>',
    );
  });
  const browser = world.browser();
  await browser.visit('/');
  await browser.submit('a', {});
  await browser.submit('b', {});
  await browser.submit('b', { c: '1' });
  t.is(requests, 2);
  t.deepEqual(
    world.of('form-not-sent').map(({ form, reason }) => `${form}: ${reason}`),
    [
      'a: the form leads to javascript:, where this browser sends nothing',
      'b: the field "c" is required and has no value',
    ],
  );
});
