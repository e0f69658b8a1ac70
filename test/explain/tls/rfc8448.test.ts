import { createHash } from 'node:crypto';
import test from 'ava';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { allFields, find } from './trees.ts';
import { rfc8448 } from '../../../tools/support/recordings.ts';

function dissect(section: string) {
  const { toBank, toVictim } = rfc8448(section);
  return dissectTls(toBank, toVictim);
}

const sha256 = (...parts: Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

test('the traces are the RFC’s own: their hashes are those that it prints', (t) => {
  const simple = rfc8448('3');
  t.is(
    sha256(simple.toBank.subarray(5, 201), simple.toVictim.subarray(5, 95)),
    '860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8',
  );
  // The ClientHello of section 4 without its binders, which is what the binder covers.
  t.is(
    sha256(rfc8448('4').toBank.subarray(5, 517 - 35)),
    '63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14',
  );
});

for (const section of ['3', '4', '5', '6', '7']) {
  test(`RFC 8448 §${section}: nothing in it is malformed, and everybody speaks TLS 1.3`, (t) => {
    const dissection = dissect(section);
    t.is(find(allFields(dissection), 'malformed'), undefined);
    t.is(dissection.summary.sni, 'server');
    t.deepEqual(dissection.summary.versionOffered, ['TLS 1.3']);
    t.is(dissection.summary.version, 'TLS 1.3');
    t.is(dissection.summary.cipher, 'TLS_AES_128_GCM_SHA256');
    t.false(dissection.summary.certificateSeen);
    t.deepEqual(dissection.summary.alerts, []);
  });
}

test('RFC 8448 §3: the simple handshake, field by field', (t) => {
  const { toBank, toVictim, summary } = dissect('3');
  t.is(summary.group, 'x25519');
  t.is(summary.resumed, 'no');
  const hello = toBank.flatMap((node) => node.messages);
  t.is(find(hello, 'random')?.offset, 11);
  t.is(find(hello, 'random')?.value, 'cb34ecb1e78163ba… (32 bytes)');
  t.is(find(hello, 'record_size_limit')?.value, '16385 bytes');
  t.is(find(hello, 'session_ticket')?.value, 'empty');
  t.is(find(hello, 'key share')?.value, 'x25519, 32 bytes');
  t.is(find(hello, 'psk_key_exchange_modes')?.children?.[2]?.children?.[0]?.value, 'psk_dhe_ke');
  t.is(find(hello, 'signature_algorithms')?.value, '15 schemes');
  t.deepEqual(
    toBank.map((node) => [node.record.typeName, node.record.length, node.sealed]),
    [
      ['handshake', 196, false],
      ['application_data', 53, true],
      ['application_data', 67, true],
      ['application_data', 19, true],
    ],
  );
  t.is(find(toBank.slice(2), 'sealed payload')?.value, 'at most 50 bytes inside');
  t.is(
    find(
      toVictim.flatMap((node) => node.messages),
      'supported_versions',
    )?.value,
    'TLS 1.3',
  );
});

test('RFC 8448 §4: 0-RTT resumption with a ticket and a binder', (t) => {
  const { toBank, toVictim, summary } = dissect('4');
  t.is(summary.resumed, 'psk');
  t.true(summary.earlyDataOffered);
  const hello = toBank.flatMap((node) => node.messages);
  t.is(find(hello, 'ticket')?.length, 178);
  t.is(find(hello, 'obfuscated ticket age')?.value, String(0xfad6aacb));
  t.is(find(hello, 'HMAC')?.value, '3add4fb2d8fdf822… (32 bytes)');
  t.is(find(hello, 'padding')?.value, '87 bytes');
  t.is(
    find(
      toVictim.flatMap((node) => node.messages),
      'pre_shared_key',
    )?.value,
    'key 0 accepted',
  );
  t.deepEqual(
    toVictim.map((node) => node.record.length),
    [96, 97, 67, 19],
  );
});

test('RFC 8448 §5: a HelloRetryRequest with a cookie, and the second ClientHello', (t) => {
  const { toBank, toVictim, summary } = dissect('5');
  t.true(summary.helloRetry);
  t.is(summary.group, 'secp256r1');
  const [retry, server] = toVictim.flatMap((node) => node.messages);
  t.is(retry?.label, 'HelloRetryRequest');
  t.is(retry === undefined ? undefined : find([retry], 'random')?.value, 'HelloRetryRequest');
  t.is(retry === undefined ? undefined : find([retry], 'key_share')?.value, 'secp256r1');
  t.is(retry === undefined ? undefined : find([retry], 'cookie')?.length, 120);
  t.is(server?.label, 'ServerHello');
  const [first, second] = toBank.flatMap((node) => node.messages);
  t.is(first === undefined ? undefined : find([first], 'key share')?.value, 'x25519, 32 bytes');
  t.is(second === undefined ? undefined : find([second], 'key share')?.value, 'secp256r1, 65 bytes');
  t.is(second === undefined ? undefined : find([second], 'cookie')?.value, 'brought back');
});

test('RFC 8448 §6: that a client certificate is asked for does not show', (t) => {
  const { summary } = dissect('6');
  t.false(summary.clientCertificateAsked);
  t.false(summary.clientCertificateSeen);
});

test('RFC 8448 §7: the session id comes back and change_cipher_spec means nothing', (t) => {
  const { toBank, toVictim } = dissect('7');
  t.is(
    find(
      toVictim.flatMap((node) => node.messages),
      'legacy session id',
    )?.length,
    33,
  );
  t.regex(
    find(
      toVictim.flatMap((node) => node.messages),
      'legacy session id',
    )?.why ?? '',
    /^Sent back as it came/,
  );
  t.deepEqual(
    toBank.map((node) => [node.record.typeName, node.sealed]),
    [
      ['handshake', false],
      ['change_cipher_spec', false],
      ['application_data', true],
      ['application_data', true],
    ],
  );
  t.regex(toBank[1]?.why ?? '', /^Means nothing in TLS 1\.3/);
});
