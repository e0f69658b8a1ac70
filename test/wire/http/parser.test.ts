import test from 'ava';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeContent } from '../../../lab/wire/http/content.ts';
import {
  HTTP_LIMITS,
  type HttpMessage,
  type HttpReading,
  type Opaque,
} from '../../../lab/wire/http/message.ts';
import {
  decodeHttp,
  feedHttp,
  httpReading,
  looksLikeHttp,
  startHttp,
} from '../../../lab/wire/http/parser.ts';
import { looksLikeTls } from '../../../lab/wire/tls/records.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const request = (text: string): HttpReading => decodeHttp('to-bank', bytesOf(text));
const response = (text: string, ...methods: string[]): HttpReading =>
  decodeHttp('to-victim', bytesOf(text), { methods });

const contents = (reading: HttpReading): string[] =>
  reading.messages.map((message) => Buffer.from(message.body.content).toString('latin1'));

function only(reading: HttpReading): HttpMessage {
  const [message] = reading.messages;
  if (message === undefined || reading.messages.length > 1)
    throw new Error(`${reading.messages.length} messages`);
  return message;
}

test('a login form says where its line, headers and body lie', (t) => {
  const text = 'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length:  19 \r\n\r\nuser=a&password=b42';
  const message = only(decodeHttp('to-bank', bytesOf(text), { offset: 1000 }));
  t.like(message.start, { method: 'POST', target: '/login', version: '1.1', offset: 1000, length: 20 });
  t.deepEqual(
    message.headers.map((header) => [header.name, header.value, header.offset, header.length]),
    [
      ['Host', 'bank.test', 1022, 15],
      ['Content-Length', '19', 1039, 20],
    ],
  );
  t.deepEqual(message.headers[1]?.valueSpan, { offset: 1000 + text.indexOf('19'), length: 2 });
  t.like(message.body, {
    framing: 'length',
    offset: 1000 + text.indexOf('user='),
    length: 19,
    truncated: false,
  });
  t.is(Buffer.from(message.body.content).toString(), 'user=a&password=b42');
  t.is(message.length, text.length);
  t.true(message.complete);
  t.is(message.problem, undefined);
});

test('requests follow each other on one connection', (t) => {
  const reading = request(
    'GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /c HTTP/1.1\r\n\r\n',
  );
  t.deepEqual(
    reading.messages.map((message) => message.start.text),
    ['GET /a HTTP/1.1', 'POST /b HTTP/1.1', 'GET /c HTTP/1.1'],
  );
  t.deepEqual(
    reading.messages.map((message) => message.offset),
    [0, 19, 60],
  );
  t.deepEqual(contents(reading), ['', 'hi', '']);
});

test('chunks are joined, their extensions passed over and their trailers kept', (t) => {
  const wire = '5;note=1\r\nhello\r\n6\r\n world\r\n0\r\nDigest: x\r\n\r\n';
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const message = only(response(head + wire));
  t.is(Buffer.from(message.body.content).toString(), 'hello world');
  t.like(message.body, { framing: 'chunked', offset: head.length, length: wire.length });
  t.deepEqual(message.body.spans, [
    { offset: head.length + 10, length: 5 },
    { offset: head.length + 20, length: 6 },
  ]);
  t.deepEqual(
    message.trailers.map(({ name, value }) => [name, value]),
    [['Digest', 'x']],
  );
  t.true(message.complete);
});

test('a chunk size may begin with any number of zeros', (t) => {
  const { body, complete, problem } = only(
    request('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n000000000000000003\r\nabc\r\n0\r\n\r\n'),
  );
  t.true(complete);
  t.is(problem, undefined);
  t.is(Buffer.from(body.content).toString(), 'abc');
});

test('a response without a length runs until the connection closes', (t) => {
  const bytes = bytesOf('HTTP/1.0 200 OK\r\n\r\nall of it');
  t.like(only(decodeHttp('to-victim', bytes)), {
    complete: false,
    body: { framing: 'until-close', length: 9 },
  });
  t.like(only(decodeHttp('to-victim', bytes, { ended: true })), { complete: true });
});

const lengthened = (line: string): string => `HTTP/1.1 ${line}\r\nContent-Length: 5\r\n\r\n`;

test('answers to HEAD, 204, 304 and interim answers have no body', (t) => {
  const reading = response(
    `HTTP/1.1 100 Continue\r\n\r\n${lengthened('200 OK')}${lengthened('204 No Content')}${lengthened('304 Not Modified')}${lengthened('200 OK')}12345`,
    'HEAD',
    'GET',
    'GET',
    'GET',
  );
  t.deepEqual(contents(reading), ['', '', '', '', '12345']);
  t.true(reading.messages.every((message) => message.complete && message.problem === undefined));
});

test('an interim answer comes before the one that counts', (t) => {
  const early = 'HTTP/1.1 103 Early Hints\r\n\r\n';
  const reading = response(`${early}HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx`, 'GET', 'HEAD');
  t.deepEqual(contents(reading), ['', 'x']);
});

