import type http from 'node:http';
import net from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

import test from 'ava';

import { LIMITS } from '../../../../lab/limits.ts';
import { ORDINARY } from '../../../../lab/settings.ts';
import { openBrowser } from '../../../../lab/victim/browser.ts';
import { exchange, exchangeTls, serve, testLane } from '../../../helpers/attacker.ts';
import { signIn, wholeLane } from '../../../helpers/whole-lab.ts';

const GET = 'GET /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n';

const toHttps: http.RequestListener = (_, response) =>
  response.writeHead(308, { Location: 'https://bank.test/login' }).end();

/** Head and body of an answer; the body without its chunks' sizes. */
function parts(answer: string): [head: string, body: string] {
  const end = answer.indexOf('\r\n\r\n');
  const body = answer.slice(end + 4);
  return [answer.slice(0, end), body.replace(/^[\da-f]+\r\n/, '').replace(/\r\n0\r\n\r\n$/, '')];
}

test('The redirect never arrives: the page comes over TLS and goes on in clear', async (t) => {
  const lane = await testLane(t, 'strip', {
    http: (request, response) => {
      t.fail('the bank was asked on port 80');
      toHttps(request, response);
    },
    https: (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('sign in'),
  });
  const [head, body] = parts(await exchange((await lane.tap('bank.test:80')).port, GET));
  t.regex(head, /^HTTP\/1\.1 200 OK/);
  t.is(body, 'sign in');
  const { request, connection } = await lane.when('exchange-read');
  t.is(request.url, 'http://bank.test/login');
  t.deepEqual(lane.of('tls-stripped'), [
    {
      type: 'tls-stripped',
      lane: 'test',
      connection,
      asked: 'http://bank.test/login',
      fetched: 'https://bank.test/login',
      links: 0,
      cookies: 0,
      hsts: false,
    },
  ]);
});

test('Whatever would lead to TLS is taken out of head and body, and nothing else', async (t) => {
  const page =
    '<form action="https://bank.test/login">é</form> <a href="HTTPS://BANK.TEST:443/x">' +
    String.raw`{"next":"https:\/\/bank.test"}` +
    ' https://bank.test.example/ https://bank.testing/ https://bank.test:8443/ https://other.test/';
  const lane = await testLane(t, 'strip', {
    https: (_, response) =>
      response
        .writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Length': Buffer.byteLength(page),
          'Strict-Transport-Security': 'max-age=31536000',
          'Content-Security-Policy':
            "default-src 'none'; upgrade-insecure-requests; form-action https://bank.test",
          Refresh: '5; url=https://bank.test/later',
          'Set-Cookie': [
            'a=1; Path=/; Secure; HttpOnly',
            'b=2; SameSite=None; secure',
            'c=secure',
            'd=4; Secure=no; SameSite = None ; Path=/',
          ],
        })
        .end(page),
  });
  const [head, body] = parts(await exchange((await lane.tap('bank.test:80')).port, GET));
  t.is(
    Buffer.from(body, 'latin1').toString(),
    '<form action="http://bank.test/login">é</form> <a href="http://bank.test/x">' +
      String.raw`{"next":"http:\/\/bank.test"}` +
      ' https://bank.test.example/ https://bank.testing/ https://bank.test:8443/ https://other.test/',
  );
  t.notRegex(head, /strict-transport-security/i);
  t.regex(head, /^Content-Security-Policy: default-src 'none'; form-action http:\/\/bank\.test\r$/m);
  t.regex(head, /^Refresh: 5; url=http:\/\/bank\.test\/later\r$/m);
  t.deepEqual(head.match(/^Set-Cookie: .*(?=\r$)/gm), [
    'Set-Cookie: a=1; Path=/; HttpOnly',
    'Set-Cookie: b=2',
    'Set-Cookie: c=secure',
    'Set-Cookie: d=4; Path=/',
  ]);
  t.like(await lane.when('tls-stripped'), { links: 5, cookies: 3, hsts: true });
});

