import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import tls from 'node:tls';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { generate } from 'selfsigned';

import { decryptRecording, openConnection } from '../../../../lab/attacker/key/decrypt.ts';
import { prf } from '../../../../lab/wire/tls/opening/keys.ts';
import type { Direction } from '../../../../lab/wire/direction.ts';
import { readConversation } from '../../../../lab/wire/tls/conversation.ts';
import { EXTENSION } from '../../../../lab/wire/tls/names.ts';
import { notebook, readAll, serve, testLane } from '../../../helpers/attacker.ts';
import { signIn, wholeLane } from '../../../helpers/whole-lab.ts';

/** A certificate for bank.test that is its own issuer, with an RSA key. */
const bank = await generate([{ name: 'commonName', value: 'bank.test' }], {
  keyType: 'rsa',
  keySize: 2048,
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'bank.test' }] }],
});

/** SSL_OP_NO_EXTENDED_MASTER_SECRET, which Node has no name for. */
const NO_EXTENDED_MASTER_SECRET = 1;

const REQUEST =
  'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: 25\r\nConnection: close\r\n\r\nuser=alice&password=tulip';

/** Large enough for several records. */
const ANSWER = 'balance 2,940.17 '.repeat(3000);

interface Recorded {
  readonly toBank: Buffer;
  readonly toVictim: Buffer;
}

/** Lets a victim send the request to a bank through a tap, and gives what the tap recorded. */
async function record(
  t: ExecutionContext,
  server: https.ServerOptions,
  client: tls.ConnectionOptions = {},
): Promise<Recorded> {
  const listening = https.createServer(
    { key: bank.private, cert: bank.cert, maxVersion: 'TLSv1.2', ...server },
    (request, response) => request.resume().on('end', () => response.end(ANSWER)),
  );
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': await serve(t, listening) } });
  const socket = tls.connect({
    port: (await lane.tap('bank.test:443')).port,
    host: '127.0.0.1',
    servername: 'bank.test',
    ca: bank.cert,
    ...client,
  });
  await once(socket, 'secureConnect');
  socket.write(REQUEST);
  t.true((await readAll(socket)).includes('2,940.17'));
  await lane.when('connection-closed');
  const segments = lane.of('segment-captured');
  const stream = (direction: Direction): Buffer =>
    Buffer.concat(segments.filter((segment) => segment.direction === direction).map(({ bytes }) => bytes));
  return { toBank: stream('to-bank'), toVictim: stream('to-victim') };
}

function reasonFor({ toBank, toVictim }: Recorded, key = bank.private): string {
  const opening = openConnection(toBank, toVictim, key);
  return 'reason' in opening ? opening.reason : 'it was opened';
}

for (const ciphers of ['AES128-GCM-SHA256', 'AES256-GCM-SHA384']) {
  for (const extended of [true, false]) {
    const how = extended ? 'with' : 'without';
    test(`The bank's key opens what was recorded under ${ciphers} ${how} the extended master secret`, async (t) => {
      const secureOptions = extended ? 0 : NO_EXTENDED_MASTER_SECRET;
      const { toBank, toVictim } = await record(t, { ciphers }, { secureOptions });
      const { server } = readConversation(toBank, toVictim).hellos;
      const chosen = server?.extensions.some(({ type }) => type === EXTENSION.extendedMasterSecret);
      t.is(chosen, extended, 'the handshake is of the kind that is tested');
      const notes = notebook();
      const recording = new Map([[1, { 'to-bank': [toBank], 'to-victim': [toVictim] }]]);
      decryptRecording({ lane: 'test', recording, bankKey: bank.private, emit: notes.emit });
      const [sent, got] = notes.of('recording-decrypted');
      t.is(notes.facts.length, 2);
      t.like(sent, { lane: 'test', connection: 1, direction: 'to-bank' });
      t.is(Buffer.from(sent?.bytes ?? []).toString(), REQUEST);
      t.is(got?.direction, 'to-victim');
      const answer = Buffer.from(got?.bytes ?? []).toString();
      t.regex(answer, /^HTTP\/1\.1 200 OK\r\n/);
      t.true(answer.includes(ANSWER.slice(0, 16_000)));
    });
  }
}

test("A client's certificate in the handshake changes nothing", async (t) => {
  const recording = await record(
    t,
    { ciphers: 'AES128-GCM-SHA256', requestCert: true, ca: bank.cert },
    { key: bank.private, cert: bank.cert },
  );
  const opening = openConnection(recording.toBank, recording.toVictim, bank.private);
  t.is('toBank' in opening ? opening.toBank.toString() : opening.reason, REQUEST);
});

