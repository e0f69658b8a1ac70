import test from 'ava';
import { alertWhy } from '../../../src/explain/tls/alerts.ts';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { cipherSaid, groupSaid, schemeSaid, versionSaid } from '../../../src/explain/tls/explain.ts';
import type { Field } from '../../../src/explain/field.ts';
import { load, loadAll, rfc8448 } from '../../../tools/support/recordings.ts';
import { client, extension, helloBody, record, server, text, u16, vector, zeros } from './made-hellos.ts';
import type { Bytes } from './made-hellos.ts';
import { allFields, below, find } from './trees.ts';

const why = (fields: readonly Field[], label: string): string => find(fields, label)?.why ?? '';
const NOBODY = new Uint8Array();

test('ech_required is the victim’s alert: its sealed ClientHello was not accepted', (t) => {
  t.regex(
    alertWhy(121),
    /^The bank did not accept the victim’s sealed ClientHello \(ECH\), so the victim ends/,
  );
});

test('every alert with a name has its words', (t) => {
  for (const description of [0, 10, 20, 21, 22, 30, 40, 41, 52, 60, 86, 90, 100, 111, 114, 117, 121])
    t.notRegex(alertWhy(description), /no word on/, String(description));
  t.regex(alertWhy(99), /no word on/);
});

const ech = (kind: number) =>
  extension(
    0xfe0d,
    [kind],
    ...(kind === 0 ? [u16(1), u16(3), [42], vector(2, zeros(32)), vector(2, zeros(9))] : []),
  );
const named = extension(0, vector(2, [0], vector(2, text('bank.test'))));

test('a GREASE ECH names the true site and a supported suite, and a retry reveals it', (t) => {
  const hello = [client([named, ech(0)])];
  t.regex(why(hello, 'ECH type'), /if this is GREASE, the SNI is the true name/);
  t.regex(why(hello, 'HPKE KDF'), /GREASE ECH names a way that the victim supports/);
  t.regex(why(hello, 'HPKE AEAD'), /GREASE ECH names one that the victim supports/);
  t.notRegex(why(hello, 'HPKE KDF'), /random/i);
  t.regex(why(hello, 'encrypted_client_hello'), /unless the bank answers with a HelloRetryRequest/);
});

test('beside ECH the name in clear may be the provider’s; without it, it is the site’s', (t) => {
  t.regex(
    why([client([named, ech(0)])], 'server_name'),
    /or with a sealed ClientHello \(ECH\) its provider’s public name/,
  );
  t.notRegex(why([client([named])], 'server_name'), /provider/);
  t.regex(client([named, ech(0)]).why, /may be sealed inside \(ECH\)/);
  t.is(find([client([ech(1)])], 'encrypted_client_hello')?.value, 'inner');
});

test('an empty enc is told as the second ClientHello’s, a filled one as a key', (t) => {
  const again = extension(0xfe0d, [0], u16(1), u16(1), [1], vector(2), vector(2, zeros(9)));
  t.regex(why([client([again])], 'enc'), /^Empty: this is a second ClientHello/);
  t.regex(why([client([ech(0)])], 'enc'), /one-time public key/);
});

/** What is said of every change_cipher_spec of a connection. */
function changesSaid(toBank: Uint8Array, toVictim: Uint8Array): string[] {
  const dissection = dissectTls(toBank, toVictim);
  return [...dissection.toBank, ...dissection.toVictim]
    .filter((node) => node.record.type === 20)
    .flatMap((node) => below(node).map((field) => field.why));
}

/** The labels of the fields of a recording that call something obsolete. */
function callingObsolete(name: string): string[] {
  const { toBank, toVictim } = load(name);
  return allFields(dissectTls(toBank, toVictim))
    .filter((field) => field.why.includes('obsolete'))
    .map((field) => field.label);
}

test('a change_cipher_spec tells where the sealed part begins up to TLS 1.2 only', (t) => {
  const retried = load('tls13-retry');
  const thirteen = changesSaid(retried.toBank, retried.toVictim);
  t.true(thirteen.length > 0);
  for (const one of thirteen) t.notRegex(one, /From the next record on|but where the sealed part begins/);
  t.true(thirteen.some((one) => /Where the sealed part begins does not follow from it/.test(one)));
  const twelve = load('tls12-rsa');
  t.true(
    changesSaid(twelve.toBank, twelve.toVictim).some((one) =>
      one.startsWith('From the next record on everything'),
    ),
  );
  const open = changesSaid(Uint8Array.from([...record(1, helloBody([])), 20, 3, 3, 0, 1, 1]), NOBODY);
  t.true(open.some((one) => /the bank’s choice has not been seen/.test(one)));
});

