import test from 'ava';
import * as fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SEARCH_LIMITS, searchSecret, type SearchResult } from '../../src/reading/secrets.ts';

const SECRET = 'tulip-orbit-42';
const search = (bytes: Uint8Array | string, secret = SECRET): SearchResult =>
  searchSecret([{ connection: 1, direction: 'to-bank', bytes: Buffer.from(bytes) }], secret);
const answer = (headers: string, body: Uint8Array): SearchResult =>
  searchSecret(
    [
      {
        connection: 1,
        direction: 'to-victim',
        bytes: Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n`), body]),
      },
    ],
    SECRET,
  );
const chunked = (...parts: readonly (Uint8Array | string)[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}\r\n`),
      Buffer.from(part),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('0\r\n\r\n'),
  ]);

test('a password in a form is found once, where it stands', (t) => {
  const text = `POST /login HTTP/1.1\r\nContent-Length: 34\r\n\r\nuser=alice&password=${SECRET}`;
  const result = search(text);
  t.deepEqual(result.findings, [
    {
      connection: 1,
      direction: 'to-bank',
      offset: text.indexOf(SECRET),
      length: SECRET.length,
      way: 'as it is',
    },
  ]);
  t.like(result, { searchedBytes: text.length, truncated: false, undecoded: 0 });
});

test('a stream that begins later is found at its own offsets', (t) => {
  const stream = {
    connection: 4,
    direction: 'to-victim' as const,
    offset: 5000,
    bytes: Buffer.from(`..${SECRET}`),
  };
  t.like(searchSecret([stream], SECRET).findings[0], { connection: 4, offset: 5002 });
});

test('ways with bytes of their own are counted, and each once', (t) => {
  t.is(search('', SECRET).ways, 7);
  t.deepEqual(search('', SECRET).skipped, []);
  t.is(search('', 'a "b" <ü>/?').ways, 11);
});

test('a short secret is looked for as it is, and what would stand anywhere by chance is left out', (t) => {
  const result = search('xab', 'ab');
  t.like(result.findings, [{ offset: 1, way: 'as it is' }]);
  t.true(result.skipped.includes('base64'));
  t.deepEqual(search('', '12').findings, []);
});

test('an empty secret is refused', (t) => {
  t.throws(() => search('x', ''), { instanceOf: RangeError });
});

test('a secret in a coded body is found in its content', (t) => {
  const body = Buffer.from(`<p>Welcome, Alice. Your word is ${SECRET}.</p>${'<p>filler</p>'.repeat(40)}`);
  const offset = body.indexOf(SECRET);
  for (const [coding, bytes] of [
    ['gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
  ] as const) {
    const plainly = answer(`Content-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n`, bytes);
    // The words may also stand in the compressed bytes, unpacked: one finding in the content there must be.
    const within = plainly.findings.filter((finding) => finding.within !== undefined);
    t.like(within, [
      { offset, length: SECRET.length, way: 'as it is', within: `body of response 1, ${coding}` },
    ]);
    const parts = chunked(bytes.subarray(0, 40), bytes.subarray(40));
    const both = answer(`Content-Encoding: ${coding}\r\nTransfer-Encoding: chunked\r\n`, parts);
    t.true(
      both.findings.some(
        (finding) => finding.within === `body of response 1, chunked, ${coding}` && finding.offset === offset,
      ),
    );
  }
});

test('in a chunked body, what is split is found in the content and what is whole on the wire, each once', (t) => {
  const headers = 'Transfer-Encoding: chunked\r\n';
  const split = answer(headers, chunked('a tulip-', 'orbit-42 b'));
  t.like(split.findings, [{ offset: 2, within: 'body of response 1, chunked' }]);
  const whole = answer(headers, chunked('a ', `b ${SECRET} c`));
  t.is(whole.findings.length, 1);
  t.is(whole.findings[0]?.within, undefined);
});

test('the answer to HEAD is not taken for a coded body', (t) => {
  const direction = 'to-victim' as const;
  const head = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 900\r\n\r\n';
  const body = chunked('tulip-', 'orbit-42');
  const answers = Buffer.concat([
    Buffer.from(`${head}HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n`),
    body,
  ]);
  const requests = Buffer.from('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n');
  const result = searchSecret(
    [
      { connection: 1, direction, bytes: answers },
      { connection: 1, direction: 'to-bank', bytes: requests },
    ],
    SECRET,
  );
  t.like(result.findings, [{ within: 'body of response 2, chunked' }]);
});

test('a bomb is searched at its beginning and said to be cut', (t) => {
  const bomb = gzipSync(Buffer.concat([Buffer.from(SECRET), Buffer.alloc(30_000_000)]));
  const result = answer(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`, bomb);
  t.true(result.findings.some((finding) => finding.within !== undefined && finding.offset === 0));
  t.is(result.undecoded, 1);
});

test('many bombs do not exceed what is decoded in one search', (t) => {
  const bomb = gzipSync(Buffer.alloc(3_000_000));
  const one = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`),
    bomb,
  ]);
  const bytes = Buffer.concat(Array.from({ length: 100 }, () => one));
  const result = searchSecret([{ connection: 1, direction: 'to-victim', bytes }], SECRET);
  t.like(result, { findings: [], undecoded: 100, searchedBytes: bytes.length });
});

