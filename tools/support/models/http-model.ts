import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../fuzz.ts';

/** One message of a model: its bytes, and all that must be read from them. */
export interface ModelMessage {
  readonly bytes: Buffer;
  /** Its first line, and its headers as they were written. */
  readonly first: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The body without framing and codings. */
  readonly content: string;
  /** Whether its end is the end of the connection. */
  readonly untilClose: boolean;
}

/** A connection that speaks HTTP as RFC 9112 has it: requests, and answers with interim ones before them. */
export interface HttpModel {
  readonly requests: readonly ModelMessage[];
  readonly answers: readonly ModelMessage[];
  readonly methods: readonly string[];
}

const WORDS = [
  'tulip',
  'orbit',
  'user=alice',
  '&',
  '\r\n',
  '0\r\n\r\n',
  'GET / HTTP/1.1',
  ' ',
  'é',
  'x',
  '=42',
  '<p>',
];
const METHODS = ['GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT'] as const;
const STATUSES = [200, 200, 200, 201, 204, 206, 301, 304, 404, 500] as const;
const CODINGS = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: (bytes: Buffer) => brotliCompressSync(bytes),
} as const;

/** A connection that a seed repeats. A CONNECT in it is refused. */
export function httpModel(random: Random): HttpModel {
  const requests: ModelMessage[] = [];
  const answers: ModelMessage[] = [];
  const methods: string[] = [];
  const count = 1 + random.below(5);
  for (let index = 0; index < count; index += 1) {
    const method = random.pick(METHODS);
    methods.push(method);
    requests.push(requestOf(random, method));
    if (random.below(8) === 0)
      answers.push(written(random, `HTTP/1.1 10${random.pick(['0', '3'])} Wait`, { body: 'none' }));
    const last = index === count - 1;
    answers.push(answerOf(random, method, last));
  }
  return { requests, answers, methods };
}

function requestOf(random: Random, method: string): ModelMessage {
  if (method === 'CONNECT') return written(random, 'CONNECT bank.test:443 HTTP/1.1', { body: 'none' });
  const target = `/${'abc'.repeat(random.below(4))}${random.below(3) === 0 ? `?q=${random.below(100)}` : ''}`;
  const body = method === 'POST' || method === 'PUT' ? random.pick(['length', 'chunked'] as const) : 'none';
  return written(random, `${method} ${target} HTTP/1.1`, { body });
}

function answerOf(random: Random, method: string, last: boolean): ModelMessage {
  const status = method === 'CONNECT' ? 403 : random.pick(STATUSES);
  const first = `HTTP/1.1 ${status} ${random.pick(['OK', '', 'So it is'])}`;
  if (method === 'HEAD' || status === 204 || status === 304) {
    const lengths = status === 204 || random.below(2) === 0 ? [] : [['Content-Length', '500'] as const];
    return written(random, first, { body: 'none', more: lengths });
  }
  const body = random.pick(
    last ? (['length', 'chunked', 'until-close'] as const) : (['length', 'chunked'] as const),
  );
  const coding = random.below(3) === 0 ? random.pick(['gzip', 'deflate', 'br'] as const) : undefined;
  return written(random, first, { body, ...(coding !== undefined && { coding }) });
}

interface Shape {
  readonly body: 'none' | 'length' | 'chunked' | 'until-close';
  readonly coding?: keyof typeof CODINGS;
  readonly more?: readonly (readonly [string, string])[];
}

function written(random: Random, first: string, { body, coding, more = [] }: Shape): ModelMessage {
  const content =
    body === 'none'
      ? ''
      : Array.from({ length: random.below(random.below(20) === 0 ? 2_000 : 12) }, () =>
          random.pick(WORDS),
        ).join('');
  const plain = Buffer.from(content);
  const coded = coding === undefined ? plain : CODINGS[coding](plain);
  const headers: (readonly [string, string])[] = [['Host', 'bank.test'], ...more];
  for (let left = random.below(4); left > 0; left -= 1)
    headers.push([`X-${random.below(9)}`, `v ${random.below(99)}`]);
  if (coding !== undefined) headers.push(['Content-Encoding', coding]);
  if (body === 'length')
    headers.push([
      random.pick(['Content-Length', 'content-length']),
      '0'.repeat(random.below(2) * random.below(30)) + String(coded.length),
    ]);
  if (body === 'chunked') headers.push(['Transfer-Encoding', 'chunked']);
  const lines = headers.map(
    ([name, value]) => `${name}:${' '.repeat(random.below(3))}${value}${' '.repeat(random.below(2))}\r\n`,
  );
  const head = Buffer.from(`${first}\r\n${lines.join('')}\r\n`);
  const framed = body === 'chunked' ? chunked(random, coded) : coded;
  return {
    bytes: Buffer.concat([head, framed]),
    first,
    headers,
    content,
    untilClose: body === 'until-close',
  };
}

/** The body in chunks, sizes in either case and with zeros before them, some with extensions, and trailers at times. */
function chunked(random: Random, body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = 1 + random.below(random.below(2) === 0 ? 9 : 600);
    const piece = body.subarray(at, at + size);
    const digits = piece.length.toString(16);
    const number =
      '0'.repeat(random.below(2) * random.below(20)) +
      (random.below(2) === 0 ? digits : digits.toUpperCase());
    const more = random.pick(['', '', ';a=b', ' ; x="y;z"']);
    pieces.push(Buffer.from(`${number}${more}\r\n`), piece, Buffer.from('\r\n'));
    at += size;
  }
  pieces.push(Buffer.from(random.below(4) === 0 ? '0\r\nX-Trailer: 1\r\n\r\n' : '0\r\n\r\n'));
  return Buffer.concat(pieces);
}
