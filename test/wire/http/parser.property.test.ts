import test from 'ava';
import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { decodeContent } from '../../../lab/wire/http/content.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import {
  decodeHttp,
  endHttp,
  feedHttp,
  httpReading,
  looksLikeHttp,
  startHttp,
} from '../../../lab/wire/http/parser.ts';
import { looksLikeTls } from '../../../lab/wire/tls/records.ts';

const direction = fc.constantFrom('to-bank' as const, 'to-victim' as const);

// Bytes that are nearly HTTP go further into a parser than bytes at random.
const fragment = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'POST /a HTTP/1.1\r\n',
  'HEAD / HTTP/1.0\n',
  'CONNECT a:1 HTTP/1.1\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 100 Continue\r\n',
  'HTTP/1.1 204\n',
  'HTTP/1.1 101 x\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: 70\r\n',
  'Content-Length: x\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip\r\n',
  'Content-Encoding: gzip\r\n',
  ' folded\r\n',
  ': x\n',
  'a : b\r\n',
  '\r\n',
  '\n',
  '\r',
  '5\r\nhello\r\n',
  '3;x=y\nabc\n',
  'ff\r\n',
  '0\r\n',
  '0\r\n\r\n',
  'hello',
  '\0',
  ' ',
  'z'.repeat(70),
  'z'.repeat(5000),
  'z'.repeat(66_000),
);
const stream = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fragment.map((text) => Buffer.from(text, 'latin1')) },
      fc.uint8Array({ maxLength: 40 }),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => Buffer.concat(pieces));
const methods = fc.array(fc.constantFrom('GET', 'HEAD', 'CONNECT', 'POST'), { maxLength: 4 });

/** Everything that a reading says, as plain data. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item instanceof Uint8Array ? Buffer.from(item).toString('hex') : item,
    ),
  );

test('however a stream is cut into segments, the same is read', (t) => {
  fc.assert(
    fc.property(
      direction,
      stream,
      methods,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.boolean(),
      (way, bytes, known, cuts, ended) => {
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
        let state = startHttp(way, 7);
        let from = 0;
        for (const to of [...places, bytes.length]) {
          state = feedHttp(state, bytes.subarray(from, to), { methods: known });
          from = to;
        }
        const cut = httpReading(ended ? endHttp(state) : state);
        t.deepEqual(plain(cut), plain(decodeHttp(way, bytes, { methods: known, offset: 7, ended })));
      },
    ),
    { numRuns: 2000 },
  );
});

test('byte by byte the same is read', (t) => {
  fc.assert(
    fc.property(
      direction,
      stream.filter((bytes) => bytes.length < 400),
      (way, bytes) => {
        let state = startHttp(way);
        for (let at = 0; at < bytes.length; at += 1) state = feedHttp(state, bytes.subarray(at, at + 1));
        t.deepEqual(plain(httpReading(state)), plain(decodeHttp(way, bytes)));
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever the bytes are, nothing throws and every span lies within them, in order', (t) => {
  fc.assert(
    fc.property(direction, fc.oneof(stream, fc.uint8Array({ maxLength: 500 })), (way, bytes) => {
      looksLikeHttp(bytes);
      looksLikeTls(bytes);
      formFields(bytes);
      const { messages, opaque } = decodeHttp(way, bytes);
      let end = 0;
      for (const message of messages) {
        t.true(message.offset >= end && message.start.offset === message.offset);
        end = message.offset + message.length;
        t.is(message.body.offset + message.body.length, end);
        for (const { offset, length } of [
          ...message.headers,
          ...message.trailers,
          ...message.headers.map((h) => h.valueSpan),
        ]) {
          t.true(offset >= message.offset && offset + length <= end);
        }
        const laid = Buffer.concat(
          message.body.spans.map((s) => bytes.subarray(s.offset, s.offset + s.length)),
        );
        t.true(laid.equals(message.body.content));
        decodeContent(message.body);
      }
      t.true(
        end <= bytes.length &&
          (opaque === undefined || (opaque.offset >= end && opaque.offset <= bytes.length)),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a body cut into chunks anyhow, and coded or not, comes out as it went in', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 8 }),
      fc.boolean(),
      (parts, zipped) => {
        const body = Buffer.concat(parts);
        const wire = zipped ? [gzipSync(body)] : parts;
        const chunks = wire.flatMap((part) => [
          Buffer.from(`${part.length.toString(16)}\r\n`),
          part,
          Buffer.from('\r\n'),
        ]);
        const head = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${zipped ? 'Content-Encoding: gzip\r\n' : ''}\r\n`;
        const bytes = Buffer.concat([Buffer.from(head), ...chunks, Buffer.from('0\r\n\r\n')]);
        const { messages } = decodeHttp('to-victim', bytes);
        t.is(messages.length, 1);
        const [message] = messages;
        t.true(message !== undefined && message.complete && message.problem === undefined);
        t.true(
          message !== undefined && body.equals(decodeContent(message.body).bytes ?? Buffer.from('missing')),
        );
      },
    ),
  );
});
