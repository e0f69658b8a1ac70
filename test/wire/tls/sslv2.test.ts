import test from 'ava';
import * as fc from 'fast-check';
import { beginsSslv2Hello, readSslv2Hello } from '../../../lab/wire/tls/sslv2.ts';
import { readRecords, SCAN_START, scanRecords } from '../../../lab/wire/tls/records.ts';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { record } from '../../helpers/log.ts';

/** A CLIENT-HELLO in SSLv2's format. RFC 5246 §E.2. */
function hello(
  specs: readonly number[],
  challenge = 16,
  version: readonly [number, number] = [3, 1],
): Buffer {
  const kinds = specs.flatMap((kind) => [kind >> 16, (kind >> 8) & 255, kind & 255]);
  const rest = [1, ...version, 0, kinds.length, 0, 0, 0, challenge, ...kinds];
  const body = [...rest, ...Array.from({ length: challenge }, () => 9)];
  return Buffer.from([0x80 | (body.length >> 8), body.length & 255, ...body]);
}

test('a hello in SSLv2’s format offers its version and suites, and ordinary records follow it', (t) => {
  const bytes = Buffer.concat([hello([0x2f, 0x010080, 0x35]), record(20, [1]), record(22, [9, 9, 9, 9, 9])]);
  const { toBank, summary } = dissectTls(bytes, new Uint8Array());
  t.deepEqual(
    toBank.map(({ record: { offset, length, typeName }, sealed }) => [offset, length, typeName, sealed]),
    [
      [0, 31, 'SSLv2 CLIENT-HELLO', false],
      [36, 1, 'change_cipher_spec', false],
      [42, 5, 'handshake', true],
    ],
  );
  t.deepEqual(summary.versionOffered, ['TLS 1.0']);
  t.deepEqual(
    toBank[0]?.children?.map(({ label, value, length }) => [label, value, length]),
    [
      ['SSLv2 length', '34 bytes', 2],
      ['message type', 'CLIENT-HELLO', 1],
      ['version', 'TLS 1.0', 2],
      ['length of the cipher specs', '9 bytes', 2],
      ['length of the session id', '0 bytes', 2],
      ['length of the challenge', '16 bytes', 2],
      ['cipher specs', '3 cipher specs', 9],
      ['challenge', '0909090909090909… (16 bytes)', 16],
    ],
  );
  t.deepEqual(
    toBank[0]?.children?.[6]?.children?.map(({ value }) => value),
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 'SSL_CK_RC4_128_WITH_MD5', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  );
});

test('its length may look like a version; SSL 2.0 itself may be offered; only the first bytes can be one', (t) => {
  const long = hello(Array.from({ length: 78 }, () => 0x2f));
  t.is(long[1], 3);
  t.is(readRecords(long).records[0]?.typeName, 'SSLv2 CLIENT-HELLO');
  t.deepEqual(dissectTls(hello([0x010080], 16, [0, 2]), new Uint8Array()).summary.versionOffered, [
    'SSL 2.0',
  ]);
  t.is(
    readRecords(Buffer.concat([record(20, [1]), hello([0x2f])])).problem,
    'Not a TLS record at byte 6: major version 28, not 3',
  );
  for (const other of [
    'GET / HTTP/1.1',
    'SSH-2.0',
    '\x80\x03\x01',
    '\x80\x20\x02\x03\x01',
    '\x80\x20\x01\x04',
  ])
    t.false(beginsSslv2Hello(Buffer.from(other, 'latin1')), other);
  t.is(beginsSslv2Hello(Buffer.from([0x80, 0x20, 1, 3])), undefined);
});

test('however it is cut, one record comes out; whatever stands in it, nothing throws', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 0xffffff }), { maxLength: 80 }),
      fc.nat({ max: 40 }),
      (specs, challenge) => {
        const bytes = hello(specs, challenge);
        let state = SCAN_START;
        const found = [...bytes].flatMap((byte) => {
          const [next, records] = scanRecords(state, Uint8Array.of(byte));
          state = next;
          return records;
        });
        t.deepEqual(found, readRecords(bytes).records);
        t.is(found.length, 1);
        const read = readSslv2Hello(0x0301, bytes.subarray(5));
        t.deepEqual(
          read.cipherSuites,
          specs.filter((kind) => kind <= 0xffff),
        );
        t.is(read.random.length, challenge);
        t.false(read.malformed);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
      const bytes = Buffer.concat([Buffer.from([0x80, rest.length + 3, 1, 3, 1]), rest]);
      t.notThrows(() => dissectTls(bytes, new Uint8Array()));
    }),
  );
});