test('Links are found wherever a page has them, also in a policy of its own', async (t) => {
  const page =
    `<meta http-equiv="refresh" content="0;url=https://bank.test/a">` +
    `<meta http-equiv='Content-Security-Policy' content="upgrade-insecure-requests; img-src 'self'">` +
    `<meta content="default-src 'self'; upgrade-insecure-requests" http-equiv=content-security-policy>` +
    '<img srcset="https://bank.test/1.png 1x, https://bank.test/2.png 2x"><a href=https://bank.test>' +
    '<script>location = "https://bank.test/x"</script> see https://bank.test. <a href="//bank.test/relative">' +
    'A page may speak of upgrade-insecure-requests.';
  const lane = await testLane(t, 'strip', {
    https: (_, response) => {
      response.setHeader('Content-Type', 'text/html');
      // In two chunks, the second of which begins within an address.
      response.write(page.slice(0, page.indexOf('bank.test')));
      response.end(page.slice(page.indexOf('bank.test')));
    },
  });
  const [, body] = parts(await exchange((await lane.tap('bank.test:80')).port, GET));
  t.is(
    body,
    `<meta http-equiv="refresh" content="0;url=http://bank.test/a">` +
      `<meta http-equiv='Content-Security-Policy' content="; img-src 'self'">` +
      `<meta content="default-src 'self';" http-equiv=content-security-policy>` +
      '<img srcset="http://bank.test/1.png 1x, http://bank.test/2.png 2x"><a href=http://bank.test>' +
      '<script>location = "http://bank.test/x"</script> see http://bank.test. <a href="//bank.test/relative">' +
      'A page may speak of upgrade-insecure-requests.',
  );
  t.is((await lane.when('tls-stripped')).links, 6);
});

test('Requests that come in one go are stripped in order', async (t) => {
  const lane = await testLane(t, 'strip', {
    https: ({ url }, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`https://bank.test${url}`),
  });
  const { port } = await lane.tap('bank.test:80');
  const open = GET.replace('Connection: close\r\n', '');
  const asked = open.replace('/login', '/1') + open.replace('/login', '/2') + GET.replace('/login', '/3');
  const answers = await exchange(port, asked);
  t.deepEqual(answers.match(/https?:.*/g), [
    'http://bank.test/1',
    'http://bank.test/2',
    'http://bank.test/3',
  ]);
});

test('A redirect to TLS inside the bank becomes one in clear', async (t) => {
  const lane = await testLane(t, 'strip', {
    https: (_, response) => response.writeHead(303, { Location: 'https://bank.test/account' }).end(),
  });
  const [head] = parts(await exchange((await lane.tap('bank.test:80')).port, GET));
  t.regex(head, /^Location: http:\/\/bank\.test\/account\r$/m);
  t.is((await lane.when('tls-stripped')).links, 1);
});

test('The bank sees a request as its own pages would make it, and is to answer in no coding', async (t) => {
  const seen: string[][] = [];
  const lane = await testLane(t, 'strip', {
    https: (request, response) => {
      seen.push(request.rawHeaders);
      request.resume().on('end', () => response.end());
    },
  });
  await exchange(
    (await lane.tap('bank.test:80')).port,
    'POST /login HTTP/1.1\r\nHost: bank.test:80\r\nOrigin: http://bank.test\r\nReferer: http://bank.test/login\r\n' +
      'Accept-Encoding: gzip, br\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b',
  );
  t.deepEqual(seen[0]?.slice(0, 8), [
    'Host',
    'bank.test',
    'Origin',
    'https://bank.test',
    'Referer',
    'https://bank.test/login',
    'Accept-Encoding',
    'identity',
  ]);
});

test("A stranger's Origin and Referer stay a stranger's", async (t) => {
  const seen: (string | undefined)[] = [];
  const lane = await testLane(t, 'strip', {
    https: ({ headers }, response) => {
      seen.push(headers.origin, headers.referer);
      response.end();
    },
  });
  await exchange(
    (await lane.tap('bank.test:80')).port,
    GET.replace(
      'Connection',
      'Origin: http://bank.test.evil\r\nReferer: http://evil.test/http://bank.test\r\nConnection',
    ),
  );
  t.deepEqual(seen, ['http://bank.test.evil', 'http://evil.test/http://bank.test']);
});

