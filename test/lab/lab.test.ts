import test, { type ExecutionContext } from 'ava';
import type { LabFact } from '../../lab/facts/facts.ts';
import { openLab } from '../../lab/lab.ts';
import {
  type AttackerSettings,
  type BankSettings,
  type LaneSettings,
  ORDINARY,
  type VictimSettings,
} from '../../lab/settings.ts';
import type { Browser } from '../../lab/victim/browser.ts';

/** How a test's lane differs from an ordinary one. */
interface Different {
  readonly visit?: string;
  readonly bank?: Partial<BankSettings>;
  readonly attacker?: Partial<AttackerSettings>;
  readonly victim?: Partial<VictimSettings>;
}

/** A lane that is closed with the test: its victim, and what happened in it. */
class TestLane {
  readonly victim: Browser;
  readonly password: string;
  readonly #facts: readonly LabFact[];

  constructor(victim: Browser, password: string, facts: readonly LabFact[]) {
    this.victim = victim;
    this.password = password;
    this.#facts = facts;
  }

  of<T extends LabFact['type']>(type: T): Extract<LabFact, { type: T }>[] {
    return this.#facts.filter((fact): fact is Extract<LabFact, { type: T }> => fact.type === type);
  }

  /** What was shown, one line a page. */
  get pages(): string[] {
    return this.of('page-shown').map(({ url, status, security, error }) =>
      [url, status, security, error ?? ''].join(' ').trim(),
    );
  }

  /** The doors that anybody knocked at, in order. */
  get doors(): string[] {
    return this.of('connection-opened').map(({ logical }) => logical);
  }

  /** What passed in one direction at a door, as the tap recorded it. */
  captured(logical: string, direction: 'to-bank' | 'to-victim'): Buffer {
    const there = this.of('connection-opened').filter((fact) => fact.logical === logical);
    const ids = new Set(there.map(({ connection }) => connection));
    const segments = this.of('segment-captured').filter(
      (fact) => ids.has(fact.connection) && fact.direction === direction,
    );
    return Buffer.concat(segments.map(({ bytes }) => bytes));
  }

  signIn(): Promise<void> {
    return this.victim.submit('login', { user: 'alice', password: this.password });
  }

  /** Whether the bank let Alice in. */
  get signedIn(): boolean {
    return this.of('bank-booked').some(({ event }) => event === 'signed-in');
  }
}

async function open(t: ExecutionContext, different: Different = {}): Promise<TestLane> {
  const settings: LaneSettings = {
    title: t.title,
    visit: different.visit ?? 'https://bank.test/login',
    bank: { ...ORDINARY.bank, ...different.bank },
    attacker: { ...ORDINARY.attacker, ...different.attacker },
    victim: { ...ORDINARY.victim, ...different.victim },
  };
  const facts: LabFact[] = [];
  const lab = await openLab({
    lanes: { lane: settings },
    seed: t.title,
    emit: (fact) => facts.push(fact),
  });
  t.teardown(() => lab.close());
  const lane = lab.lanes.get('lane');
  if (lane === undefined) throw new Error('no lane');
  return new TestLane(lane.victim, lane.secrets['password'] ?? '', facts);
}

const SECURE = 'https://bank.test/login 200 secure';

for (const [certificate, error] of [
  ['expired', 'ERR_CERT_DATE_INVALID'],
  ['wrong-name', 'ERR_CERT_COMMON_NAME_INVALID'],
  ['self-signed', 'ERR_CERT_AUTHORITY_INVALID'],
  ['unknown-authority', 'ERR_CERT_AUTHORITY_INVALID'],
] as const) {
  test(`${certificate}: the victim is told ${error}, and no form leaves`, async (t) => {
    const lane = await open(t, { bank: { certificate } });
    await lane.victim.visit('/login');
    await lane.signIn();
    t.deepEqual(lane.pages, [`https://bank.test/login 0 certificate-error ${error}`]);
    t.is(lane.of('form-not-sent').length, 1);
    t.is(lane.of('bank-answered').length, 0);
  });

  test(`${certificate}: who clicks through signs in, and the address bar goes on saying ${error}`, async (t) => {
    const lane = await open(t, { bank: { certificate }, victim: { clicksThrough: true } });
    await lane.victim.visit('/login');
    await lane.signIn();
    t.deepEqual(lane.pages, [
      `https://bank.test/login 0 certificate-error ${error}`,
      `https://bank.test/login 200 certificate-error ${error}`,
      `https://bank.test/account 200 certificate-error ${error}`,
    ]);
    t.true(lane.signedIn);
  });
}