test('Fresh keys stay sealed, in TLS 1.2 and in TLS 1.3', async (t) => {
  t.regex(
    reasonFor(await record(t, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' })),
    /Diffie-Hellman exchange and thrown away/,
  );
  t.regex(reasonFor(await record(t, { maxVersion: 'TLSv1.3' })), /^TLS 1\.3 makes fresh keys/);
});

test("Another key than the bank's opens nothing", async (t) => {
  const recording = await record(t, { ciphers: 'AES128-GCM-SHA256' });
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString();
  const smaller = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem).toString();
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
  for (const key of [other, smaller, curve, '']) t.regex(reasonFor(recording, key), /is not the one/);
});

test('A suite that the lab does not open is called by its number', async (t) => {
  t.regex(reasonFor(await record(t, { ciphers: 'AES128-SHA' })), /cipher suite 0x002f/);
});

test('A resumed connection stays sealed: its secret travelled on an earlier one', async (t) => {
  const options = { ciphers: 'AES128-GCM-SHA256', ticketKeys: Buffer.alloc(48, 7) };
  let session: Buffer | undefined;
  const listening = https.createServer({
    ...options,
    key: bank.private,
    cert: bank.cert,
    maxVersion: 'TLSv1.2',
  });
  const first = tls.connect({
    port: await serve(t, listening),
    host: '127.0.0.1',
    servername: 'bank.test',
    ca: bank.cert,
  });
  first.on('session', (made: Buffer) => (session = made));
  await once(first, 'session');
  first.destroy();
  t.regex(reasonFor(await record(t, options, session && { session })), /resumed an earlier one/);
});

test('What is cut short is opened as far as it goes, and nothing throws', async (t) => {
  const { toBank, toVictim } = await record(t, { ciphers: 'AES128-GCM-SHA256' });
  const whole = openConnection(toBank, toVictim, bank.private);
  if ('reason' in whole) throw new Error(whole.reason);
  for (const length of [0, 1, 5, 100, toBank.length - 200, toBank.length - 1]) {
    const opening = openConnection(toBank.subarray(0, length), toVictim, bank.private);
    if ('toBank' in opening) t.true(whole.toBank.toString().startsWith(opening.toBank.toString()));
    else t.regex(opening.reason, /not recorded to its end/);
  }
  const half = openConnection(toBank, toVictim.subarray(0, -20_000), bank.private);
  if ('reason' in half) throw new Error(half.reason);
  t.true(half.toVictim.length > 16_000 && half.toVictim.length < whole.toVictim.length);
  t.true(whole.toVictim.toString().startsWith(half.toVictim.toString()));
});

test('Changed and made-up recordings give a reason or less, and never throw', async (t) => {
  const { toBank, toVictim } = await record(t, { ciphers: 'AES256-GCM-SHA384' });
  const ends = { numRuns: 300 };
  fc.assert(
    fc.property(
      fc.nat(toBank.length - 1),
      fc.nat(3000),
      fc.integer({ min: 1, max: 255 }),
      (at, other, mask) => {
        const [one, two] = [Buffer.from(toBank), Buffer.from(toVictim)];
        one[at] = (one[at] ?? 0) ^ mask;
        two[other] = (two[other] ?? 0) ^ mask;
        openConnection(one, two, bank.private);
      },
    ),
    ends,
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 400 }), (one, two) => {
      const start = Buffer.from([22, 3, 3, 0, 60, 2, 0, 0, 56]);
      openConnection(Buffer.from(one), Buffer.from(two), bank.private);
      openConnection(
        Buffer.concat([Buffer.from([22, 3, 3, 0, 60, 1, 0, 0, 56]), one]),
        Buffer.concat([start, two]),
        bank.private,
      );
    }),
    ends,
  );
  t.pass();
});

test('The pseudorandom function gives what the TLS working group published for SHA-256', (t) => {
  const made = prf(
    'sha256',
    Buffer.from('9bbe436ba940f017b17652849a71db35', 'hex'),
    'test label',
    [Buffer.from('a0ba9f936cda311827a6f796ffd5198c', 'hex')],
    100,
  );
  t.is(
    made.toString('hex'),
    'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af' +
      '0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
  );
});

test("A lane's attacker tries the bank's key on all that was recorded, and passes over what is not TLS", async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login' });
  await signIn(lane);
  await lane.victim.visit('http://bank.test/login');
  await lane.attacker.decryptRecording();
  t.deepEqual(
    lane.of('recording-stays-sealed').map(({ connection }) => connection),
    [1],
  );
  t.regex(lane.of('recording-stays-sealed')[0]?.reason ?? '', /^TLS 1\.3/);
});

test('With the key that is stolen tomorrow, RSA key exchange gives the password away and ECDHE does not', async (t) => {
  for (const keyExchange of ['rsa', 'ecdhe'] as const) {
    const lane = await wholeLane(t, {
      visit: 'https://bank.test/login',
      bank: { tls: '1.2', keyExchange },
    });
    await signIn(lane);
    t.like(lane.of('page-shown').at(-1), { status: 200, security: 'secure' });
    t.deepEqual(lane.of('exchange-read'), [], 'today it is sealed');
    await lane.attacker.decryptRecording();
    const sent = lane.of('recording-decrypted').filter(({ direction }) => direction === 'to-bank');
    const text = Buffer.concat(sent.map(({ bytes }) => bytes)).toString();
    t.is(text.includes(`password=${lane.secrets['password']}`), keyExchange === 'rsa');
    t.is(lane.of('recording-stays-sealed').length > 0, keyExchange === 'ecdhe');
  }
});