test('after CONNECT and after 101 the bytes are another protocol', (t) => {
  t.like(request('CONNECT bank.test:443 HTTP/1.1\r\n\r\n\x16\x03\x01'), {
    opaque: { offset: 34, why: 'tunnel' },
  });
  t.like(response('HTTP/1.1 200 OK\r\n\r\n\x16\x03', 'CONNECT'), { opaque: { offset: 19, why: 'tunnel' } });
  t.like(response('HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\nx', 'CONNECT'), { messages: { length: 1 } });
  t.like(response('HTTP/1.1 101 Ok\r\n\r\n\x81\x05', 'GET'), { opaque: { offset: 19, why: 'upgraded' } });
});

test('what is not HTTP is said to be so, at its first bytes and in the middle', (t) => {
  for (const text of [
    '\x16\x03\x01\x02\x00',
    'SSH-2.0-OpenSSH_9\r\n',
    'PRI * HTTP/2.0\r\n\r\n',
    'hello world\n',
    '<html>',
  ]) {
    t.like(request(text), { messages: [], opaque: { offset: 0, why: 'not-http' } }, text);
  }
  t.like(response('J\0\0\0\n5.7'), { messages: [], opaque: { why: 'not-http' } });
  t.like(request('GET / HTTP/1.1\r\n\r\n\0\0'), {
    messages: { length: 1 },
    opaque: { offset: 18, why: 'not-http' },
  });
});

test('a line that is still coming is neither a message nor a refusal', (t) => {
  t.deepEqual(request('GET /lo'), { messages: [] });
  t.deepEqual(response('HT'), { messages: [] });
  t.deepEqual(request(''), { messages: [] });
});

const departures: readonly (readonly [
  title: string,
  reading: HttpReading,
  problem: RegExp,
  content?: string,
])[] = [
  ['bare line feeds', request('POST / HTTP/1.1\nContent-Length: 2\n\nhi'), /bare line feed/, 'hi'],
  ['no reason', response('HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi'), /no space after the status/, 'hi'],
  [
    'both framings',
    request('POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'),
    /smuggling/,
    'x',
  ],
  [
    'an equal length twice',
    request('POST / HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\nhi'),
    /more than once/,
    'hi',
  ],
  [
    'an empty Transfer-Encoding',
    request('POST / HTTP/1.1\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\nhi'),
    /smuggling/,
    'hi',
  ],
  ['a space before the colon', request('GET / HTTP/1.1\r\nHost : a\r\n\r\n'), /smuggling/],
  ['a folded header', request('GET / HTTP/1.1\r\nA: b\r\n  c\r\n\r\n'), /folded/],
  ['a header with no name', request('GET / HTTP/1.1\r\n: b\r\n\r\n'), /no name/],
  ['a space in the target', request('GET /a b HTTP/1.1\r\n\r\n'), /within the request target/],
  [
    'chunked in HTTP/1.0',
    request('POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    /HTTP\/1\.0/,
  ],
];
for (const [title, reading, problem, content] of departures) {
  test(`is read and noted as a problem: ${title}`, (t) => {
    const message = only(reading);
    t.true(message.complete);
    t.regex(message.problem ?? '', problem);
    t.is(Buffer.from(message.body.content).toString(), content ?? '');
  });
}

const losses: readonly (readonly [title: string, reading: HttpReading, why: Opaque['why']])[] = [
  [
    'different lengths',
    request('POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi'),
    'framing-lost',
  ],
  ['a length in words', request('POST / HTTP/1.1\r\nContent-Length: two\r\n\r\nhi'), 'framing-lost'],
  ...['', ',2', '2,', '2\u00a0'].map(
    (length) =>
      [
        `a length written as ${JSON.stringify(length)}`,
        request(`POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\nhi`),
        'framing-lost',
      ] as const,
  ),
  ...['\u000bchunked', '\u00a0chunked', 'chunked\u00a0'].map(
    (coding) =>
      [
        `a coding that only careless parsers take for chunked: ${JSON.stringify(coding)}`,
        request(`POST / HTTP/1.1\r\nTransfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`),
        'framing-lost',
      ] as const,
  ),
  [
    'a request that is not chunked last',
    request('POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\nhi'),
    'framing-lost',
  ],
  [
    'a bad chunk size',
    response('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    'framing-lost',
  ],
  [
    'a chunk that is too long',
    response('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n'),
    'framing-lost',
  ],
  [
    'too many headers',
    request(`GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(HTTP_LIMITS.headers + 1)}\r\n`),
    'limit',
  ],
  ['too long a head', request(`GET / HTTP/1.1\r\na: ${'b'.repeat(HTTP_LIMITS.head)}`), 'limit'],
  [
    'too many chunks',
    response(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\na\n'.repeat(HTTP_LIMITS.chunks + 1)}`,
    ),
    'limit',
  ],
  [
    'too long a chunk line',
    response(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(HTTP_LIMITS.chunkLine)}`),
    'limit',
  ],
];
for (const [title, reading, why] of losses) {
  test(`reading stops and says why: ${title}`, (t) => {
    t.false(only(reading).complete);
    t.truthy(only(reading).problem);
    t.is(reading.opaque?.why, why);
  });
}

test('a folded header is one value, and its span covers all of it', (t) => {
  const text = 'GET / HTTP/1.1\r\nA: b\r\n  c\r\n\r\n';
  t.like(only(request(text)).headers[0], {
    value: 'b c',
    offset: 16,
    length: 9,
    valueSpan: { offset: 19, length: 6 },
  });
});

test('as many headers as the bound allows are read', (t) => {
  const message = only(request(`GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(HTTP_LIMITS.headers)}\r\n`));
  t.is(message.headers.length, HTTP_LIMITS.headers);
  t.true(message.complete);
});

test('more messages than the bound allows are left unread', (t) => {
  const reading = request('GET / HTTP/1.1\n\n'.repeat(HTTP_LIMITS.messages + 1));
  t.is(reading.messages.length, HTTP_LIMITS.messages);
  t.is(reading.opaque?.why, 'limit');
});

const coded = (coding: string, bytes: Uint8Array): HttpMessage =>
  only(
    decodeHttp(
      'to-victim',
      Buffer.concat([
        bytesOf(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n\r\n`),
        bytes,
      ]),
    ),
  );

