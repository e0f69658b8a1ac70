import test from 'ava';
import { ORDINARY, type VictimSettings } from '../../../lab/settings.ts';
import { certificate, World } from './world.ts';

const authority = await certificate();
const leaf = await certificate(authority);
const trusted = [authority.cert];

const like = (more: Partial<VictimSettings>): { settings: VictimSettings; trusted: string[] } => ({
  settings: { ...ORDINARY.victim, ...more },
  trusted,
});
const first = like({ browses: 'https-first' });
const only = like({ browses: 'https-only' });

/** A plain server that counts who knocks and what is said. */
async function plainServer(world: World): Promise<{ knocks: number; requests: string[] }> {
  const seen = { knocks: 0, requests: new Array<string>() };
  const server = await world.http('bank.test:80', (request, response) => {
    seen.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.setHeader('Content-Type', 'text/html');
    response.end('<h1>Plain</h1><form id=f method=post action=/in><input name=a></form>');
  });
  server.on('connection', () => seen.knocks++);
  return seen;
}

const shown = (world: World): string[] =>
  world.of('page-shown').map(({ url, security, error }) => [url, security, error ?? ''].join(' ').trim());

for (const [name, options] of [
  ['https-first', first],
  ['https-only', only],
] as const) {
  test(`${name} takes https where there is https, and sends nothing over http`, async (t) => {
    const world = new World(t);
    const plain = await plainServer(world);
    await world.https('bank.test:443', leaf, (_request, response) => response.end('sealed'));
    await world.browser(options).visit('http://bank.test/login');
    t.deepEqual(shown(world), ['https://bank.test/login secure']);
    t.is(world.of('navigation-upgraded')[0]?.why, name);
    t.is(plain.knocks, 0);
  });
}

test('as typed means as typed', async (t) => {
  const world = new World(t);
  await plainServer(world);
  await world.https('bank.test:443', leaf, (_request, response) => response.end('sealed'));
  await world.browser().visit('http://bank.test/');
  t.deepEqual(shown(world), ['http://bank.test/ not-secure']);
});

/** What stands on 443, and why it is no https. */
const broken = {
  ERR_CONNECTION_REFUSED: (world: World) => world.closed('bank.test:443'),
  ERR_CONNECTION_RESET: (world: World) =>
    world.tcp('bank.test:443', (socket) => socket.once('data', () => socket.resetAndDestroy())),
  ERR_SSL_PROTOCOL_ERROR: (world: World) =>
    world.tcp('bank.test:443', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
  ERR_TIMED_OUT: (world: World) => world.tcp('bank.test:443', () => {}),
  ERR_CERT_AUTHORITY_INVALID: async (world: World) =>
    world.https('bank.test:443', await certificate(undefined, { selfSigned: true }), (_request, response) =>
      response.end('sealed'),
    ),
  ERR_TOO_MANY_REDIRECTS: (world: World) =>
    world.https('bank.test:443', leaf, (_request, response) =>
      response.writeHead(302, { Location: 'http://bank.test/login' }).end(),
    ),
};

for (const [error, open] of Object.entries(broken)) {
  test(`https-first falls back after ${error}, without a word, and then stays on http`, async (t) => {
    const world = new World(t);
    const plain = await plainServer(world);
    await open(world);
    const limits = error === 'ERR_TIMED_OUT' ? { limits: { upgrade: 100 } } : {};
    const browser = world.browser({ ...first, ...limits });
    await browser.visit('http://bank.test/login');
    t.deepEqual(shown(world), ['http://bank.test/login not-secure']);
    t.deepEqual(world.of('navigation-fell-back'), [
      {
        type: 'navigation-fell-back',
        lane: 'lane',
        from: 'https://bank.test/login',
        to: 'http://bank.test/login',
        error,
      },
    ]);
    await browser.submit('f', { a: 'b' });
    await browser.visit('http://bank.test/');
    t.deepEqual(plain.requests, ['GET /login', 'POST /in', 'GET /']);
    t.is(world.of('navigation-upgraded').length, 1);
  });

  test(`https-only warns after ${error} and sends nothing over http`, async (t) => {
    const world = new World(t);
    const plain = await plainServer(world);
    await open(world);
    const limits = error === 'ERR_TIMED_OUT' ? { limits: { upgrade: 100 } } : {};
    const browser = world.browser({ ...like({ browses: 'https-only', clicksThrough: true }), ...limits });
    await browser.visit('http://bank.test/login');
    t.deepEqual(shown(world), ['http://bank.test/login not-secure ERR_BLOCKED_BY_CLIENT']);
    t.is(world.page().title, 'bank.test');
    t.is(world.page().text, 'This site doesn’t support a secure connection');
    t.is(world.page().status, 0);
    await browser.submit('f', { a: 'b' });
    t.is(world.of('form-not-sent')[0]?.reason, 'no page is shown');
    t.is(plain.knocks, 0);
    t.is(world.of('navigation-fell-back').length, 0);
  });
}

test('a name that nobody knows says nothing of https: its error is shown, and there is no fall-back', async (t) => {
  const world = new World(t);
  await world.browser(first).visit('http://nobody.test/');
  t.deepEqual(shown(world), ['https://nobody.test/ unreachable ERR_NAME_NOT_RESOLVED']);
  t.is(world.of('navigation-fell-back').length, 0);
});

test('https-first does not come back to http for a host that asked for https', async (t) => {
  const world = new World(t);
  const plain = await plainServer(world);
  await world.closed('bank.test:443');
  await world.browser({ ...first, preload: ['bank.test'] }).visit('http://bank.test/');
  t.deepEqual(shown(world), ['https://bank.test/ unreachable ERR_CONNECTION_REFUSED']);
  t.is(plain.knocks, 0);
});

test('an address typed with https is never taken to http', async (t) => {
  const world = new World(t);
  const plain = await plainServer(world);
  await world.closed('bank.test:443');
  await world.browser(first).visit('https://bank.test/');
  t.deepEqual(shown(world), ['https://bank.test/ unreachable ERR_CONNECTION_REFUSED']);
  t.is(plain.knocks, 0);
});

test('a form in an https page that points to http is not sent there by a browser that is https only', async (t) => {
  const world = new World(t);
  const plain = await plainServer(world);
  await world.https('bank.test:443', leaf, (request, response) => {
    if (request.method === 'POST') {
      request.socket.destroy();
      return;
    }
    response.setHeader('Content-Type', 'text/html');
    response.end('<form id=f method=post action="http://bank.test/in"><input name=a></form>');
  });
  const browser = world.browser(only);
  await browser.visit('https://bank.test/');
  await browser.submit('f', { a: 'b' });
  t.is(world.page(-1).error, 'ERR_BLOCKED_BY_CLIENT');
  t.is(plain.knocks, 0);
});
