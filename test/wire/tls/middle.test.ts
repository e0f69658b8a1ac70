import test from 'ava';
import { encryptsNothing, feedTls, hellosOf, startTls } from '../../../lab/wire/tls/stream.ts';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { clientHello, record, serverHello } from '../../helpers/log.ts';

/** What sealing makes of a message with AES-GCM: a number that mostly begins with zeros, then anything. */
const sealed = (length: number): number[] =>
  Array.from({ length }, (_, index) => (index < 7 ? 0 : (index * 89 + 200) % 256));
const CCS = record(20, [1]);

const guards = (...records: readonly Uint8Array[]): boolean[] =>
  feedTls(startTls(), Buffer.concat(records))[1].map(({ guarded }) => guarded);

test('a connection seen from its middle: what is sealed is called sealed, what is in clear is not', (t) => {
  t.deepEqual(guards(record(22, sealed(40)), record(21, sealed(26)), record(24, sealed(40))), [
    true,
    true,
    true,
  ]);
  t.deepEqual(
    guards(
      record(
        22,
        Array.from({ length: 40 }, () => 0),
      ),
    ),
    [true],
  );
  t.deepEqual(guards(record(22, [14, 0, 0, 0]), CCS, record(22, sealed(40))), [false, false, true]);
  t.deepEqual(guards(record(22, [11, 0, 16, 0, 0, 15, 253]), record(21, [1, 0])), [false, false]);
  t.deepEqual(guards(clientHello('bank.test'), record(22, sealed(40))), [false, false]);
});

test('after a sealed handshake message everything is sealed; a second change_cipher_spec is too', (t) => {
  t.deepEqual(guards(record(22, sealed(40)), record(22, [14, 0, 0, 0])), [true, true]);
  t.deepEqual(guards(CCS, record(22, sealed(40)), record(20, sealed(25))), [false, true, true]);
});

test('a ServerHello that breaks off before its suite agrees on nothing, least of all on no encryption', (t) => {
  for (const body of [[], [3, 3], [3, 3, ...sealed(32), 0], [3, 3, ...sealed(32), 32, 1, 2, 3]]) {
    const [toVictim] = feedTls(startTls(), record(22, [2, 0, 0, body.length, ...body]));
    t.is(hellosOf(undefined, toVictim).server, undefined);
    t.false(encryptsNothing(hellosOf(undefined, toVictim)));
  }
  t.deepEqual(dissectTls(record(22, [1, 0, 0, 0]), new Uint8Array()).summary.versionOffered, []);
  t.is(dissectTls(clientHello('a'), serverHello()).summary.version, 'TLS 1.3');
});

test('a message that is too large to be taken apart is not said to be empty', (t) => {
  const length = 200_000;
  const body = Buffer.alloc(length, 7);
  const head = [11, length >> 16, (length >> 8) & 255, length & 255, 3, 0, 0];
  const whole = Buffer.concat([Buffer.from(head), body]).subarray(0, length + 4);
  const records: Uint8Array[] = [clientHello('a')];
  for (let at = 0; at < whole.length; at += 16_384)
    records.push(record(22, [...whole.subarray(at, at + 16_384)]));
  const { toBank, summary } = dissectTls(Buffer.concat(records), new Uint8Array());
  const [certificate] = toBank
    .flatMap(({ messages }) => messages)
    .filter(({ label }) => label === 'Certificate');
  t.is(certificate?.value, '135,164 of 200,000 bytes');
  t.is(certificate?.why, 'The message is longer than this lab takes apart: here is its beginning.');
  t.true(summary.clientCertificateSeen);
  const broken = dissectTls(clientHello('a'), record(22, [11, 0, 0, 4, 0, 255, 255, 1]));
  t.is(broken.toVictim[0]?.messages[0]?.value, 'not to be read');
  t.notRegex(JSON.stringify(broken.toVictim), /has no certificate/);
});

const vector = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);

test('a hello as long as it may be is read whole', (t) => {
  const padding = Buffer.concat([Buffer.from([0, 21]), vector(Buffer.alloc(65_500))]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    vector(Buffer.alloc(65_534, 0x13)),
    Buffer.from([1, 0]),
    vector(Buffer.concat([padding, Buffer.from([0, 23, 0, 0])])),
  ]);
  const whole = Buffer.concat([
    Buffer.from([1, body.length >> 16, (body.length >> 8) & 255, body.length & 255]),
    body,
  ]);
  const records: Uint8Array[] = [];
  for (let at = 0; at < whole.length; at += 16_384)
    records.push(record(22, [...whole.subarray(at, at + 16_384)]));
  const [{ hellos }] = feedTls(startTls(), Buffer.concat(records));
  t.false(hellos.client?.malformed);
  t.is(hellos.client?.cipherSuites.length, 32_767);
});
