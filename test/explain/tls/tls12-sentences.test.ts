import test from 'ava';
import type { Field } from '../../../src/explain/field.ts';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { sealedSaid } from '../../../src/explain/tls/sealed.ts';
import { readServerHello } from '../../../lab/wire/tls/hello.ts';
import type { ServerHello } from '../../../lab/wire/tls/hello.ts';
import { load } from '../../../tools/support/recordings.ts';
import { extension, record, u16, vector, zeros } from './made-hellos.ts';
import type { Bytes } from './made-hellos.ts';
import { find } from './trees.ts';

const why = (fields: readonly Field[], label: string): string => find(fields, label)?.why ?? '';
const NOBODY = new Uint8Array();

/** A ServerHello of TLS 1.2 with this suite, as data. */
function tls12(suite: number): ServerHello {
  return readServerHello(Uint8Array.from([3, 3, ...zeros(32), 0, ...u16(suite), 0]));
}

test('a record too short for its seal is not counted as if it were long enough', (t) => {
  t.regex(sealedSaid(20, 23, { server: tls12(0xc02f) })[1], /^Too short to be sealed.* at least 24 bytes/);
  t.regex(sealedSaid(30, 23, { server: tls12(0x002f) })[1], /at least 37 bytes/);
  t.regex(sealedSaid(25, 23, { server: tls12(0xc02f) })[1], /so exactly 1 is inside/);
  t.is(sealedSaid(40, 23, { server: tls12(0xc09c) })[2], 'RFC 6655 §3');
  t.is(sealedSaid(40, 23, { server: tls12(0xc02f) })[2], 'RFC 5288 §3');
  t.regex(sealedSaid(2, 21, { server: tls12(0x003b) })[1], /^This suite encrypts nothing: what was sent/);
});

test('a bank that agrees to a short checksum leaves more room for content', (t) => {
  const extensions = vector(2, extension(4));
  const short = readServerHello(Uint8Array.from([3, 3, ...zeros(32), 0, ...u16(0x002f), 0, ...extensions]));
  t.is(sealedSaid(64, 23, { server: short })[0], 'at most 37 bytes inside');
});

test('the suites of TLS 1.3 that encrypt nothing are not called sealed', (t) => {
  const hello = [
    ...u16(0x0303),
    ...zeros(32),
    0,
    ...u16(0xc0b4),
    0,
    ...vector(2, extension(43, u16(0x0304))),
  ];
  const node = dissectTls(NOBODY, Uint8Array.from([...record(2, hello), 23, 3, 3, 0, 3, 1, 2, 3]))
    .toVictim[1];
  t.false(node?.sealed);
  t.regex(node?.why ?? '', /encrypts nothing/);
});

/** The messages of a bank that chose this suite and then sends these. */
function after(
  suite: number,
  version: number,
  ...messages: readonly (readonly [type: number, body: Bytes])[]
): Field[] {
  const hello = record(2, [...u16(version), ...zeros(32), 0, ...u16(suite), 0]);
  const rest = messages.flatMap(([type, body]) => [...record(type, body)]);
  return dissectTls(NOBODY, Uint8Array.from([...hello, ...rest])).toVictim.flatMap((node) => node.messages);
}

test('a ticket may be empty, and its time left open', (t) => {
  const empty = find(after(0xc02f, 0x0303, [4, [0, 0, 0, 0, 0, 0]]), 'NewSessionTicket');
  t.is(empty?.value, 'no ticket');
  const open = find(after(0xc02f, 0x0303, [4, [0, 0, 0, 0, 0, 1, 9]]), 'NewSessionTicket');
  t.is(open?.value, 'for a time that is left open');
  t.regex(open === undefined ? '' : why([open], 'lifetime hint'), /^A 0 leaves open/);
});

test('a shared secret’s hint is not called an unknown suite, and what follows it is read', (t) => {
  const plain = after(0x00a8, 0x0303, [12, [0, 2, 7, 7]]);
  t.is(find(plain, 'ServerKeyExchange')?.value, 'hint');
  t.is(find(plain, 'malformed'), undefined);
  const curve = after(0xc035, 0x0303, [12, [0, 0, 3, ...u16(29), 2, 9, 9]]);
  t.is(find(curve, 'ServerKeyExchange')?.value, 'x25519');
  t.is(find(curve, 'identity hint')?.value, 'empty');
});

test('a curve without a name is shown as it stands', (t) => {
  const messages = after(0xc02f, 0x0303, [12, [1, 9, 9, 9]]);
  t.is(find(messages, 'curve type')?.value, 'explicit_prime');
  t.is(find(messages, 'parameters')?.value, '090909');
  t.is(find(messages, 'malformed'), undefined);
});

test('in SSL 3.0 the encrypted secret has no length before it', (t) => {
  const answer = record(2, [...u16(0x0300), ...zeros(32), 0, ...u16(0x0035), 0]);
  const { toBank } = dissectTls(
    record(
      16,
      Array.from({ length: 128 }, () => 0x8b),
    ),
    answer,
  );
  const messages = toBank.flatMap((node) => node.messages);
  t.is(find(messages, 'encrypted premaster secret')?.length, 128);
  t.is(find(messages, 'malformed'), undefined);
});

test('a certificate of either side is told by the section about that side', (t) => {
  const { toBank, toVictim } = load('tls12-client-certificate');
  const dissection = dissectTls(toBank, toVictim);
  const source = (side: typeof dissection.toBank) =>
    find(
      side.flatMap((node) => node.messages),
      'leaf certificate',
    )?.source;
  t.is(source(dissection.toVictim), 'RFC 5246 §7.4.2');
  t.is(source(dissection.toBank), 'RFC 5246 §7.4.6');
});

test('the algorithm that signed a certificate has its name', (t) => {
  const { toBank, toVictim } = load('tls12-rsa');
  const messages = dissectTls(toBank, toVictim).toVictim.flatMap((node) => node.messages);
  t.regex(
    find(messages, 'signature algorithm')?.value ?? '',
    /^(sha256WithRSAEncryption|ecdsa-with-SHA256)$/,
  );
});
