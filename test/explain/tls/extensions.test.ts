import test from 'ava';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { readClientHello } from '../../../lab/wire/tls/hello.ts';
import { summarizeTls } from '../../../lab/wire/tls/summary.ts';
import { client, extension, helloBody, record, server, text, u16, vector, zeros } from './made-hellos.ts';
import type { Bytes } from './made-hellos.ts';
import { below, find } from './trees.ts';

/** Extension, its value, and the value that one field below it has. */
const CASES: readonly (readonly [
  title: string,
  bytes: Bytes,
  label: string,
  value: string,
  child: string,
  childValue: string,
])[] = [
  [
    'max_fragment_length',
    extension(1, [1]),
    'max_fragment_length',
    'code 1',
    'max fragment length',
    '512 bytes',
  ],
  ['status_request', extension(5, [1, 0, 0, 0, 0]), 'status_request', 'ocsp', 'responder id list', 'empty'],
  [
    'supported_groups',
    extension(10, vector(2, u16(0x11ec), u16(29))),
    'supported_groups',
    'X25519MLKEM768, x25519',
    'entry',
    'X25519MLKEM768',
  ],
  [
    'application_layer_protocol_negotiation',
    extension(16, vector(2, vector(1, text('h2')), vector(1, text('http/1.1')))),
    'application_layer_protocol_negotiation',
    'h2, http/1.1',
    'protocol',
    'h2',
  ],
  [
    'signed_certificate_timestamp',
    extension(18),
    'signed_certificate_timestamp',
    'empty',
    'length',
    '0 bytes',
  ],
  ['padding', extension(21, zeros(9)), 'padding', '9 bytes', 'length', '9 bytes'],
  ['encrypt_then_mac', extension(22), 'encrypt_then_mac', 'offered', 'length', '0 bytes'],
  ['extended_master_secret', extension(23), 'extended_master_secret', 'offered', 'length', '0 bytes'],
  [
    'compress_certificate',
    extension(27, vector(1, u16(2), u16(1))),
    'compress_certificate',
    'offered',
    'algorithm',
    'brotli',
  ],
  [
    'record_size_limit',
    extension(28, u16(4096)),
    'record_size_limit',
    '4096 bytes',
    'record size limit',
    '4096 bytes',
  ],
  [
    'delegated_credential',
    extension(34, vector(2, u16(0x0403))),
    'delegated_credential',
    'offered',
    'entry',
    'ecdsa_secp256r1_sha256',
  ],
  [
    'session_ticket',
    extension(35, zeros(20)),
    'session_ticket',
    'a ticket of 20 bytes',
    'ticket',
    '0000000000000000… (20 bytes)',
  ],
  [
    'supported_versions',
    extension(43, vector(1, u16(0x5a5a), u16(0x0304), u16(0x0303))),
    'supported_versions',
    'TLS 1.3, TLS 1.2',
    'version',
    'GREASE (0x5A5A)',
  ],
  ['cookie', extension(44, vector(2, [1, 2])), 'cookie', 'brought back', 'bytes', '0102'],
  [
    'psk_key_exchange_modes',
    extension(45, vector(1, [1, 0])),
    'psk_key_exchange_modes',
    'how to resume',
    'mode',
    'psk_dhe_ke',
  ],
  ['post_handshake_auth', extension(49), 'post_handshake_auth', 'offered', 'length', '0 bytes'],
  [
    'signature_algorithms_cert',
    extension(50, vector(2, u16(0x0201))),
    'signature_algorithms_cert',
    '1 scheme',
    'entry',
    'rsa_pkcs1_sha1',
  ],
  [
    'key_share of a group that does not exist',
    extension(51, vector(2, u16(0x2a2a), vector(2, [0]))),
    'key_share',
    '',
    'group',
    'GREASE (0x2A2A)',
  ],
  ['key_share with no share', extension(51, vector(2)), 'key_share', 'no share', 'length', '2 bytes'],
  [
    'application_settings',
    extension(17_613, vector(2, vector(1, text('h2')))),
    'application_settings',
    'offered',
    'name',
    'h2',
  ],
  [
    'renegotiation_info',
    extension(0xff01, [0]),
    'renegotiation_info',
    'offered',
    'renegotiated connection',
    'empty',
  ],
  ['GREASE', extension(0xdada), 'GREASE (0xDADA)', 'GREASE (0xDADA)', 'extension type', 'GREASE (0xDADA)'],
  [
    'an extension by its number',
    extension(0x1234, [1, 2, 3]),
    'unknown (0x1234)',
    '3 bytes',
    'data',
    '010203',
  ],
];

for (const [title, bytes, label, value, child, childValue] of CASES) {
  test(`${title} is taken apart`, (t) => {
    const hello = client([bytes]);
    const field = find([hello], label);
    t.is(field?.value, value);
    t.is(field?.length, bytes.length);
    t.is(field === undefined ? undefined : find(field.children ?? [], child)?.value, childValue);
    t.is(find([hello], 'malformed'), undefined);
  });
}

test('the name of the site is told with the sentence that it stands in clear', (t) => {
  const hello = client([extension(0, vector(2, [0], vector(2, text('bank.test'))))]);
  const field = find([hello], 'server_name');
  t.is(field?.value, 'bank.test');
  t.is(field?.why, 'The victim names the site it wants, bank.test, in clear. Anyone on the path reads it.');
  t.is(field?.source, 'RFC 6066 §3');
});

test('a name with control bytes is escaped everywhere', (t) => {
  const bytes = record(
    1,
    helloBody([extension(0, vector(2, [0], vector(2, [0x1b, 0x5b, 0x32, 0x4a, 0x5c, 0xff])))]),
  );
  t.is(summarizeTls(bytes, new Uint8Array()).sni, '\\x1b[2J\\x5c\\xff');
});

