import { Server as HttpsServer, type ServerOptions } from 'node:https';
import type { Server, Socket } from 'node:net';
import test from 'ava';
import { ORDINARY } from '../../../lab/settings.ts';
import { certificate, World } from './world.ts';

const authority = await certificate();
const good = await certificate(authority);
const trusted = [authority.cert];
const selfSigned = await certificate(undefined, { cn: 'bank.test', selfSigned: true });
const settings = { ...ORDINARY.victim, clicksThrough: true };
const FORM = '<h1>Sign in</h1><form id=login method=post><input name=password></form>';

async function bank(world: World, options: ServerOptions, requests: string[] = []): Promise<Server> {
  return world.https('bank.test:443', options, (request, response) => {
    requests.push(`${request.method ?? ''} ${request.headers.cookie ?? ''}`.trim());
    response.setHeader('Content-Type', 'text/html');
    response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    response.setHeader('Set-Cookie', 'sid=1; Secure');
    response.end(FORM);
  });
}

const shown = (world: World): string[] =>
  world.of('page-shown').map(({ status, security, error }) => `${status} ${security} ${error ?? ''}`.trim());

test('who clicks through sees the warning, then the page, and can send its form', async (t) => {
  const world = new World(t);
  const requests: string[] = [];
  await bank(world, selfSigned, requests);
  const browser = world.browser({ settings, trusted });
  await browser.visit('https://bank.test/login');
  await browser.submit('login', { password: 'secret' });
  t.deepEqual(shown(world), [
    '0 certificate-error ERR_CERT_AUTHORITY_INVALID',
    '200 certificate-error ERR_CERT_AUTHORITY_INVALID',
    '200 certificate-error ERR_CERT_AUTHORITY_INVALID',
  ]);
  t.is(world.page(0).title, 'Privacy error');
  t.is(world.page(1).text, 'Sign in');
  t.deepEqual(requests, ['GET', 'POST sid=1']);
});

test('who does not click through sends nothing', async (t) => {
  const world = new World(t);
  const requests: string[] = [];
  await bank(world, selfSigned, requests);
  const browser = world.browser({ trusted });
  await browser.visit('https://bank.test/login');
  await browser.submit('login', { password: 'secret' });
  t.deepEqual(shown(world), ['0 certificate-error ERR_CERT_AUTHORITY_INVALID']);
  t.is(world.of('form-not-sent').length, 1);
  t.deepEqual(requests, []);
});

test('a host that asked for https lets nobody click through', async (t) => {
  const world = new World(t);
  const requests: string[] = [];
  await bank(world, selfSigned, requests);
  await world.browser({ settings, trusted, preload: ['bank.test'] }).visit('https://bank.test/');
  t.deepEqual(shown(world), ['0 certificate-error ERR_CERT_AUTHORITY_INVALID']);
  t.deepEqual(requests, []);
});

test('what a page says of HSTS does not count where its certificate was clicked through', async (t) => {
  const world = new World(t);
  await bank(world, selfSigned);
  await world.http('bank.test:80', (_request, response) => response.end());
  const browser = world.browser({ settings, trusted });
  await browser.visit('https://bank.test/');
  await browser.visit('http://bank.test/');
  t.is(world.page(-1).security, 'not-secure');
  t.is(world.of('navigation-upgraded').length, 0);
});

test('one click is for one certificate: another one is warned of again', async (t) => {
  const world = new World(t);
  const open: Socket[] = [];
  const first = await bank(world, selfSigned);
  first.on('connection', (socket: Socket) => open.push(socket));
  const browser = world.browser({ settings, trusted });
  await browser.visit('https://bank.test/');
  for (const socket of open) socket.destroy();
  await bank(world, await certificate(undefined, { cn: 'bank.test', selfSigned: true }));
  await browser.visit('https://bank.test/');
  t.deepEqual(shown(world).length, 4);
  t.is(world.page(2).status, 0);
});

test('a click for one host lets no other in', async (t) => {
  const world = new World(t);
  const wrong = await certificate(authority, { names: ['bank.test'] });
  await world.https('bank.test:443', selfSigned, (_request, response) => response.end());
  await world.https('other.test:443', wrong, (_request, response) => response.end());
  const browser = world.browser({ settings, trusted });
  await browser.visit('https://bank.test/');
  await browser.visit('https://other.test/');
  t.is(world.page(2).error, 'ERR_CERT_COMMON_NAME_INVALID');
  t.is(world.page(2).status, 0);
});

test('a server that shows a new bad certificate each time is given up on', async (t) => {
  const world = new World(t);
  const server = await world.https('bank.test:443', selfSigned, (_request, response) => response.end());
  const many = await Promise.all(
    Array.from({ length: 4 }, () => certificate(undefined, { cn: 'bank.test', selfSigned: true })),
  );
  server.on('connection', () => {
    const next = many.pop();
    if (next !== undefined && server instanceof HttpsServer) server.setSecureContext(next);
  });
  await world.browser({ settings, trusted, limits: { redirects: 2 } }).visit('https://bank.test/');
  t.deepEqual(
    shown(world),
    Array.from({ length: 3 }, () => '0 certificate-error ERR_CERT_AUTHORITY_INVALID'),
  );
});

test('a server that asks for a client certificate gets it, and refuses who has none', async (t) => {
  const customers = await certificate(undefined, { cn: 'Customers' });
  const own = await certificate(customers, { cn: 'Alice' });
  const stranger = await certificate(await certificate(undefined, { cn: 'Others' }), { cn: 'Alice' });
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const world = new World(t);
    const options = { ...good, requestCert: true, ca: customers.cert, rejectUnauthorized: true };
    await bank(world, { ...options, minVersion: version, maxVersion: version });
    const clientCertificate = { certificate: own.cert, key: own.key };
    await world.browser({ trusted, clientCertificate }).visit('https://bank.test/');
    t.is(world.page().security, 'secure');

    await world.browser({ trusted }).visit('https://bank.test/');
    t.is(world.page(-1).security, 'unreachable');
    t.is(world.page(-1).error, 'ERR_BAD_SSL_CLIENT_AUTH_CERT');

    const wrong = { certificate: stranger.cert, key: stranger.key };
    await world.browser({ trusted, clientCertificate: wrong }).visit('https://bank.test/');
    t.is(world.page(-1).security, 'unreachable');
    t.is(world.of('exchange-made').length, 1);
  }
});
