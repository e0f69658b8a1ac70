import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { parse, type ParserError } from 'parse5';
import { openBank } from '../../../lab/bank/bank.ts';
import { openAuthority } from '../../../lab/certificates/authority.ts';
import type { BankBooked, LabFact } from '../../../lab/facts/facts.ts';
import { LIMITS } from '../../../lab/limits.ts';
import type { Endpoint } from '../../../lab/network.ts';
import { Seeded } from '../../../lab/seed.ts';
import { type BankSettings, ORDINARY } from '../../../lab/settings.ts';
import { Customer, tokenIn } from '../../helpers/customer.ts';
import { knock } from '../../helpers/knocking.ts';

const PASSWORD = 'tulip-orbit-42';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

const authority = await openAuthority('Test Root');
const leaf = await authority.issue({ names: ['bank.test'] });

/** A bank that is closed when the test is over, the facts it said, and customers for its doors. */
async function open(t: ExecutionContext, settings: Partial<BankSettings> = {}) {
  const facts: LabFact[] = [];
  const bank = await openBank({
    lane: 'lane',
    settings: { ...ORDINARY.bank, ...settings },
    seed: new Seeded('seed'),
    password: PASSWORD,
    leaf,
    emit: (fact) => facts.push(fact),
  });
  const customers: Customer[] = [];
  t.teardown(async () => {
    for (const customer of customers) customer.leave();
    await bank.close();
  });
  const customer = (endpoint: Endpoint | undefined, tls = false): Customer => {
    if (!endpoint) throw new Error('the bank does not listen there');
    const made = new Customer(endpoint, tls ? authority.certificate : undefined);
    customers.push(made);
    return made;
  };
  return { bank, facts, customer };
}

function bookings(facts: readonly LabFact[]): BankBooked[] {
  return facts.filter((fact) => fact.type === 'bank-booked');
}

function parseErrors(body: string): ParserError[] {
  const errors: ParserError[] = [];
  parse(body, { onParseError: (error) => errors.push(error) });
  return errors;
}

for (const scheme of ['http', 'https'] as const) {
  test(`Alice signs in over ${scheme}, sees her account, and signs out`, async (t) => {
    const { bank, facts, customer } = await open(t);
    const alice = customer(bank[scheme], scheme === 'https');
    t.is((await alice.ask('/account')).headers.location, '/login');

    const signedIn = await alice.signIn('alice', PASSWORD);
    t.is(signedIn.status, 303);
    t.is(signedIn.headers.location, '/account');
    const account = await alice.ask('/account');
    t.is(account.status, 200);
    t.true(account.body.includes('Welcome, Alice'));
    t.true(account.body.includes(bank.balance));
    t.regex(bank.balance, /^\d,\d{3}\.\d{2}$/);

    const cookie = alice.cookie;
    const signedOut = await alice.post('/logout', { csrf: tokenIn(account.body) });
    t.is(signedOut.headers.location, '/');
    t.is(alice.cookie, '');
    alice.cookie = cookie;
    t.is((await alice.ask('/account')).headers.location, '/login');

    t.deepEqual(bookings(facts), [
      { type: 'bank-booked', lane: 'lane', scheme, event: 'signed-in', user: 'alice', balance: bank.balance },
      { type: 'bank-booked', lane: 'lane', scheme, event: 'signed-out', user: 'alice' },
    ]);
    t.deepEqual(
      facts.filter((fact) => fact.type === 'secret-planted'),
      [{ type: 'secret-planted', lane: 'lane', name: 'session cookie', value: cookie }],
    );
  });
}

test('the session cookie has the attributes that the settings say', async (t) => {
  const ordinary = await open(t);
  const answer = await ordinary.customer(ordinary.bank.https, true).ask('/login');
  t.regex(answer.headers['set-cookie']?.[0] ?? '', /^session=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/);

  const careful = await open(t, { secureCookie: true });
  const secured = await careful.customer(careful.bank.https, true).signIn('alice', PASSWORD);
  t.regex(secured.headers['set-cookie']?.[0] ?? '', /; Secure(;|$)/);
});

