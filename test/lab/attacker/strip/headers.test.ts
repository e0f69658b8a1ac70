import test from 'ava';

import { stripValue } from '../../../../lab/attacker/strip/body.ts';
import { openCookie } from '../../../../lab/attacker/strip/cookies.ts';
import { codingsOf, recoded } from '../../../../lab/attacker/strip/recoding.ts';
import { LIMITS } from '../../../../lab/limits.ts';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gzipSync,
  gunzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';

const bytes = (text: string): string => Buffer.from(text).toString('latin1');

function value(text: string, kind: 'url' | 'list'): string {
  return Buffer.from(stripValue(bytes(text), kind, 'bank.test').value, 'latin1').toString();
}

test('Addresses in headers become http, and their other bytes stay', (t) => {
  t.is(value('https://bank.test/é?ü#x', 'url'), 'http://bank.test/é?ü#x');
  t.is(value('https://ｂank.test/é', 'url'), 'http://bank.test/é');
  t.is(value('https:bank.test', 'url'), 'http://bank.test');
  t.is(value(String.raw`https:\\u:p@bank.test:/`, 'url'), 'http://bank.test/');
  t.is(value('/é', 'url'), '/é');
  t.is(value('5;https:bank.test/é', 'list'), '5;http://bank.test/é');
  t.is(
    value(
      String.raw`<https://bank.test/a>; rel=preload, <https:\\bank.test>; rel=next, <https://other.test>`,
      'list',
    ),
    '<http://bank.test/a>; rel=preload, <http://bank.test>; rel=next, <https://other.test>',
  );
});

test('A policy no longer asks for TLS, and lets a page over http be what it was', (t) => {
  const policies: readonly (readonly [string, string])[] = [
    ['upgrade-insecure-requests', ''],
    ["default-src 'self'; Upgrade-Insecure-Requests ;img-src *", "default-src 'self';img-src *"],
    ["block-all-mixed-content; default-src 'self'", "; default-src 'self'"],
    [
      'img-src https: wss:; connect-src WSS://*.test:443 https://*',
      'img-src http: ws:; connect-src ws://*.test http://*',
    ],
    [
      'img-src bank.test:443 https://bank.test:443/p other.test:443',
      'img-src bank.test http://bank.test/p other.test:443',
    ],
    ['img-src https://other.test https://*.example', 'img-src https://other.test https://*.example'],
    ["img-src 'self', upgrade-insecure-requests", "img-src 'self',"],
    [
      'x-upgrade-insecure-requests; report-uri /upgrade-insecure-requests',
      'x-upgrade-insecure-requests; report-uri /upgrade-insecure-requests',
    ],
  ];
  for (const [policy, open] of policies) t.is(stripValue(policy, 'policy', 'bank.test').value, open);
});

test('Cookies lose what asks for TLS; those that no browser keeps over http stay', (t) => {
  const lines: readonly (readonly [string, string])[] = [
    ['a=1;SECURE', 'a=1'],
    ['a=1; Path=/; secure=no ; HttpOnly', 'a=1; Path=/; HttpOnly'],
    ['a=1; SameSite=None; Secure; Partitioned', 'a=1'],
    ['a=1; samesite = none;Partitioned=1; Path=/', 'a=1; Path=/'],
    ['a=1; SameSite=Lax; securely; path=/secure', 'a=1; SameSite=Lax; securely; path=/secure'],
    ['secure=secure; Secure', 'secure=secure'],
  ];
  for (const [line, open] of lines) t.deepEqual(openCookie(line), { line: open, lost: false });
  for (const line of [
    '__Host-i=1; Secure; Path=/',
    '__SECURE-i=1; Secure',
    ' __Http-i=1;secure',
    '__host-http-i=1; Secure',
  ])
    t.deepEqual(openCookie(line), { line, lost: true });
  t.false(openCookie('my__Host-i=1; Secure').lost);
});

const stripped = (text: Buffer) => ({
  bytes: Buffer.from(text.toString().replace('https', 'http')),
  links: 1,
  policies: 0,
});

test('A body that is coded all the same is read, changed and coded again', (t) => {
  const ways = {
    gzip: [gzipSync, gunzipSync],
    deflate: [deflateSync, inflateSync],
    br: [brotliCompressSync, brotliDecompressSync],
    zstd: [zstdCompressSync, zstdDecompressSync],
  } as const;
  for (const [coding, [encode, decode]] of Object.entries(ways)) {
    const body = recoded(encode('https'), codingsOf(` ${coding.toUpperCase()},`), stripped);
    t.is(decode(body.bytes).toString(), 'http', coding);
    t.is(body.left, undefined);
  }
  const twice = recoded(gzipSync(brotliCompressSync('https')), ['br', 'gzip'], stripped);
  t.is(brotliDecompressSync(gunzipSync(twice.bytes)).toString(), 'http');
  t.is(recoded(Buffer.from('https'), codingsOf('identity, '), stripped).bytes.toString(), 'http');
  const nothing = gzipSync('x', { level: 1 });
  t.is(recoded(nothing, ['gzip'], (text) => ({ bytes: text, links: 0, policies: 0 })).bytes, nothing);
});

test('A coding that cannot be undone leaves the body, and says why', (t) => {
  const left = (body: Buffer, ...codings: string[]): string | undefined => {
    const out = recoded(body, codings, stripped);
    t.is(out.bytes, body);
    return out.left;
  };
  t.is(left(Buffer.from('x'), 'sdch'), 'it is coded as sdch');
  t.is(
    left(Buffer.from('x'), 'gzip', 'gzip', 'gzip', 'gzip', 'gzip'),
    'it is coded as gzip, gzip, gzip, gzip, gzip',
  );
  t.is(left(Buffer.from('https'), 'gzip'), 'the body is not what its coding says (gzip)');
  t.is(left(gzipSync(Buffer.alloc(LIMITS.body + 1)), 'gzip'), 'it is too large to hold');
});