test('lanes with one kind of certificate share it, others get their own', async (t) => {
  const facts: LabFact[] = [];
  const lane = { title: 'lane', visit: 'https://bank.test/', ...ORDINARY };
  const lab = await openLab({
    lanes: {
      one: lane,
      two: lane,
      bad: { ...lane, bank: { ...ORDINARY.bank, certificate: 'expired' } },
      old: { ...lane, bank: { ...ORDINARY.bank, tls: '1.2', keyExchange: 'rsa' } },
    },
    seed: 'seed',
    emit: (fact) => facts.push(fact),
  });
  t.teardown(() => lab.close());
  await Promise.all([...lab.lanes.values()].map(({ victim }) => victim.visit('/')));
  const pages = facts.filter((fact) => fact.type === 'page-shown');
  t.deepEqual(Object.fromEntries(pages.map(({ lane: id, security }) => [id, security])), {
    one: 'secure',
    two: 'secure',
    bad: 'certificate-error',
    old: 'secure',
  });
});

test('HSTS: after a visit over TLS the next one never knocks at port 80', async (t) => {
  const lane = await open(t, { bank: { http: 'redirect', hsts: true }, visit: 'http://bank.test/login' });
  await lane.victim.visit('/login');
  t.deepEqual(lane.doors, ['bank.test:80', 'bank.test:443']);
  const before = lane.captured('bank.test:80', 'to-bank').length;
  await lane.victim.visit('/login');
  t.deepEqual(lane.pages, [SECURE, SECURE]);
  t.deepEqual(
    lane.of('navigation-upgraded').map(({ from, to, why }) => [from, to, why]),
    [['http://bank.test/login', 'https://bank.test/login', 'hsts']],
  );
  t.is(lane.captured('bank.test:80', 'to-bank').length, before);
  t.true(before > 0);
});

test('HSTS: a preloaded bank is never knocked at on port 80', async (t) => {
  const lane = await open(t, { visit: 'http://bank.test/login', victim: { preloaded: true } });
  await lane.victim.visit('/login');
  await lane.signIn();
  t.true(lane.signedIn);
  t.false(lane.doors.includes('bank.test:80'));
  t.is(lane.of('navigation-upgraded')[0]?.why, 'preload');
});

test('HSTS: a forged certificate cannot be clicked through', async (t) => {
  const lane = await open(t, {
    attacker: { does: 'forge' },
    victim: { preloaded: true, clicksThrough: true },
  });
  await lane.victim.visit('/login');
  t.deepEqual(lane.pages, ['https://bank.test/login 0 certificate-error ERR_CERT_AUTHORITY_INVALID']);
  t.is(lane.of('exchange-read').length, 0);
});

test('who clicks through a forged certificate is read', async (t) => {
  const lane = await open(t, { attacker: { does: 'forge' }, victim: { clicksThrough: true } });
  await lane.victim.visit('/login');
  await lane.signIn();
  t.true(lane.signedIn);
  const read = lane.of('exchange-read').map(({ request }) => Buffer.from(request.body).toString());
  t.true(read.some((body) => body.includes(lane.password)));
});

test('a bank without 443: https-first falls back and its password is read', async (t) => {
  const different = { visit: 'http://bank.test/login', bank: { https: 'closed' } } as const;
  const lane = await open(t, { ...different, victim: { browses: 'https-first' } });
  await lane.victim.visit('/login');
  await lane.signIn();
  t.deepEqual(lane.pages, [
    'http://bank.test/login 200 not-secure',
    'http://bank.test/account 200 not-secure',
  ]);
  t.is(lane.of('navigation-fell-back')[0]?.error, 'ERR_CONNECTION_REFUSED');
  t.true(lane.captured('bank.test:80', 'to-bank').includes(lane.password));

  const careful = await open(t, { ...different, victim: { browses: 'https-only' } });
  await careful.victim.visit('/login');
  await careful.signIn();
  t.deepEqual(careful.pages, ['http://bank.test/login 0 not-secure ERR_BLOCKED_BY_CLIENT']);
  t.deepEqual(careful.doors, []);
});