test('Answers without text, and those too large to hold, pass as they came', async (t) => {
  const link = 'https://bank.test ';
  const large = link.padEnd(LIMITS.body + 1, 'x');
  const bodies: Record<string, [type: string, body: string]> = {
    '/image': ['image/png', link],
    '/large': ['text/html', large],
    '/none': ['text/html', ''],
  };
  const lane = await testLane(t, 'strip', {
    https: (request, response) => {
      const [type = '', body = ''] = bodies[request.url ?? ''] ?? [];
      const status = request.url === '/none' ? 304 : 200;
      if (request.url === '/large') response.setHeader('Strict-Transport-Security', 'max-age=1');
      response.writeHead(status, { 'Content-Type': type, ETag: '"1"' }).end(body);
    },
  });
  const { port } = await lane.tap('bank.test:80');
  const ask = async (path: string): Promise<string> => exchange(port, GET.replace('/login', path));
  t.true((await ask('/image')).includes(link));
  t.true((await ask('/large')).includes(link));
  const told = lane.of('tls-stripped').filter(({ asked }) => asked.endsWith('/large'));
  t.deepEqual(
    told.map(({ links, hsts, left }) => [links, hsts, left]),
    [[0, true, 'it is too large to hold']],
    'what was done to its head is told once',
  );
  const [head, body] = parts(await ask('/none'));
  t.regex(head, /^HTTP\/1\.1 304 /);
  t.is(body, '');
  const [, nothing] = parts(await exchange(port, GET.replace('GET /login', 'HEAD /large')));
  t.is(nothing, '');
});

test('A victim who speaks HTTP/1.0 gets a changed page without chunks', async (t) => {
  const lane = await testLane(t, 'strip', {
    https: (_, response) => response.setHeader('Content-Type', 'text/html').end('see https://bank.test/'),
  });
  const { port } = await lane.tap('bank.test:80');
  for (const more of ['', 'Connection: keep-alive\r\n']) {
    const answer = await exchange(port, `GET / HTTP/1.0\r\nHost: bank.test\r\n${more}\r\n`);
    t.regex(answer, /^Connection: close\r$/im);
    t.true(answer.endsWith('\r\n\r\nsee http://bank.test/'), answer);
  }
});

const to = (host: string): string => GET.replace('Host: bank.test', `Host: ${host}`);

test("Stripping leads to the lab's own listeners only", async (t) => {
  const elsewhere = await serve(
    t,
    net.createServer(() => t.fail('something went elsewhere')),
  );
  const lane = await testLane(t, 'strip', { https: (_, response) => response.end('the bank') });
  const { port } = await lane.tap('bank.test:80');
  t.regex(await exchange(port, to(`127.0.0.1:${elsewhere}`)), /the bank/);
  for (const host of [`127.0.0.1:${elsewhere}`, 'evil.example', 'bank.test:8080'])
    t.regex(await exchange(lane.interceptor.port, to(host)), /^HTTP\/1\.1 403 /, host);
  t.is(lane.of('destination-refused').length, 3);
});

test('TLS that comes all the same is passed on sealed', async (t) => {
  const lane = await testLane(t, 'strip', { https: (_, response) => response.end('sealed') });
  const answer = await exchangeTls((await lane.tap('bank.test:443')).port, lane.trusted.certificate, GET);
  t.regex(answer, /sealed/);
  t.deepEqual(lane.of('exchange-read'), []);
  t.deepEqual(lane.attacker.issued, []);
});

test('Where the bank has port 80 only, there is nothing to strip', async (t) => {
  const lane = await testLane(t, 'strip', { http: (_, response) => response.end('plain https://bank.test') });
  t.regex(await exchange((await lane.tap('bank.test:80')).port, GET), /plain https:\/\/bank\.test/);
  t.deepEqual(lane.of('tls-stripped'), []);
});

test('A stripped bank that is not the bank is not believed', async (t) => {
  const impostor = await testLane(t, 'watch', { https: (_, response) => response.end('impostor') });
  const real = await impostor.tap('bank.test:443');
  const lane = await testLane(t, 'strip', { raw: { 'bank.test:443': real.port } });
  t.regex(await exchange((await lane.tap('bank.test:80')).port, GET), /^HTTP\/1\.1 502 /);
});

