import { createPublicKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { createConnection } from 'mysql2';
import { type Bank, openBank } from '../../../lab/bank/bank.ts';
import { bankLeaf } from '../../../lab/bank/leaf.ts';
import { openAuthority } from '../../../lab/certificates/authority.ts';
import type { LabFact } from '../../../lab/facts/facts.ts';
import type { Endpoint } from '../../../lab/network.ts';
import { Seeded } from '../../../lab/seed.ts';
import { type BankSettings, ORDINARY } from '../../../lab/settings.ts';
import { Customer } from '../../helpers/customer.ts';

const authority = await openAuthority('Test Root');
const customers = await openAuthority('Test Customers');
const facts: LabFact[] = [];

async function open(t: ExecutionContext, more: Partial<BankSettings>): Promise<Bank> {
  const settings = { ...ORDINARY.bank, ...more };
  const bank = await openBank({
    lane: t.title,
    settings,
    seed: new Seeded('seed'),
    password: 'tulip-orbit-42',
    leaf: await bankLeaf(settings, 'bank.test', authority),
    customers: customers.certificate,
    emit: (fact) => facts.push(fact),
  });
  t.teardown(() => bank.close());
  return bank;
}

function place(endpoint: Endpoint | undefined): { host: string; port: number } {
  if (endpoint === undefined) throw new Error('the bank does not listen there');
  return { host: endpoint.address, port: endpoint.port };
}

/** A TLS connection whose handshake is done, or the error's code. */
async function handshake(
  t: ExecutionContext,
  bank: Bank,
  more: ConnectionOptions = {},
): Promise<TLSSocket | string> {
  const socket = connectTls({
    ...place(bank.https),
    servername: 'bank.test',
    ca: authority.certificate,
    ...more,
  });
  t.teardown(() => void socket.destroy());
  try {
    await once(socket, 'secureConnect');
    return socket;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

/** What TLS agreed on, in words. */
async function agreed(t: ExecutionContext, bank: Bank, more: ConnectionOptions = {}): Promise<string> {
  const socket = await handshake(t, bank, more);
  return typeof socket === 'string' ? socket : `${socket.getProtocol()} ${socket.getCipher().standardName}`;
}

for (const [kind, error] of [
  ['good', 'accepted'],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['unknown-authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const) {
  for (const keyExchange of ['ecdhe', 'rsa'] as const) {
    test(`a certificate that is ${kind} with ${keyExchange} is ${error}`, async (t) => {
      const bank = await open(t, { certificate: kind, keyExchange });
      const socket = await handshake(t, bank);
      t.is(typeof socket === 'string' ? socket : 'accepted', error);
    });
  }
}

test('an expired certificate ended yesterday, and lasted a month', async (t) => {
  const made = await bankLeaf({ certificate: 'expired', keyExchange: 'ecdhe' }, 'bank.test', authority);
  const { validFromDate, validToDate, subjectAltName } = new X509Certificate(made.certificate);
  const day = 86_400_000;
  t.is(Math.round((Date.now() - validToDate.getTime()) / day), 1);
  t.is(Math.round((validToDate.getTime() - validFromDate.getTime()) / day), 30);
  t.is(subjectAltName, 'DNS:bank.test');
});

test('the bank speaks the TLS versions that the settings say', async (t) => {
  const both = await open(t, {});
  t.regex(await agreed(t, both), /^TLSv1\.3 /);
  t.regex(await agreed(t, both, { maxVersion: 'TLSv1.2' }), /^TLSv1\.2 TLS_ECDHE_ECDSA_/);

  const older = await open(t, { tls: '1.2' });
  t.regex(await agreed(t, older), /^TLSv1\.2 TLS_ECDHE_ECDSA_/);
  t.regex(await agreed(t, older, { minVersion: 'TLSv1.3' }), /PROTOCOL_VERSION/);

  const newer = await open(t, { tls: '1.3' });
  t.regex(await agreed(t, newer), /^TLSv1\.3 /);
  t.regex(await agreed(t, newer, { maxVersion: 'TLSv1.2' }), /PROTOCOL_VERSION/);
});

test('RSA key exchange is TLS 1.2 with the bank’s own RSA-2048 key, and nothing else', async (t) => {
  for (const tls of ['both', '1.2', '1.3'] as const) {
    const bank = await open(t, { keyExchange: 'rsa', tls });
    t.is(await agreed(t, bank), 'TLSv1.2 TLS_RSA_WITH_AES_128_GCM_SHA256');
    t.regex(await agreed(t, bank, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }), /HANDSHAKE_FAILURE/);
    t.regex(await agreed(t, bank, { minVersion: 'TLSv1.3' }), /PROTOCOL_VERSION/);
  }
});

test('the key that a thief finds at the bank is the key of its certificate', async (t) => {
  for (const keyExchange of ['ecdhe', 'rsa'] as const) {
    const leaf = await bankLeaf({ certificate: 'good', keyExchange }, 'bank.test', authority);
    const { publicKey } = new X509Certificate(leaf.certificate);
    t.true(publicKey.equals(createPublicKey(leaf.key)));
    t.is(publicKey.asymmetricKeyType, keyExchange === 'rsa' ? 'rsa' : 'ec');
  }
});

test('an RSA certificate may encipher keys, as RSA key exchange asks', async (t) => {
  const leaf = await authority.issue({ names: ['bank.test'], keyType: 'rsa' });
  const { publicKey, raw } = new X509Certificate(leaf.certificate);
  t.is(publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  // KeyUsage in DER, critical: a bit string with five unused bits, digitalSignature and keyEncipherment set.
  t.true(raw.includes(Buffer.from('0603551d0f0101ff0404030205a0', 'hex')));
});

test('HSTS is said on every answer over TLS, and on none without', async (t) => {
  const value = 'max-age=31536000; includeSubDomains';
  const bank = await open(t, { hsts: true });
  const [plain, sealed] = [
    new Customer(bank.http ?? bank.https ?? { address: '', port: 0 }),
    new Customer(bank.https ?? { address: '', port: 0 }, authority.certificate),
  ];
  t.teardown(() => [plain, sealed].forEach((customer) => customer.leave()));
  for (const [path, status] of [
    ['/', 200],
    ['/account', 303],
    ['/nothing', 404],
  ] as const) {
    const answer = await sealed.ask(path);
    t.is(answer.status, status);
    t.is(answer.headers['strict-transport-security'], value);
    t.is((await plain.ask(path)).headers['strict-transport-security'], undefined);
  }
  const odd = await sealed.ask('/', { headers: { Host: 'a b' } });
  t.is(odd.status, 400);
  t.is(odd.headers['strict-transport-security'], value);
});

test('HSTS is not said unasked, and goes with TLS rather than with the port', async (t) => {
  const quiet = await open(t, {});
  const swapped = await open(t, { http: 'tls', https: 'plain', hsts: true });
  const visitors = [
    new Customer(quiet.https ?? { address: '', port: 0 }, authority.certificate),
    new Customer(swapped.http ?? { address: '', port: 0 }, authority.certificate),
    new Customer(swapped.https ?? { address: '', port: 0 }),
  ];
  t.teardown(() => visitors.forEach((visitor) => visitor.leave()));
  const answers = await Promise.all(visitors.map((visitor) => visitor.ask('/')));
  t.deepEqual(
    answers.map(({ headers }) => headers['strict-transport-security'] !== undefined),
    [false, true, false],
  );
});

for (const version of ['1.2', '1.3'] as const) {
  test(`with TLS ${version} only customers with a certificate of the bank’s get in`, async (t) => {
    const bank = await open(t, { clientCertificate: true, tls: version });
    const own = await customers.issue({ names: ['alice.bank.test'], usage: 'client' });
    const other = await authority.issue({ names: ['alice.bank.test'], usage: 'client' });
    const ask = async (certificate?: { certificate: string; key: string }): Promise<string> => {
      const shown = certificate && { cert: certificate.certificate, key: certificate.key };
      const socket = await handshake(t, bank, shown);
      if (typeof socket === 'string') return socket;
      const { promise, resolve } = Promise.withResolvers<string>();
      socket.once('data', (bytes: Uint8Array) => resolve(Buffer.from(bytes).toString().slice(0, 12)));
      socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
      socket.once('close', () => resolve('closed'));
      socket.write('GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n');
      return promise;
    };
    t.is(await ask(own), 'HTTP/1.1 200');
    t.regex(await ask(), version === '1.3' ? /CERTIFICATE_REQUIRED/ : /HANDSHAKE_FAILURE/);
    t.notRegex(await ask(other), /HTTP/);
    t.is(facts.filter((fact) => fact.type === 'bank-answered' && fact.lane === t.title).length, 1);
  });
}

test('a MySQL server greets in protocol version 10 before the client says a word', async (t) => {
  const bank = await open(t, { mysql: true });
  const socket = connectTcp(place(bank.mysql));
  t.teardown(() => socket.destroy());
  const chunks: Buffer[] = [];
  const greeting = (): Buffer => Buffer.concat(chunks);
  // A packet is a length of three bytes, the lowest first, a sequence number, and its payload.
  while (greeting().length < 4 || greeting().length < 4 + greeting().readUIntLE(0, 3)) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    chunks.push(chunk ?? Buffer.alloc(0));
  }
  const payload = greeting().subarray(4);
  t.is(payload.length, greeting().readUIntLE(0, 3));
  t.is(greeting()[3], 0);
  t.is(payload[0], 0x0a);
  const end = payload.indexOf(0);
  t.is(payload.toString('latin1', 1, end), '8.4.0-harbour-bank');
  t.is(payload.readUInt32LE(end + 1), 1);
  t.is(
    payload.toString('latin1', payload.lastIndexOf(0, -2) + 1, payload.length - 1),
    'mysql_native_password',
  );
  t.deepEqual(
    facts.filter(
      (fact) => fact.type === 'listener-opened' && fact.lane === t.title && fact.role === 'bank-mysql',
    ),
    [
      {
        type: 'listener-opened',
        lane: t.title,
        role: 'bank-mysql',
        ...bank.mysql,
        logical: 'bank.test:3306',
      },
    ],
  );
});

test('the MySQL server lets nobody in', async (t) => {
  const bank = await open(t, { mysql: true });
  const client = createConnection({ ...place(bank.mysql), user: 'root', password: 'guess' });
  t.teardown(() => client.destroy());
  const error = await new Promise<Error | null>((resolve) => client.connect(resolve));
  t.is(error !== null && 'code' in error ? error.code : undefined, 'ER_ACCESS_DENIED_ERROR');
});

test('the MySQL server outlives whatever is said to it', async (t) => {
  const bank = await open(t, { mysql: true });
  const words = [
    'GET / HTTP/1.1\r\n\r\n',
    '\0',
    '\xff\xff\xff\xff',
    '\x00\x00\x00\x07',
    '\x01\x00\x00\x01\x99',
  ];
  for (const word of words) {
    const socket = connectTcp(place(bank.mysql));
    socket.on('error', () => {});
    socket.write(Buffer.from(word, 'latin1'));
    socket.resume();
    await once(socket, 'close').catch(() => undefined);
  }
  const after = connectTcp(place(bank.mysql));
  t.teardown(() => after.destroy());
  const [greeting]: Buffer[] = await once(after, 'data');
  t.is(greeting?.[4], 0x0a);
});

test('a bank that has no MySQL server has no door for it', async (t) => {
  const bank = await open(t, {});
  t.is(bank.mysql, undefined);
});