test('a change_cipher_spec with another value than 1 is said to be refused', (t) => {
  const [node] = dissectTls(Uint8Array.from([20, 3, 3, 0, 1, 7]), NOBODY).toBank;
  t.regex(why(node === undefined ? [] : [node], 'message'), /the value 1 only/);
});

test('the ClientHello’s version froze for servers, the ServerHello’s for devices on the path', (t) => {
  const { toBank, toVictim } = load('tls13-node');
  const dissection = dissectTls(toBank, toVictim);
  const hello = dissection.toBank.flatMap((node) => node.messages);
  t.regex(why(hello, 'legacy version'), /many servers refused/);
  t.regex(why(hello, 'supported_versions'), /many servers refused/);
  t.notRegex(why(hello, 'legacy version'), /devices/);
  const answer = dissection.toVictim.flatMap((node) => node.messages);
  t.regex(why(answer, 'legacy version'), /for old devices on the path/);
});

test('that TLS 1.2’s document is obsolete is said where the bank chooses it, and nowhere else', (t) => {
  t.deepEqual(callingObsolete('tls12-rsa'), ['legacy version']);
  t.deepEqual(callingObsolete('tls13-node'), []);
});

test('an empty session_ticket says nothing of the other ways to resume', (t) => {
  const psk = extension(41, vector(2, vector(2, zeros(9)), zeros(4)), vector(2, vector(1, zeros(32))));
  t.regex(
    why([client([extension(35), psk])], 'session_ticket'),
    /stands in pre_shared_key, in this same hello/,
  );
  t.regex(
    why([client([extension(35)])], 'session_ticket'),
    /This extension ties the connection to no earlier one/,
  );
  t.regex(why([client([psk, ech(0)])], 'pre_shared_key'), /GREASE PSK/);
});

test('GREASE is called so wherever it may stand: a psk mode, a protocol, a scheme, a version, a group', (t) => {
  for (const mode of [0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4]) {
    const hello = client([extension(45, vector(1, [mode, 1]))]);
    t.is(find([hello], 'mode')?.value, `GREASE (0x${mode.toString(16).toUpperCase().padStart(2, '0')})`);
    t.regex(why([hello], 'mode'), /means nothing/);
  }
  t.is(find([client([extension(45, vector(1, [7]))])], 'mode')?.value, 'unknown (7)');
  const alpn = [client([extension(16, vector(2, vector(1, [0x3a, 0x3a]), vector(1, text('h2'))))])];
  t.is(find(alpn, 'protocol')?.value, 'GREASE (0x3A3A)');
  t.is(find(alpn, 'name')?.value, 'GREASE (0x3A3A)');
  t.is(find(alpn, 'application_layer_protocol_negotiation')?.value, 'h2');
  for (const said of [schemeSaid, groupSaid, cipherSaid, versionSaid])
    t.is(said(0x4a4a)[0], 'GREASE (0x4A4A)');
});

test('no bytes are said to be registered that are not', (t) => {
  const fields = [
    client([extension(16, vector(2, vector(1, [0xff, 0x01, 0x20]), vector(1, text('made-up'))))]),
  ];
  for (const field of fields.flatMap((root) => below(root))) t.notRegex(field.why, /register/i);
  const names = fields.flatMap((root) => below(root)).filter((field) => field.label === 'name');
  t.regex(names[0]?.why ?? '', /what is no plain letter as its number: \\xff\\x01 \./);
  t.regex(names[1]?.why ?? '', /plain letters/);
});

test('RSA with the old padding is told apart by where TLS 1.3 allows it', (t) => {
  t.regex(schemeSaid(0x0420)[1], /client’s certificate in TLS 1\.3.*never a ClientHello/s);
  t.is(schemeSaid(0x0420)[2], 'RFC 9963 §3');
  t.regex(schemeSaid(0x0401)[1], /inside certificates only/);
  t.regex(schemeSaid(0x0804)[1], /a bank with an ordinary RSA key has no other way/);
  t.is(schemeSaid(0x0905)[2], 'draft-ietf-tls-mldsa, FIPS 204');
  t.is(schemeSaid(0x0708)[2], 'RFC 8998');
  t.is(schemeSaid(0x081a)[2], 'RFC 8734');
});

test('groups are told by their own documents', (t) => {
  t.is(groupSaid(0x11ec)[2], 'RFC 10024');
  t.is(groupSaid(0x0201)[2], 'draft-ietf-tls-mlkem');
  t.is(groupSaid(26)[2], 'RFC 7027');
  t.is(groupSaid(31)[2], 'RFC 8734');
  t.is(groupSaid(41)[2], 'RFC 8998');
});