test('a client certificate lets Alice in, and nobody in without', async (t) => {
  const bank = { clientCertificate: true };
  const lane = await open(t, { bank, victim: { clientCertificate: true } });
  await lane.victim.visit('/login');
  await lane.signIn();
  t.true(lane.signedIn);

  for (const tls of ['1.2', '1.3'] as const) {
    const without = await open(t, { bank: { ...bank, tls } });
    await without.victim.visit('/login');
    t.deepEqual(without.pages, ['https://bank.test/login 0 unreachable ERR_BAD_SSL_CLIENT_AUTH_CERT']);
    t.is(without.of('bank-answered').length, 0);
  }
});

test('an attacker whom the victim trusts fails at a bank that asks for a client certificate', async (t) => {
  const attacker = { does: 'forge' } as const;
  const victim = { trustsAttacker: true, clientCertificate: true };
  const open1 = await open(t, { attacker, victim });
  await open1.victim.visit('/login');
  await open1.signIn();
  t.true(open1.signedIn);
  t.deepEqual(open1.pages.at(-1), 'https://bank.test/account 200 secure');

  const closed = await open(t, { attacker, victim, bank: { clientCertificate: true } });
  await closed.victim.visit('/login');
  await closed.signIn();
  t.is(closed.of('certificate-forged').length, 1);
  t.is(closed.of('bank-answered').length, 0);
  t.is(closed.of('bank-booked').length, 0);
  t.deepEqual(
    closed.of('exchange-read').map(({ request, response }) => [request.url, response.status]),
    [['https://bank.test/login', 0]],
    'what she asked for he has read all the same',
  );
  t.is(closed.of('interception-failed')[0]?.message, 'tlsv13 alert certificate required');
});

test('the certificate is on the wire in TLS 1.2 and not in 1.3', async (t) => {
  for (const [tls, visible] of [
    ['1.2', true],
    ['1.3', false],
  ] as const) {
    const lane = await open(t, { bank: { tls } });
    await lane.victim.visit('/login');
    t.is(lane.of('exchange-made')[0]?.tls, `TLSv${tls}`);
    t.is(lane.captured('bank.test:443', 'to-victim').includes('Plainsight Public Authority'), visible);
  }
});

test('RSA key exchange is what the ServerHello on the wire says', async (t) => {
  const lane = await open(t, { bank: { keyExchange: 'rsa' } });
  await lane.victim.visit('/login');
  await lane.signIn();
  t.true(lane.signedIn);
  const hello = lane.captured('bank.test:443', 'to-victim');
  // Record header (5), handshake header (4), version (2), random (32), then the session id and its length.
  t.is(hello[5], 2);
  t.is(hello.readUInt16BE(44 + (hello[43] ?? 0)), 0x009c);
});

test('MySQL greets through the tap; a browser can make nothing of it', async (t) => {
  const lane = await open(t, { bank: { mysql: true } });
  await lane.victim.visit('http://bank.test:3306/');
  t.deepEqual(lane.pages, ['http://bank.test:3306/ 0 unreachable ERR_INVALID_HTTP_RESPONSE']);
  const greeting = lane.captured('bank.test:3306', 'to-victim');
  t.is(greeting[4], 0x0a);
  t.true(greeting.includes('mysql_native_password'));
});

test('a port behind which nothing answers refuses; a name that nobody has is not found', async (t) => {
  const lane = await open(t);
  for (const url of [
    'http://bank.test:3306/',
    'http://bank.test:81/',
    'http://bank.test:81/',
    'http://else.test/',
  ])
    await lane.victim.visit(url);
  t.deepEqual(
    lane.of('page-shown').map(({ error }) => error),
    ['ERR_CONNECTION_REFUSED', 'ERR_CONNECTION_REFUSED', 'ERR_CONNECTION_REFUSED', 'ERR_NAME_NOT_RESOLVED'],
  );
});

test('a cookie without Secure is on the wire of one plain request, with Secure it never is', async (t) => {
  for (const secureCookie of [false, true]) {
    const lane = await open(t, { bank: { secureCookie } });
    await lane.victim.visit('/login');
    await lane.signIn();
    await lane.victim.visit('http://bank.test/');
    const session = lane.of('secret-planted').find(({ name }) => name === 'session cookie');
    t.is(lane.captured('bank.test:80', 'to-bank').includes(session?.value ?? 'none'), !secureCookie);
  }
});