test('The victim stays on http, the bank sees https, and the password is read', async (t) => {
  for (const bank of [{ http: 'redirect' }, { http: 'closed', secureCookie: true, hsts: true }] as const) {
    const lane = await wholeLane(t, { bank, attacker: { does: 'strip' } });
    await signIn(lane);
    const page = lane.of('page-shown').at(-1);
    t.like(page, { url: 'http://bank.test/account', status: 200, security: 'not-secure' });
    t.deepEqual(
      lane.of('bank-booked').map(({ event, scheme }) => [event, scheme]),
      [['signed-in', 'https']],
    );
    t.deepEqual(new Set(lane.of('bank-answered').map(({ scheme }) => scheme)), new Set(['https']));
    const bodies = lane.of('exchange-read').map(({ request }) => Buffer.from(request.body).toString());
    t.true(bodies.some((body) => body.includes(`password=${lane.secrets['password']}`)));
  }
});

test('A port that is blocked refuses the victim, and the attacker goes through all the same', async (t) => {
  const lane = await wholeLane(t, { attacker: { does: 'strip', blocks: [443] } });
  await lane.victim.visit('https://bank.test/login');
  t.like(lane.of('page-shown').at(-1), { security: 'unreachable', error: 'ERR_CONNECTION_REFUSED' });
  await lane.victim.visit('http://bank.test/login');
  t.like(lane.of('page-shown').at(-1), { status: 200, security: 'not-secure' });
  t.is(lane.of('bank-answered').at(-1)?.scheme, 'https');
});

test('HSTS does not reach a victim who is stripped from the first visit, and stops one who has it', async (t) => {
  const unlike = { bank: { hsts: true, http: 'redirect' }, attacker: { does: 'strip' } } as const;
  const lane = await wholeLane(t, unlike);
  await lane.victim.visit('http://bank.test/login');
  await lane.victim.visit('http://bank.test/login');
  t.like(lane.of('page-shown').at(-1), { status: 200, security: 'not-secure' });
  t.true(lane.of('tls-stripped').every(({ hsts }) => hsts));
  const preloaded = await wholeLane(t, { ...unlike, victim: { preloaded: true } });
  await preloaded.victim.visit('http://bank.test/login');
  t.like(preloaded.of('page-shown').at(-1), { status: 200, security: 'secure' });
  t.deepEqual(preloaded.of('tls-stripped'), []);
});

test('Who tries https first is forced back to http by an attacker who blocks 443', async (t) => {
  const lane = await wholeLane(t, {
    attacker: { does: 'strip', blocks: [443] },
    victim: { browses: 'https-first' },
  });
  await signIn(lane);
  t.like(lane.of('page-shown').at(-1), { url: 'http://bank.test/account', security: 'not-secure' });
  t.deepEqual(new Set(lane.of('bank-answered').map(({ scheme }) => scheme)), new Set(['https']));
});