test('findings are bounded and said to be cut', (t) => {
  const result = search(SECRET.repeat(SEARCH_LIMITS.findings + 1));
  t.is(result.findings.length, SEARCH_LIMITS.findings);
  t.true(result.truncated);
  t.false(search(SECRET.repeat(SEARCH_LIMITS.findings)).truncated);
});

const upper = (text: string): string => text.replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase());
const lower = (text: string): string => text.replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toLowerCase());
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** What encoders other than ours make of a secret, by the label under which it must be found. */
const ENCODERS: Readonly<Record<string, (secret: string) => Uint8Array | string>> = {
  'as it is': (secret) => secret,
  'form-encoded': (secret) => new URLSearchParams({ p: secret }).toString().slice(2),
  'form-encoded, lower case': (secret) => lower(new URLSearchParams({ p: secret }).toString().slice(2)),
  'percent-encoded': (secret) => encodeURIComponent(secret),
  'percent-encoded, lower case': (secret) => lower(encodeURIComponent(secret)),
  'percent-encoded in every byte': (secret) => percent(secret),
  'percent-encoded in every byte, upper case': (secret) => upper(percent(secret)),
  'percent-encoded in a path': (secret) => encodeURI(secret),
  'hex, lower case': (secret) => Buffer.from(secret).toString('hex'),
  'hex, upper case': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'UTF-16, little-endian': (secret) => Buffer.from(secret, 'utf16le'),
  'UTF-16, big-endian': (secret) => Buffer.from(secret, 'utf16le').swap16(),
  'JSON-escaped': (secret) => JSON.stringify(secret).slice(1, -1),
  'HTML-escaped': (secret) =>
    secret.replace(
      /[&<>"']/g,
      (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? '&#39;',
    ),
};

const secretText = fc
  .string({ unit: 'grapheme', minLength: 4, maxLength: 24 })
  .filter((text) => text.isWellFormed() && Buffer.from(text).length >= 4);
const noise = fc.uint8Array({ maxLength: 60 });

test('of two disguises that overlap the longer one is told', (t) => {
  t.like(search('\\/door', '/door').findings, [{ offset: 0, length: 6, way: 'JSON-escaped' }]);
});

for (const [name, encode] of Object.entries(ENCODERS)) {
  test(`a secret is found among random neighbours: ${name}`, (t) => {
    fc.assert(
      fc.property(secretText, noise, noise, (secret, before, after) => {
        const encoded = Buffer.from(encode(secret));
        const bytes = Buffer.concat([before, encoded, after]);
        const { findings } = search(bytes, secret);
        const first = bytes.indexOf(encoded);
        const end = first + encoded.length;
        // A zero byte beside UTF-16 makes both byte orders match, one byte apart.
        const slack = name.startsWith('UTF-16') ? 1 : 0;
        // A neighbour may make a longer disguise of it: a backslash before "/" is JSON's way to write a slash.
        t.true(
          findings.some(({ offset, length }) => offset <= first + slack && offset + length >= end - slack),
        );
      }),
      { numRuns: 300 },
    );
  });
}

for (const encoding of ['base64', 'base64url'] as const) {
  for (const shift of [0, 1, 2]) {
    test(`a secret is found in ${encoding}, ${shift} bytes into a group of three`, (t) => {
      fc.assert(
        fc.property(secretText, noise, noise, noise, (secret, text, behind, around) => {
          const before = Buffer.concat([
            text.subarray(0, text.length - (text.length % 3)),
            Buffer.alloc(shift, 0xa7),
          ]);
          const utf8 = Buffer.from(secret);
          const code = Buffer.concat([before, utf8, behind]).toString(encoding);
          const { findings } = search(Buffer.concat([around, Buffer.from(code)]), secret);
          // The characters made of the secret's bits alone.
          const start = around.length + Math.ceil((before.length * 8) / 6);
          const end = around.length + Math.floor(((before.length + utf8.length) * 8) / 6);
          t.true(
            findings.some(
              ({ offset, length, way }) =>
                offset === start && length === end - start && way.startsWith('base64'),
            ),
          );
        }),
        { numRuns: 300 },
      );
    });
  }
}

test('a secret that is not there is not found', (t) => {
  const secret = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-'.split('')),
    minLength: 8,
    maxLength: 16,
  });
  fc.assert(
    fc.property(secret, fc.uint8Array({ minLength: 100, maxLength: 2000, size: 'max' }), (one, bytes) => {
      t.deepEqual(search(bytes, one).findings, []);
    }),
  );
});

test('whatever the bytes and the secret are, searching does not throw and findings do not overlap', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
      fc.uint8Array({ maxLength: 300 }),
      (secret, bytes) => {
        let end = 0;
        for (const { offset, length } of search(Buffer.concat([bytes, Buffer.from(secret.repeat(3))]), secret)
          .findings) {
          t.true(offset >= end);
          end = offset + length;
        }
      },
    ),
  );
});