test('the bank logs each answer with the path as it was asked for', async (t) => {
  const { bank, facts, customer } = await open(t);
  await customer(bank.http).ask('/?from=paper%20ad');
  await customer(bank.https, true).ask('/login', { method: 'HEAD' });
  t.deepEqual(
    facts.filter((fact) => fact.type === 'bank-answered'),
    [
      {
        type: 'bank-answered',
        lane: 'lane',
        scheme: 'http',
        method: 'GET',
        path: '/?from=paper%20ad',
        status: 200,
      },
      { type: 'bank-answered', lane: 'lane', scheme: 'https', method: 'HEAD', path: '/login', status: 200 },
    ],
  );
});

test('a request that makes no URL is answered and logged too', async (t) => {
  const { bank, facts, customer } = await open(t);
  const answer = await customer(bank.http).ask('/', { headers: { Host: 'a b' } });
  t.is(answer.status, 400);
  await bank.close();
  t.deepEqual(facts.at(-1), {
    type: 'bank-answered',
    lane: 'lane',
    scheme: 'http',
    method: 'GET',
    path: '/',
    status: 400,
  });
});

test('a wrong password, an unknown user and Bob are refused alike', async (t) => {
  const { bank, facts, customer } = await open(t);
  const stranger = customer(bank.http);
  for (const [user, password] of [
    ['alice', 'wrong'],
    ['nobody', PASSWORD],
    ['bob', PASSWORD],
    ['alice', ''],
  ] as const) {
    const answer = await stranger.signIn(user, password);
    t.is(answer.status, 401, user);
    t.true(answer.body.includes('User or password is wrong.'));
    t.deepEqual(parseErrors(answer.body), []);
  }
  t.deepEqual(
    bookings(facts).map(({ event, user }) => `${event} ${user}`),
    ['alice', 'nobody', 'bob', 'alice'].map((user) => `sign-in-refused ${user}`),
  );
  t.is((await stranger.ask('/account')).status, 303);
});

test('a form with no token, a wrong one, or one from another browser is refused', async (t) => {
  const { bank, facts, customer } = await open(t);
  const [alice, mallory] = [customer(bank.http), customer(bank.http)];
  const foreign = tokenIn((await mallory.ask('/login')).body);
  await alice.signIn('alice', PASSWORD);
  const own = tokenIn((await alice.ask('/transfer')).body);
  t.not(own, foreign);
  for (const csrf of ['', 'x', foreign, `${own.slice(0, -2)}__`]) {
    t.is((await alice.post('/transfer', { receiver: 'bob', amount: '1', csrf })).status, 403, csrf);
    t.is((await alice.post('/logout', { csrf })).status, 403, csrf);
    t.is((await alice.post('/login', { user: 'alice', password: PASSWORD, csrf })).status, 403, csrf);
  }
  t.is(
    (await customer(bank.http).post('/login', { user: 'alice', password: PASSWORD, csrf: own })).status,
    403,
  );
  t.is(bookings(facts).length, 1);
  t.is((await alice.ask('/account')).status, 200);
});

test('a transfer is booked once, and shown', async (t) => {
  const { bank, facts, customer } = await open(t);
  const alice = customer(bank.https, true);
  await alice.signIn('alice', PASSWORD);
  const before = Number(bank.balance.replace(',', ''));
  const answer = await alice.submit('/transfer', '/transfer', { receiver: 'bob', amount: '25.5' });
  t.is(answer.headers.location, '/account');
  t.is(Number(bank.balance.replace(',', '')).toFixed(2), (before - 25.5).toFixed(2));

  const { body } = await alice.ask('/account');
  t.is(body.split('Transfer to bob').length, 2);
  t.true(body.includes('-25.50'));
  t.deepEqual(bookings(facts).slice(1), [
    {
      type: 'bank-booked',
      lane: 'lane',
      scheme: 'https',
      event: 'transfer-booked',
      user: 'alice',
      balance: bank.balance,
      receiver: 'bob',
      amount: '25.50',
    },
  ]);
});