test('an encrypted ClientHello is not told from GREASE', (t) => {
  const outer = extension(0xfe0d, [0], u16(1), u16(3), [42], vector(2, zeros(32)), vector(2, zeros(100)));
  const hello = client([outer]);
  t.is(find([hello], 'HPKE AEAD')?.value, 'ChaCha20Poly1305');
  t.is(find([hello], 'config id')?.value, '42');
  t.regex(find([hello], 'encrypted_client_hello')?.why ?? '', /nobody can tell/);
  t.true(summarizeTls(record(1, helloBody([outer])), new Uint8Array()).echOffered);
  t.is(find([client([extension(0xfe0d, [1])])], 'ECH type')?.value, 'inner');
});

test('cipher suites that are no ciphers, or bad ones, say so', (t) => {
  const hello = client([], [0x00ff, 0x5600, 0x0a0a, 0x0002, 0x0005, 0x002f, 0xc02f, 0x1301, 0x4242]);
  const suites = find([hello], 'cipher suites')?.children ?? [];
  t.deepEqual(
    suites.map((suite) => suite.value),
    [
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
      'TLS_FALLBACK_SCSV',
      'GREASE (0x0A0A)',
      'TLS_RSA_WITH_NULL_SHA',
      'TLS_RSA_WITH_RC4_128_SHA',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_AES_128_GCM_SHA256',
      'unknown (0x4242)',
    ],
  );
  t.regex(suites[3]?.why ?? '', /^Encrypts nothing/);
  t.regex(suites[4]?.why ?? '', /^Broken/);
  t.regex(suites[5]?.why ?? '', /^No forward secrecy/);
});

/** A random that ends in the letters and one more byte. */
const mark = (last: number): Bytes => [...zeros(24), ...text('DOWNGRD'), last];

test('the two downgrade marks are known, and no other ending is taken for one', (t) => {
  t.regex(find([server(mark(1), [])], 'random')?.why ?? '', /asked for 1\.2/);
  t.regex(find([server(mark(0), [], 0x0302)], 'random')?.why ?? '', /more than TLS 1\.1/);
  t.notRegex(find([server(mark(2), [])], 'random')?.why ?? '', /DOWNGRD/);
});

test('a length that does not fit becomes a field with a plain sentence, and what stands before it stays', (t) => {
  const hello = client([extension(0, u16(200), [0], vector(2, text('bank.test'))), extension(23)]);
  const name = find([hello], 'server_name');
  const malformed = name === undefined ? undefined : find([name], 'malformed');
  t.is(malformed?.why, 'The server name list should take 202 bytes here, and 14 are left.');
  t.is(malformed?.length, 14);
  t.is(find([hello], 'extended_master_secret')?.value, 'offered');
});

test('bytes left over where something should end are malformed', (t) => {
  const hello = client([extension(28, u16(4096), [7])]);
  t.is(find([hello], 'malformed')?.why, '1 byte left over where the record_size_limit should end.');
});

test('a ClientHello that breaks off keeps what it said before', (t) => {
  const body = helloBody([extension(0, vector(2, [0], vector(2, text('bank.test'))))], [0x1301, 0x1302]);
  const hello = readClientHello(Uint8Array.from(body.slice(0, 45)));
  t.true(hello.malformed);
  t.is(hello.random.length, 32);
  t.deepEqual(hello.cipherSuites, [0x1301, 0x1302]);
  t.is(hello.sni, undefined);
});

test('a message that is not whole is not taken apart', (t) => {
  const bytes = Uint8Array.from([22, 3, 1, 0, 6, 1, 0, 1, 0, 3, 3]);
  const [message] = dissectTls(bytes, new Uint8Array()).toBank[0]?.messages ?? [];
  t.is(message?.value, '2 of 256 bytes');
  t.deepEqual(message === undefined ? [] : below(message).map((field) => field.label), [
    'ClientHello',
    'message type',
    'length',
    'so far',
  ]);
});

test('several messages in one record each say where they begin', (t) => {
  const done = [14, 0, 0, 0];
  const bytes = Uint8Array.from([22, 3, 3, 0, 8, ...done, ...done]);
  const { toVictim } = dissectTls(new Uint8Array(), bytes);
  t.deepEqual(
    toVictim[0]?.messages.map((message) => [message.label, message.offset, message.length]),
    [
      ['ServerHelloDone', 5, 4],
      ['ServerHelloDone', 9, 4],
    ],
  );
  t.is(toVictim[0]?.value, 'ServerHelloDone, ServerHelloDone, 8 bytes');
});

test('before the bank has answered, a change_cipher_spec of a victim that offers TLS 1.3 seals nothing', (t) => {
  const hello = record(1, helloBody([extension(43, vector(1, u16(0x0304)))]));
  const ccs = [20, 3, 3, 0, 1, 1];
  const again = [...hello, ...ccs, ...hello];
  const { toBank } = dissectTls(Uint8Array.from(again), new Uint8Array());
  t.deepEqual(
    toBank.map((node) => [node.record.typeName, node.sealed, node.messages.length]),
    [
      ['handshake', false, 1],
      ['change_cipher_spec', false, 0],
      ['handshake', false, 1],
    ],
  );
});

test('a suite that encrypts nothing is not called sealed', (t) => {
  const hello = [...u16(0x0303), ...zeros(32), 0, ...u16(0x003b), 0];
  const bytes = [...record(2, hello), 20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 3, 1, 2, 3];
  const node = dissectTls(new Uint8Array(), Uint8Array.from(bytes)).toVictim[2];
  t.false(node?.sealed);
  t.is(node?.value, 'not encrypted, 3 bytes');
});