test('What binds a browser to TLS besides HSTS is taken out, and what could not be stripped is said', async (t) => {
  const link = '<a href="https://bank.test/x">';
  const answers: Record<string, [headers: http.OutgoingHttpHeaders, body: string | Buffer]> = {
    '/bound': [
      {
        'Content-Type': 'text/html',
        'Public-Key-Pins': 'pin-sha256="x"',
        'Expect-CT': 'enforce',
        'Alt-Svc': 'h3=":443"',
        Upgrade: 'TLS/1.3, h2',
        Connection: 'Upgrade, close',
        'Content-Security-Policy': ['upgrade-insecure-requests', "img-src https:; default-src 'self'"],
        'Set-Cookie': ['__Host-i=1; Secure; Path=/', 'a=1; Secure'],
      },
      link,
    ],
    '/gzip': [{ 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }, gzipSync(link)],
    '/sdch': [{ 'Content-Type': 'text/html', 'Content-Encoding': 'sdch' }, link],
    '/part': [{ 'Content-Type': 'text/html', 'Content-Range': 'bytes 0-29/900' }, link],
    '/events': [{ 'Content-Type': 'text/event-stream' }, link],
    '/jis': [{ 'Content-Type': 'text/html; charset=iso-2022-jp' }, link],
    '/sniffed': [{}, link],
  };
  const ranges: (string | undefined)[] = [];
  const lane = await testLane(t, 'strip', {
    https: (request, response) => {
      ranges.push(request.headers.range);
      const [headers, body] = answers[request.url ?? ''] ?? [{}, ''];
      response.writeHead(request.url === '/part' ? 206 : 200, headers).end(body);
    },
  });
  const { port } = await lane.tap('bank.test:80');
  const ask = async (path: string): Promise<[head: string, body: string, told: object | undefined]> => {
    const [head, body] = parts(
      await exchange(
        port,
        GET.replace('/login', path).replace('Connection', 'Range: bytes=0-29\r\nConnection'),
      ),
    );
    return [head, body, lane.of('tls-stripped').find(({ asked }) => asked.endsWith(path))];
  };

  const [head, body, told] = await ask('/bound');
  t.is(body, '<a href="http://bank.test/x">');
  t.notRegex(head, /^(public-key-pins|expect-ct|alt-svc|upgrade):/im);
  t.regex(head, /^Connection: close\r?$/m);
  t.regex(head, /^Content-Security-Policy: img-src http:; default-src 'self'\r$/m);
  t.deepEqual(head.match(/^Set-Cookie: .*(?=\r?$)/gm), [
    'Set-Cookie: __Host-i=1; Secure; Path=/',
    'Set-Cookie: a=1',
  ]);
  t.like(told, {
    links: 1,
    cookies: 1,
    lost: 1,
    policies: 2,
    taken: ['expect-ct', 'public-key-pins', 'alt-svc', 'upgrade'],
  });

  const [coded, packed] = await ask('/gzip');
  t.regex(coded, /^Content-Encoding: gzip\r?$/m);
  t.is(gunzipSync(Buffer.from(packed, 'latin1')).toString(), '<a href="http://bank.test/x">');
  t.is((await ask('/sniffed'))[1], '<a href="http://bank.test/x">');
  for (const [path, why] of [
    ['/sdch', 'it is coded as sdch'],
    ['/part', 'it is a part of a page'],
    ['/events', 'it is a stream, which may never end'],
    ['/jis', 'its text is in iso-2022-jp'],
  ] as const) {
    const [, untouched, fact] = await ask(path);
    t.is(untouched, link, path);
    t.like(fact, { links: 0, left: why }, path);
  }
  t.deepEqual(new Set(ranges), new Set([undefined]), 'pages are asked for whole');
});

test('The UTF-8 of a redirect goes on as it came', async (t) => {
  const utf8 = Buffer.from('https:/bank.test/é?ü').toString('latin1');
  const lane = await testLane(t, 'strip', {
    https: (_, response) => response.writeHead(302, { Location: utf8, Refresh: `0;${utf8}` }).end(),
  });
  const [head] = parts(await exchange((await lane.tap('bank.test:80')).port, GET));
  t.regex(Buffer.from(head, 'latin1').toString(), /^Location: http:\/\/bank\.test\/é\?ü\r$/m);
  t.regex(Buffer.from(head, 'latin1').toString(), /^Refresh: 0;http:\/\/bank\.test\/é\?ü\r$/m);
});

for (const action of ['https:&#x2F;&#x2F;bank.test&#x2F;s', 'https:/bank.test/s', 'ht&#10;tps:bank.test/s'])
  test(`A victim who sends a form to ${action} sends it in clear`, async (t) => {
    const lane = await testLane(t, 'strip', {
      https: (request, response) => {
        request.resume();
        response.setHeader('Content-Type', 'text/html');
        response.end(`<form id=f method=post action="${action}"><input name=password></form>`);
      },
    });
    const ports = new Map([
      ['bank.test:80', (await lane.tap('bank.test:80')).port],
      ['bank.test:443', (await lane.tap('bank.test:443')).port],
    ]);
    const victim = openBrowser({
      lane: 'test',
      settings: ORDINARY.victim,
      home: 'http://bank.test/',
      trusted: [lane.trusted.certificate],
      resolve: (logical) => {
        const port = ports.get(logical);
        return port === undefined ? undefined : { address: '127.0.0.1', port };
      },
      emit: lane.emit,
    });
    t.teardown(() => victim.close());
    await victim.visit('/');
    await victim.submit('f', { password: 'tulip' });
    t.like(lane.of('page-shown').at(-1), { url: 'http://bank.test/s', security: 'not-secure' });
    t.true(lane.of('exchange-read').some(({ request }) => Buffer.from(request.body).includes('tulip')));
  });