test('a transfer that cannot be is refused with a reason, and nothing is booked', async (t) => {
  const { bank, facts, customer } = await open(t);
  const alice = customer(bank.http);
  await alice.signIn('alice', PASSWORD);
  const before = bank.balance;
  for (const [receiver, amount, reason] of [
    ['bob', '0', 'Please give an amount'],
    ['bob', '-5', 'Please give an amount'],
    ['bob', 'lots', 'Please give an amount'],
    ['bob', '900,000.00', 'does not cover'],
    [' ', '1', 'Please name a receiver'],
    ['b'.repeat(101), '1', 'Please name a receiver'],
  ] as const) {
    const answer = await alice.submit('/transfer', '/transfer', { receiver, amount });
    t.is(answer.status, 422);
    t.true(answer.body.includes(reason), `${receiver} ${amount}`);
  }
  t.is(bank.balance, before);
  t.deepEqual(
    new Set(
      bookings(facts)
        .slice(1)
        .map(({ event }) => event),
    ),
    new Set(['transfer-refused']),
  );
});

test('nobody can be made to sign in under a session cookie that was known before', async (t) => {
  const { bank, customer } = await open(t);
  const [alice, mallory] = [customer(bank.http), customer(bank.http)];
  await mallory.ask('/login');
  for (const planted of [mallory.cookie, 'chosen-by-mallory']) {
    alice.cookie = planted;
    t.is((await alice.signIn('alice', PASSWORD)).status, 303);
    t.not(alice.cookie, planted);
    mallory.cookie = planted;
    t.is((await mallory.ask('/account')).headers.location, '/login');
  }

  const first = alice.cookie;
  await alice.signIn('alice', PASSWORD);
  mallory.cookie = first;
  t.is((await mallory.ask('/account')).headers.location, '/login');
});

test('hostile input comes back as text', async (t) => {
  const { bank, facts, customer } = await open(t);
  const alice = customer(bank.http);
  await alice.signIn('<script>alert(1)</script>', 'x');
  await alice.signIn('alice', PASSWORD);
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
  const refused = await alice.submit('/transfer', '/transfer', { receiver: hostile, amount: hostile });
  t.is(refused.status, 422);
  await alice.submit('/transfer', '/transfer', { receiver: hostile, amount: '1' });
  const account = await alice.ask('/account');
  for (const { body } of [refused, account]) {
    t.true(body.includes('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img'));
    t.notRegex(body, /<script|<img/);
    t.deepEqual(parseErrors(body), []);
  }
  t.is(bookings(facts).at(-1)?.receiver, hostile);
});

test('every page parses without an error and carries its headers', async (t) => {
  const { bank, customer } = await open(t);
  const alice = customer(bank.http);
  const anonymous = [await alice.ask('/'), await alice.ask('/login'), await alice.ask('/nothing')];
  await alice.signIn('alice', PASSWORD);
  for (const { body, headers } of [...anonymous, await alice.ask('/account'), await alice.ask('/transfer')]) {
    t.deepEqual(parseErrors(body), []);
    t.is(headers['content-type'], 'text/html; charset=UTF-8');
    t.is(headers['cache-control'], 'no-store');
    t.is(headers['x-content-type-options'], 'nosniff');
    t.regex(
      String(headers['content-security-policy']),
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='/,
    );
  }
});

test('forms are found by their ids', async (t) => {
  const { bank, customer } = await open(t);
  const alice = customer(bank.http);
  t.true((await alice.ask('/login')).body.includes('<form id="login" method="post" action="/login">'));
  await alice.signIn('alice', PASSWORD);
  t.true(
    (await alice.ask('/transfer')).body.includes('<form id="transfer" method="post" action="/transfer">'),
  );
  t.true((await alice.ask('/account')).body.includes('<form id="logout" method="post" action="/logout">'));
});