test('a hybrid share says of each side what it holds: a key from the victim, a ciphertext from the bank', (t) => {
  const { toBank, toVictim } = load('tls13-node');
  const dissection = dissectTls(toBank, toVictim);
  const exchange = (side: typeof dissection.toBank) =>
    why(
      side.flatMap((node) => node.messages),
      'key exchange',
    );
  t.regex(exchange(dissection.toBank), /1,184 bytes of ML-KEM-768 key and 32 bytes of X25519 key/);
  t.regex(exchange(dissection.toVictim), /1,088 bytes of ML-KEM-768 ciphertext and 32 bytes of X25519 key/);
  const shares = dissection.toVictim.flatMap((node) => node.messages);
  t.notRegex(why(shares, 'key share'), /public key/);
});

test('ML-KEM alone is a key from the victim and a ciphertext from the bank too', (t) => {
  const offered = client([extension(51, vector(2, u16(0x0201), vector(2, zeros(1184))))]);
  t.is(find([offered], 'ML-KEM-768 key')?.length, 1184);
  const answered = server(zeros(32), [extension(51, u16(0x0201), vector(2, zeros(1088)))]);
  t.is(find([answered], 'ML-KEM-768 ciphertext')?.length, 1088);
});

/** Extension, and what must stand in its sentence. */
const LINES: readonly (readonly [name: string, bytes: Bytes, says: RegExp])[] = [
  ['status_request_v2', extension(17, vector(2, [2], u16(4), zeros(4))), /deprecated/],
  ['heartbeat', extension(15, [1]), /Heartbleed/],
  ['next_protocol_negotiation', extension(13_172), /forerunner of ALPN/],
  ['use_srtp', extension(14, vector(2, u16(7)), [0]), /DTLS/],
];

for (const [name, bytes, says] of LINES) {
  test(`${name} has its line on both sides`, (t) => {
    for (const hello of [client([bytes]), server(zeros(32), [bytes])]) {
      t.regex(why([hello], name), says);
      t.is(find([hello], 'malformed'), undefined);
    }
  });
}

test('the bank’s list of protocols before ALPN is read', (t) => {
  const hello = server(zeros(32), [
    extension(13_172, vector(1, text('spdy/3')), vector(1, text('http/1.1'))),
  ]);
  t.is(find([hello], 'next_protocol_negotiation')?.value, 'spdy/3, http/1.1');
});

test('a number that is not known is not said to mean something', (t) => {
  t.regex(why([client([extension(0x1234)])], 'extension type'), /^Number 4660 is none that this lab knows\./);
  t.regex(why([client([extension(0x2a2a)])], 'extension type'), /^Number 10794 means nothing/);
});

test('one of a thing is told in the singular', (t) => {
  const padding = find([client([extension(21, [0])])], 'padding');
  t.deepEqual(
    below(padding ?? client([])).map((field) => [field.label, field.value]),
    [
      ['padding', '1 byte'],
      ['extension type', 'padding'],
      ['length', '1 byte'],
      ['padding', '1 zero'],
    ],
  );
  t.is(find([client([extension(28, u16(1))])], 'record size limit')?.value, '1 byte');
  t.is(
    find(
      [client([extension(41, vector(2, vector(2, [1]), zeros(4)), vector(2, vector(1, zeros(32))))])],
      'identities',
    )?.value,
    '1 identity',
  );
  const [node] = dissectTls(Uint8Array.from([20, 3, 3, 0, 1, 1]), NOBODY).toBank;
  t.regex(why(node === undefined ? [] : [node], 'length'), /^1 byte follows this header\./);
});

test('nowhere in any recording does a one stand before a plural', (t) => {
  const recordings = [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)];
  for (const { name, toBank, toVictim } of recordings) {
    for (const { label, value, why: said } of allFields(dissectTls(toBank, toVictim)))
      t.notRegex(
        `${value} ${said}`,
        /(?<![\d,.])1 (?:bytes|zeros|seconds|suites|entries|identities|keys|schemes|extensions|are)\b|\bA [AEIO]/,
        `${name}: ${label}`,
      );
  }
});

test('a session id that does not come back is said to be wrong', (t) => {
  const hello = helloBody([extension(43, vector(1, u16(0x0304)))]);
  const answer = [
    ...u16(0x0303),
    ...zeros(32),
    ...vector(1, [9]),
    ...u16(0x1301),
    0,
    ...vector(2, extension(43, u16(0x0304))),
  ];
  const { toVictim } = dissectTls(record(1, hello), record(2, answer));
  t.regex(
    why(
      toVictim.flatMap((node) => node.messages),
      'legacy session id',
    ),
    /^Not what the victim sent/,
  );
});