test('content codings are undone', (t) => {
  const plain = Buffer.from('Welcome, Alice. '.repeat(20));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['gzip', gzipSync(plain)],
    ['X-Gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['deflate, gzip', gzipSync(deflateSync(plain))],
    ['identity', plain],
  ];
  for (const [coding, bytes] of cases) {
    const { bytes: decoded, truncated } = decodeContent(coded(coding, bytes).body);
    t.deepEqual(Buffer.from(decoded ?? []).toString(), plain.toString(), coding);
    t.false(truncated);
  }
});

test('a coded body that breaks off gives what it has', (t) => {
  const plain = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index) % 251));
  const whole = gzipSync(plain);
  const half = whole.subarray(0, whole.length - 20);
  const head = bytesOf(
    `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${whole.length}\r\n\r\n`,
  );
  const message = only(decodeHttp('to-victim', Buffer.concat([head, half])));
  t.false(message.complete);
  const { bytes } = decodeContent(message.body);
  t.true(bytes !== undefined && bytes.length > 0 && plain.subarray(0, bytes.length).equals(bytes));
});

test('a body that is not what its coding says is a problem, not an exception', (t) => {
  t.like(decodeContent(coded('gzip', bytesOf('plain text')).body), {
    problem: 'the body is not what its coding says (gzip)',
  });
  t.regex(decodeContent(coded('toString', bytesOf('x')).body).problem ?? '', /not known/);
  t.regex(decodeContent(coded('br,br,br,br,br', bytesOf('x')).body).problem ?? '', /too many/);
});

test('a bomb gives its beginning, within the bound', (t) => {
  const plain = Buffer.alloc(50_000_000, 'a');
  for (const [coding, bomb] of [
    ['gzip', gzipSync(plain)],
    ['gzip, gzip', gzipSync(gzipSync(plain))],
  ] as const) {
    const { bytes, truncated } = decodeContent(coded(coding, bomb).body);
    t.true(truncated);
    t.true(bytes !== undefined && bytes.length > 1000 && bytes.length <= HTTP_LIMITS.decoded, coding);
  }
});

test('a long body is kept to the bound and followed to its end', (t) => {
  const long = 3 * HTTP_LIMITS.content;
  const reading = request(
    `POST / HTTP/1.1\r\nContent-Length: ${long}\r\n\r\n${'x'.repeat(long)}GET / HTTP/1.1\r\n\r\n`,
  );
  t.like(reading.messages[0], { complete: true, body: { length: long, truncated: true } });
  t.is(reading.messages[0]?.body.content.length, HTTP_LIMITS.content);
  t.is(reading.messages.length, 2);
});

test('an earlier state stays as it was when a later one is made from it', (t) => {
  const before = feedHttp(startHttp('to-bank'), bytesOf('GET / HTTP/1.1\r\nA: b\r\nHo'));
  const seen = httpReading(before);
  const one = httpReading(feedHttp(before, bytesOf('st: x\r\n\r\n')));
  const other = httpReading(feedHttp(before, bytesOf('ney : y\n\n')));
  t.deepEqual(httpReading(before), seen);
  t.deepEqual(
    only(one).headers.map(({ name }) => name),
    ['A', 'Host'],
  );
  t.deepEqual(
    only(other).headers.map(({ name }) => name),
    ['A', 'Honey'],
  );
  t.is(only(one).problem, undefined);
});

test('HTTP and TLS are told apart by their first bytes', (t) => {
  for (const text of ['GET / HTTP/1.1\r\n', 'HTTP/1.1 200 OK\r\n\r\nhi', 'POST /lo']) {
    t.true(looksLikeHttp(bytesOf(text)), text);
    t.false(looksLikeTls(bytesOf(text)), text);
  }
  t.true(looksLikeTls(bytesOf('\x16\x03\x01\x02\x00\x01')));
  for (const text of ['\x16\x03\x01\x02\x00\x01', '', '\x17\x03\x03', 'SSH-2.0-x\r\n'])
    t.false(looksLikeHttp(bytesOf(text)));
});