test('what the bank does not know is 404, what it does not do is 405, what is no form is 415', async (t) => {
  const { bank, customer } = await open(t);
  const stranger = customer(bank.http);
  t.is((await stranger.ask('/admin')).status, 404);
  t.is((await stranger.ask('/admin', { method: 'POST', body: 'x' })).status, 404);
  for (const [path, method, allow] of [
    ['/', 'POST', 'GET, HEAD'],
    ['/login', 'DELETE', 'GET, HEAD, POST'],
    ['/logout', 'GET', 'POST'],
  ] as const) {
    const answer = await stranger.ask(path, { method });
    t.is(answer.status, 405, `${method} ${path}`);
    t.is(answer.headers.allow, allow);
  }
  t.is((await stranger.ask('/login', { method: 'POST', body: '{}' })).status, 415);
});

test('a body beyond the limit is refused, its length announced or not', async (t) => {
  const { bank, customer } = await open(t);
  const body = `user=${'a'.repeat(LIMITS.body)}`;
  const announced = await customer(bank.http).ask('/login', { method: 'POST', headers: FORM, body });
  t.is(announced.status, 413);
  const chunked = { ...FORM, 'Transfer-Encoding': 'chunked' };
  t.is((await customer(bank.http).ask('/login', { method: 'POST', headers: chunked, body })).status, 413);
});

test('a form in chunks is taken as one whose length is announced', async (t) => {
  const { bank, customer } = await open(t);
  const alice = customer(bank.http);
  const csrf = tokenIn((await alice.ask('/login')).body);
  const chunked = { ...FORM, 'Transfer-Encoding': 'chunked' };
  const send = (body: string, headers: Record<string, string> = chunked) =>
    alice.ask('/login', { method: 'POST', headers, body });
  t.is((await send('user=alice')).status, 403);
  t.is((await send('user=alice', { 'Transfer-Encoding': 'chunked' })).status, 415);
  t.is((await send('')).status, 403);
  const form = new URLSearchParams({ user: 'alice', password: PASSWORD, csrf });
  t.is((await send(form.toString())).status, 303);
});

for (const scheme of ['http', 'https'] as const) {
  test(`a customer who ends his side after his request gets the answer over ${scheme}`, async (t) => {
    const { bank } = await open(t);
    const port = bank[scheme]?.port ?? 0;
    const raw = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const ca = authority.certificate;
    const socket = scheme === 'http' ? raw : connectTls({ socket: raw, servername: 'bank.test', ca });
    await once(socket, scheme === 'http' ? 'connect' : 'secureConnect');
    // The end is heard before there is an answer.
    socket.end(
      `POST /logout HTTP/1.1\r\nHost: bank.test\r\nContent-Type: ${FORM['Content-Type']}\r\nContent-Length: 3\r\n\r\na=b`,
    );
    let heard = '';
    for await (const chunk of socket) heard += String(chunk);
    t.regex(heard, /^HTTP\/1\.1 403 .*<\/html>/s);
  });
}

test('port 80 can send everyone to 443', async (t) => {
  const { bank, facts, customer } = await open(t, { http: 'redirect' });
  const stranger = customer(bank.http);
  const answer = await stranger.ask('/login?from=80');
  t.is(answer.status, 308);
  t.is(answer.headers.location, 'https://bank.test/login?from=80');
  t.is((await stranger.ask('//evil.test/')).headers.location, 'https://bank.test//evil.test/');
  t.true(facts.some((fact) => fact.type === 'bank-answered' && fact.status === 308));
});

