import test from 'ava';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { summarizeTls } from '../../../lab/wire/tls/summary.ts';
import type { TlsSummary } from '../../../lab/wire/tls/summary.ts';
import { alertSource } from '../../../src/explain/tls/alerts.ts';
import { readServerHello } from '../../../lab/wire/tls/hello.ts';
import { sealedSaid } from '../../../src/explain/tls/sealed.ts';
import { allFields, find } from './trees.ts';
import { load, loadAll } from '../../../tools/support/recordings.ts';

const EXPECTED: Readonly<Record<string, Partial<TlsSummary>>> = {
  'tls13-node': {
    version: 'TLS 1.3',
    versionOffered: ['TLS 1.3', 'TLS 1.2'],
    alpnOffered: ['h2', 'http/1.1'],
    group: 'X25519MLKEM768',
    cipher: 'TLS_AES_256_GCM_SHA384',
    resumed: 'no',
  },
  'tls13-openssl': { version: 'TLS 1.3', alpnOffered: ['http/1.1'], group: 'x25519', helloRetry: false },
  'tls13-chacha': { cipher: 'TLS_CHACHA20_POLY1305_SHA256', certificateSeen: false },
  'tls13-retry': { helloRetry: true, group: 'secp384r1', version: 'TLS 1.3' },
  'tls13-resumed': { resumed: 'psk', certificateSeen: false, earlyDataOffered: false },
  'tls13-early-data': { resumed: 'psk', earlyDataOffered: true },
  'tls13-client-certificate': { clientCertificateAsked: false, clientCertificateSeen: false },
  'tls12-ecdhe-ecdsa': {
    version: 'TLS 1.2',
    versionOffered: ['TLS 1.2'],
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    alpnOffered: ['h2', 'http/1.1'],
    alpnChosen: 'http/1.1',
    certificateSeen: true,
    resumed: 'no',
  },
  'tls12-ecdhe-rsa': { cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', group: 'secp256r1' },
  'tls12-chacha': { cipher: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', group: 'x25519' },
  'tls12-rsa': { cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256', certificateSeen: true },
  'tls12-cbc': { cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' },
  'tls12-dhe': { cipher: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256' },
  'tls12-ocsp': { certificateSeen: true },
  'tls12-resumed-ticket': { resumed: 'ticket', certificateSeen: false },
  'tls12-resumed-session-id': { resumed: 'session-id', certificateSeen: false },
  'tls12-client-certificate': {
    clientCertificateAsked: true,
    clientCertificateSeen: true,
    certificateSeen: true,
  },
  'tls12-split': { certificateSeen: true, resumed: 'no', group: 'x25519' },
  'alert-unknown-ca': { version: 'TLS 1.2', certificateSeen: true },
  'alert-unknown-ca-tls13': { version: 'TLS 1.3', certificateSeen: false },
  'alert-handshake-failure': { resumed: 'unknown' },
  'alert-protocol-version': { resumed: 'unknown' },
  'alert-no-application-protocol': { alpnOffered: ['h2'] },
  'curl-tls13': { version: 'TLS 1.3', group: 'x25519', alpnOffered: ['h2', 'http/1.1'], echOffered: false },
  'curl-tls12': { version: 'TLS 1.2', alpnChosen: 'http/1.1', certificateSeen: true },
  'curl-unknown-ca': {
    alerts: [
      {
        direction: 'to-bank',
        offset: 517,
        sealed: false,
        level: 'fatal',
        description: 48,
        name: 'unknown_ca',
      },
    ],
  },
  // Chromium offers an encrypted_client_hello always: here it is grease (RFC 9849).
  'chromium-tls13': { group: 'X25519MLKEM768', versionOffered: ['TLS 1.3', 'TLS 1.2'], echOffered: true },
  'chromium-tls12': { version: 'TLS 1.2', alpnChosen: 'http/1.1', certificateSeen: true, echOffered: true },
  'chromium-refuses': { version: 'TLS 1.3', certificateSeen: false, echOffered: true },
  'chromium-refuses-tls12': { version: 'TLS 1.2', certificateSeen: true },
  'chromium-retry': { helloRetry: true, group: 'secp384r1' },
  'chromium-tls12-rsa': { cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256', certificateSeen: true },
  'chromium-openssl': { version: 'TLS 1.3', group: 'x25519' },
  'curl-resumed': { version: 'TLS 1.3', resumed: 'psk' },
  'curl-retry': { helloRetry: true, group: 'secp384r1' },
  'curl-tls12-rsa': { cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256', certificateSeen: true },
  'curl-client-certificate': { clientCertificateAsked: true, clientCertificateSeen: true },
  'curl-openssl': { version: 'TLS 1.3', group: 'x25519' },
  'alert-certificate-expired': { certificateSeen: true },
  'alert-bad-certificate': { certificateSeen: true },
  'alert-unsupported-certificate': { certificateSeen: true },
  'alert-inappropriate-fallback': { resumed: 'unknown' },
  'alert-bad-record-mac': { certificateSeen: true },
  'alert-decrypt-error': { certificateSeen: true },
  'alert-unrecognized-name': { resumed: 'unknown' },
  'alert-no-client-certificate-tls12': { clientCertificateAsked: true, clientCertificateSeen: false },
  'alert-no-client-certificate-tls13': { clientCertificateAsked: false, alerts: [] },
};

/** Recordings whose ClientHello somebody on the path made unreadable. */
const BROKEN = ['alert-decode-error', 'alert-unexpected-message'];

for (const recording of loadAll().filter(({ name }) => !BROKEN.includes(name))) {
  test(`${recording.name}: an onlooker learns what passed in clear`, (t) => {
    const summary = summarizeTls(recording.toBank, recording.toVictim);
    const expected = EXPECTED[recording.name];
    t.truthy(expected);
    t.like(summary, { sni: 'bank.test', problems: [], ...expected });
    const dissection = dissectTls(recording.toBank, recording.toVictim);
    t.deepEqual(dissection.summary, summary);
    t.is(find(allFields(dissection), 'malformed'), undefined);
    t.is(find(allFields(dissection), 'incomplete'), undefined);
  });
}

function dissect(name: string) {
  const { toBank, toVictim } = load(name);
  return dissectTls(toBank, toVictim);
}

/** Who sent which alerts. */
const alerts = (name: string) =>
  dissect(name).summary.alerts.map((alert) => [alert.direction, alert.level, alert.name]);

test('alerts in clear have a level and a name, sealed ones have neither', (t) => {
  t.deepEqual(alerts('alert-unknown-ca'), [['to-bank', 'fatal', 'unknown_ca']]);
  t.deepEqual(alerts('alert-unknown-ca-tls13'), [['to-bank', 'fatal', 'unknown_ca']]);
  t.deepEqual(alerts('alert-handshake-failure'), [['to-victim', 'fatal', 'handshake_failure']]);
  t.deepEqual(alerts('alert-protocol-version'), [['to-victim', 'fatal', 'protocol_version']]);
  t.deepEqual(alerts('alert-no-application-protocol'), [['to-victim', 'fatal', 'no_application_protocol']]);
  t.deepEqual(alerts('alert-certificate-expired'), [['to-bank', 'fatal', 'certificate_expired']]);
  t.deepEqual(alerts('alert-bad-certificate'), [['to-bank', 'fatal', 'bad_certificate']]);
  t.deepEqual(alerts('alert-unsupported-certificate'), [['to-bank', 'fatal', 'unsupported_certificate']]);
  t.deepEqual(alerts('chromium-refuses-tls12'), [['to-bank', 'fatal', 'certificate_unknown']]);
  t.deepEqual(alerts('alert-decrypt-error'), [['to-bank', 'fatal', 'decrypt_error']]);
  t.deepEqual(alerts('alert-bad-record-mac'), [['to-victim', 'fatal', 'bad_record_mac']]);
  t.deepEqual(alerts('alert-inappropriate-fallback'), [['to-victim', 'fatal', 'inappropriate_fallback']]);
  t.deepEqual(alerts('alert-unrecognized-name'), [['to-victim', 'fatal', 'unrecognized_name']]);
  t.deepEqual(alerts('alert-no-client-certificate-tls12'), [['to-victim', 'fatal', 'handshake_failure']]);
  t.deepEqual(alerts('alert-decode-error'), [['to-victim', 'fatal', 'decode_error']]);
  t.deepEqual(alerts('alert-unexpected-message'), [['to-victim', 'fatal', 'unexpected_message']]);
  t.deepEqual(alerts('tls12-rsa'), [
    ['to-bank', undefined, undefined],
    ['to-victim', undefined, undefined],
  ]);
  t.deepEqual(alerts('tls13-node'), []);
});

test('in TLS 1.2 the certificate is read in clear: names, dates, key and serial number', (t) => {
  const messages = dissect('tls12-ecdhe-ecdsa').toVictim.flatMap((node) => node.messages);
  const leaf = find(messages, 'leaf certificate');
  t.is(leaf?.value, 'O=Bank, CN=bank.test');
  t.is(find(messages, 'issuer')?.value, 'O=Plainsight, CN=Lab CA');
  t.is(find(messages, 'public key')?.value, 'ec prime256v1');
  t.regex(find(messages, 'serial number')?.value ?? '', /^[0-9a-f]{30,40}$/);
  t.regex(
    find(messages, 'validity')?.value ?? '',
    /^\w{3} [ \d]\d [\d:]+ \d{4} GMT to \w{3} [ \d]\d [\d:]+ \d{4} GMT$/,
  );
  const names = leaf?.children?.find((child) => child.label === 'extensions');
  t.is(names?.value, 'DNS:bank.test, DNS:www.bank.test');
});

test('a certificate split over records says where its pieces stand', (t) => {
  const { toVictim } = dissect('tls12-split');
  const at = toVictim.findIndex((node) => node.messages[0]?.label === 'Certificate');
  const certificate = toVictim[at]?.messages[0];
  const records = toVictim.slice(at, at + (certificate?.ranges?.length ?? 0)).map((node) => node.record);
  t.true(records.length > 1);
  t.deepEqual(
    certificate?.ranges,
    records.map((record) => ({ offset: record.offset + 5, length: record.length })),
  );
  t.is(toVictim[at + 1]?.messages.length, 0);
});

/** What is said of the victim's sealed data. */
const inside = (name: string): string[] =>
  dissect(name)
    .toBank.filter((node) => node.record.type === 23)
    .map((node) => find([node], 'sealed payload')?.value ?? '');

test('TLS 1.2 tells the exact length of what is inside, TLS 1.3 the most it can be', (t) => {
  // The request is 72 bytes long, the answer 62.
  t.deepEqual(inside('tls12-rsa'), ['72 bytes inside']);
  t.deepEqual(inside('tls12-chacha'), ['72 bytes inside']);
  t.deepEqual(inside('tls12-cbc'), ['at most 79 bytes inside']);
  t.is(inside('tls13-node')[1], 'at most 72 bytes inside');
});

test('the bank of today warns in its random when it is asked for TLS 1.2', (t) => {
  const hello = dissect('tls12-rsa').toVictim.flatMap((node) => node.messages);
  t.regex(find(hello, 'random')?.why ?? '', /DOWNGRD/);
  t.notRegex(
    find(
      dissect('tls13-node').toVictim.flatMap((node) => node.messages),
      'random',
    )?.why ?? '',
    /DOWNGRD/,
  );
});

test('a hybrid key share shows both of its halves on both sides', (t) => {
  const { toBank, toVictim } = dissect('tls13-node');
  const halves = (side: typeof toBank): unknown[] =>
    (
      find(
        side.flatMap((node) => node.messages),
        'key exchange',
      )?.children ?? []
    ).map((half) => [half.label, half.length]);
  t.deepEqual(halves(toBank), [
    ['ML-KEM-768 key', 1184],
    ['X25519 key', 32],
  ]);
  t.deepEqual(halves(toVictim), [
    ['ML-KEM-768 ciphertext', 1088],
    ['X25519 key', 32],
  ]);
});

test('RSA key exchange is told as what it is: no forward secrecy', (t) => {
  const { toBank } = dissect('tls12-rsa');
  const exchange = find(
    toBank.flatMap((node) => node.messages),
    'ClientKeyExchange',
  );
  t.is(exchange?.value, 'RSA');
  t.regex(exchange?.why ?? '', /steals that key later opens this recording/);
});

test('a stapled answer and a request for a certificate are taken apart', (t) => {
  t.is(
    find(
      dissect('tls12-ocsp').toVictim.flatMap((node) => node.messages),
      'OCSP response',
    )?.length,
    5,
  );
  const asked = dissect('tls12-client-certificate').toVictim.flatMap((node) => node.messages);
  t.is(find(asked, 'authority')?.value, 'O=Plainsight, CN=Lab CA');
});

test('one side alone is enough for what that side says', (t) => {
  const { toBank, toVictim } = load('tls12-ecdhe-rsa');
  const victimOnly = summarizeTls(toBank, new Uint8Array());
  t.is(victimOnly.sni, 'bank.test');
  t.is(victimOnly.version, undefined);
  t.is(victimOnly.resumed, 'unknown');
  const bankOnly = summarizeTls(new Uint8Array(), toVictim);
  t.is(bankOnly.version, 'TLS 1.2');
  t.is(bankOnly.sni, undefined);
  t.true(bankOnly.certificateSeen);
});

test('HTTP on the TLS port is said to be no TLS', (t) => {
  const http = Buffer.from('GET / HTTP/1.1\r\n\r\n');
  const { toBank, summary } = dissectTls(http, new Uint8Array());
  t.deepEqual(toBank, []);
  t.deepEqual(summary.problems, ['Not a TLS record at byte 0: major version 69, not 3']);
});

test('every field of every handshake is explained in at least two sentences with their source', (t) => {
  for (const { name, toBank, toVictim } of loadAll()) {
    for (const { label, why, source } of allFields(dissectTls(toBank, toVictim))) {
      if (BROKEN.includes(name)) continue;
      t.regex(why, /[.:;?](\s[^]*)[.?]$/, `${name}: ${label}`);
      t.true(source !== '' || /as they stand/.test(why), `${name}: ${label} has a source`);
    }
  }
});

/** What is said of 64 sealed bytes under a CBC suite of TLS 1.0 (minor 1) or later. */
function cbc(minor: number): string {
  const server = readServerHello(Uint8Array.from([3, minor, ...Buffer.alloc(32, 7), 0, 0, 0x2f, 0]));
  return sealedSaid(64, 23, { server })[0];
}

test('a sealed record of TLS 1.0 has no starting block, so that more can be inside', (t) => {
  t.is(cbc(1), 'at most 43 bytes inside');
  t.is(cbc(2), 'at most 27 bytes inside');
});

test('an alert says where its rule stands', (t) => {
  t.is(alertSource(48), 'RFC 9846 §6.2');
  t.is(alertSource(0), 'RFC 9846 §6.1');
  t.is(alertSource(100), 'RFC 5246 §7.2.2');
  t.is(alertSource(117), 'RFC 9846 §6.2');
  t.is(alertSource(52), 'RFC 9147');
  t.is(alertSource(120), 'RFC 7301 §3.2');
  t.is(alertSource(121), 'RFC 9849 §5, §6.1.6');
  t.is(alertSource(99), 'IANA TLS Alerts');
});
