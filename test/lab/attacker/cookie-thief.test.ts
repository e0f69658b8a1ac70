import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { CookieThief } from '../../../lab/attacker/cookie-thief.ts';
import type { ExchangeRead, HeaderList } from '../../../lab/facts/facts.ts';
import { LIMITS } from '../../../lab/limits.ts';
import { notebook, serve, testAuthority } from '../../helpers/attacker.ts';
import { signIn, wholeLane } from '../../helpers/whole-lab.ts';

const trusted = await testAuthority('Public Authority');

function read(headers: HeaderList): ExchangeRead {
  const body = new Uint8Array(0);
  return {
    type: 'exchange-read',
    lane: 'test',
    connection: 7,
    request: { method: 'GET', url: 'http://bank.test/', headers, body },
    response: { status: 200, headers: [], body },
  };
}

/** A thief who has read a cookie, and where the bank's doors are. */
async function thief(t: ExecutionContext, doors: Record<string, net.Server>, cookie = 'session=abc') {
  const ports = new Map<string, number>();
  for (const [logical, server] of Object.entries(doors)) ports.set(logical, await serve(t, server));
  const notes = notebook();
  const made = new CookieThief({
    lane: 'test',
    host: 'bank.test',
    bankAuthority: trusted.certificate,
    destinations: (logical) => {
      const port = ports.get(logical);
      return port === undefined ? undefined : { address: '127.0.0.1', port };
    },
    emit: notes.emit,
  });
  made.see(read([['cookie', cookie]]));
  return { ...notes, thief: made };
}

async function bankOverTls(answer: http.RequestListener): Promise<https.Server> {
  const { key, certificate } = await trusted.issue({ names: ['bank.test'] });
  return https.createServer({ key, cert: certificate }, answer);
}

test('The last cookie that was read in clear opens the account, over TLS where the bank has it', async (t) => {
  const seen: unknown[] = [];
  const lane = await thief(t, {
    'bank.test:80': http.createServer(() => t.fail('the thief came in clear')),
    'bank.test:443': await bankOverTls(({ url, headers }, response) => {
      seen.push([url, headers.host, headers.cookie]);
      response.end('<title>Your account</title><h1>Welcome, Alice</h1>');
    }),
  });
  lane.thief.see(read([['Cookie', 'session=new; theme=dark']]));
  lane.thief.see(read([['Host', 'bank.test']]));
  await lane.thief.use();
  t.deepEqual(seen, [['/account', 'bank.test', 'session=new; theme=dark']]);
  t.deepEqual(lane.facts, [
    {
      type: 'session-hijacked',
      lane: 'test',
      cookie: 'session=new; theme=dark',
      connection: 7,
      url: 'https://bank.test/account',
      status: 200,
      title: 'Your account',
      text: 'Welcome, Alice',
    },
  ]);
});

test('A bank without TLS is visited in clear', async (t) => {
  const lane = await thief(t, { 'bank.test:80': http.createServer((_, response) => response.end('hello')) });
  await lane.thief.use();
  t.is(lane.of('session-hijacked')[0]?.url, 'http://bank.test/account');
});

test('A bank whose port 443 speaks no TLS is visited where the victim was heard', async (t) => {
  const lane = await wholeLane(t, {
    visit: 'http://bank.test:443/login',
    bank: { http: 'closed', https: 'plain' },
  });
  await signIn(lane);
  await lane.attacker.useStolenCookie();
  t.deepEqual(lane.of('hijacking-failed'), []);
  t.like(lane.of('session-hijacked')[0], { url: 'http://bank.test:443/account', status: 200 });
});

const turnedAway: http.RequestListener = (_, response) =>
  response.writeHead(303, { Location: '/login' }).end();

test('Whatever goes wrong is said, and nothing rejects', async (t) => {
  const impostor = await testAuthority('Impostor');
  const { key, certificate } = await impostor.issue({ names: ['bank.test'] });
  const cases: [doors: Record<string, net.Server>, status: number, reason: RegExp][] = [
    [{}, 0, /closed/],
    [{ 'bank.test:443': await bankOverTls(turnedAway) }, 303, /answered 303/],
    [{ 'bank.test:443': https.createServer({ key, cert: certificate }) }, 0, /did not answer/],
    [{ 'bank.test:80': net.createServer((socket) => socket.end('no http')) }, 0, /did not answer/],
    [{ 'bank.test:80': net.createServer((socket) => socket.resetAndDestroy()) }, 0, /did not answer/],
  ];
  for (const [doors, status, reason] of cases) {
    const lane = await thief(t, doors);
    await lane.thief.use();
    t.is(lane.facts.length, 1);
    t.like(lane.of('hijacking-failed')[0], { cookieRead: true, status });
    t.regex(lane.of('hijacking-failed')[0]?.reason ?? '', reason);
  }
});

test('A cookie that no header can carry ends as a failure', async (t) => {
  const bank = http.createServer((_, response) => response.end());
  const lane = await thief(t, { 'bank.test:80': bank }, 'session=\u0001\n');
  await lane.thief.use();
  t.is(lane.of('hijacking-failed').length, 1);
});

test('A page without end is read to the bound', async (t) => {
  const chunk = 'x'.repeat(65_536);
  const endless: http.RequestListener = (_, response) => {
    response.write('<title>Endless</title>');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  };
  const lane = await thief(t, { 'bank.test:80': http.createServer(endless) });
  await lane.thief.use();
  t.like(lane.of('session-hijacked')[0], { title: 'Endless' });
  t.true((lane.of('session-hijacked')[0]?.text.length ?? 0) <= LIMITS.pageText);
});

test('Closing ends what is under way, without a word', async (t) => {
  const asked = Promise.withResolvers<void>();
  const silent = http.createServer(() => asked.resolve());
  const lane = await thief(t, { 'bank.test:80': silent });
  const using = lane.thief.use();
  await asked.promise;
  await lane.thief.close();
  await using;
  t.deepEqual(lane.facts, []);
});

test('One plain request after a sealed login gives the session away; a Secure cookie does not travel', async (t) => {
  for (const secureCookie of [false, true]) {
    const lane = await wholeLane(t, {
      visit: 'https://bank.test/login',
      bank: { http: 'redirect', secureCookie },
    });
    await signIn(lane);
    await lane.attacker.useStolenCookie();
    t.like(
      lane.of('hijacking-failed').at(-1),
      { cookieRead: false, status: 0 },
      'nothing was in clear so far',
    );
    await lane.victim.visit('http://bank.test/account');
    const connections = lane.of('connection-opened').length;
    await lane.attacker.useStolenCookie();
    t.is(lane.of('connection-opened').length, connections, "not on the victim's path");
    if (secureCookie) {
      t.is(lane.of('hijacking-failed').length, 2);
      t.deepEqual(lane.of('session-hijacked'), []);
    } else {
      const [hijacked] = lane.of('session-hijacked');
      t.like(hijacked, { title: 'Your account · Harbour Bank', url: 'https://bank.test/account' });
      t.regex(hijacked?.text ?? '', /Welcome, Alice/);
    }
  }
});