test('TLS can be served on 80 and plain HTTP on 443', async (t) => {
  const { bank, facts, customer } = await open(t, { http: 'tls', https: 'plain' });
  t.is((await customer(bank.http, true).signIn('alice', PASSWORD)).status, 303);
  t.is((await customer(bank.https).signIn('alice', PASSWORD)).status, 303);
  t.deepEqual(
    bookings(facts).map(({ scheme }) => scheme),
    ['https', 'http'],
  );
  await t.throwsAsync(customer(bank.https, true).ask('/'));
});

test('the bank says where it listens, and has no door where it is closed', async (t) => {
  const both = await open(t);
  t.deepEqual<unknown, unknown>(both.facts, [
    { type: 'listener-opened', lane: 'lane', role: 'bank-http', ...both.bank.http, logical: 'bank.test:80' },
    {
      type: 'listener-opened',
      lane: 'lane',
      role: 'bank-https',
      ...both.bank.https,
      logical: 'bank.test:443',
    },
  ]);
  const none = await open(t, { http: 'closed', https: 'closed' });
  t.deepEqual(none.facts, []);
  t.false('http' in none.bank || 'https' in none.bank);
});

test('close ends connections at any stage and leaves no door open', async (t) => {
  const { bank, customer } = await open(t);
  const doors = [bank.http, bank.https].filter((door) => door !== undefined);
  t.is(doors.length, 2);
  await customer(bank.https, true).ask('/');
  const ended = doors.map(async ({ address, port }) => {
    const silent = connect({ host: address, port });
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    return { closed: once(silent, 'close') };
  });
  const silent = await Promise.all(ended);
  await Promise.all([bank.close(), bank.close()]);
  await Promise.all(silent.map(({ closed }) => closed));
  t.deepEqual(await Promise.all(doors.map(knock)), ['ECONNREFUSED', 'ECONNREFUSED']);
});

for (const scheme of ['http', 'https'] as const) {
  test(`whoever opens an account over ${scheme} is signed in, and signs in again with their own password`, async (t) => {
    const { bank, facts, customer } = await open(t, { signUp: true });
    const mia = customer(bank[scheme], scheme === 'https');
    const opened = await mia.submit('/sign-up', '/sign-up', { user: 'mia', password: 'blue boat 7' });
    t.is(opened.headers.location, '/account');
    t.regex((await mia.ask('/account')).body, /Welcome, Mia/);
    const again = customer(bank[scheme], scheme === 'https');
    t.is((await again.signIn('mia', 'blue boat 7')).status, 303);
    t.is((await again.signIn('mia', 'blue boat 8')).status, 401);
    t.deepEqual(
      bookings(facts).map(({ event, user }) => `${event} ${user}`),
      ['account-opened mia', 'signed-in mia', 'signed-in mia', 'sign-in-refused mia'],
    );
  });
}

test('an account is refused with the reason, and nobody else’s is touched', async (t) => {
  const { bank, facts, customer } = await open(t, { signUp: true });
  const other = customer(bank.http);
  const refused = async (user: string, password: string): Promise<string> => {
    const { status, body } = await other.submit('/sign-up', '/sign-up', { user, password });
    t.is(status, 422);
    return /role="alert">([^<]*)/.exec(body)?.[1] ?? '';
  };
  t.regex(await refused('alice', 'long enough'), /has an account already/);
  t.regex(await refused('mi', 'long enough'), /choose a user of 3 to 20/);
  t.regex(await refused('<b>mia', 'long enough'), /choose a user of 3 to 20/);
  for (const word of ['login', 'count'])
    t.regex(await refused(word, 'long enough'), /is a word of our pages/);
  t.regex(await refused('mia', 'short'), /choose a password of 8 to 100/);
  t.true(bookings(facts).every(({ event }) => event === 'account-refused'));
  t.is((await other.signIn('alice', PASSWORD)).status, 303);
});

test('a bank that opens no accounts has no page for it', async (t) => {
  const { bank, customer } = await open(t);
  const visitor = customer(bank.http);
  t.is((await visitor.ask('/sign-up')).status, 404);
  t.false((await visitor.ask('/login')).body.includes('sign-up'));
});
