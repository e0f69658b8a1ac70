import test from 'ava';
import { gzipSync } from 'node:zlib';
import type { Fact } from '../../lab/facts/session.ts';
import { FRAME_TYPE, PREFACE_TEXT } from '../../lab/wire/http2/frame.ts';
import { writeFrame } from '../../lab/wire/websocket/write.ts';
import { redacted } from '../../src/export/redacted.ts';
import { searchSecret } from '../../src/reading/secrets.ts';
import { log, opened, segment } from '../helpers/captured.ts';

const SECRET = 'tulip-orbit-42';

function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.of(0, 0, payload.length, type, flags, 0, 0, 0, stream), payload]);
}

/** A field section in which each line is written letter by letter (RFC 7541, section 6.2.2). */
function section(fields: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => [
      Buffer.of(0, name.length),
      Buffer.from(name),
      Buffer.of(value.length),
      Buffer.from(value),
    ]),
  );
}

/** What a client says that sends a packed body, and trailers after it where they are given. */
function sent(content: string, trailers?: Readonly<Record<string, string>>): Buffer {
  const fields = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': '/api',
    'content-encoding': 'gzip',
    'content-type': 'application/json',
  };
  return Buffer.concat([
    Buffer.from(PREFACE_TEXT),
    frame(FRAME_TYPE.SETTINGS, 0, 0),
    frame(FRAME_TYPE.HEADERS, 4, 1, section(fields)),
    frame(FRAME_TYPE.DATA, trailers === undefined ? 1 : 0, 1, gzipSync(content)),
    ...(trailers === undefined ? [] : [frame(FRAME_TYPE.HEADERS, 5, 1, section(trailers))]),
  ]);
}

const within = (bytes: Uint8Array): string[] =>
  searchSecret([{ connection: 1, direction: 'to-bank', bytes }], SECRET).findings.flatMap(
    (finding) => finding.within ?? [],
  );

const streamOf = (facts: Iterable<Fact>): Buffer =>
  Buffer.concat([...facts].flatMap((fact) => (fact.type === 'segment-captured' ? [fact.bytes] : [])));

test('a packed body of HTTP/2 is searched, whether trailers come after it or none', (t) => {
  const content = JSON.stringify({ password: SECRET });
  t.deepEqual(within(sent(content)), ['body of stream 1, gzip']);
  t.deepEqual(within(sent(content, { 'x-sum': '1' })), ['body of stream 1, gzip']);
});

test('a packed body of HTTP/2 is left out before trailers too, and so are the trailers that hold something', (t) => {
  const content = JSON.stringify({ password: SECRET });
  const all = sent(content, { 'x-sum': SECRET });
  const out = streamOf(redacted(log(opened(1), segment(1, 'to-bank', 0, all)).facts));
  const body = gzipSync(content);
  t.is(all.indexOf(body), out.indexOf('*'.repeat(body.length)));
  t.false(out.includes(SECRET));
  t.true(out.includes('x-sum'));
});

test('a message of a WebSocket is numbered by the frame that ends it, whatever the frames before it are', (t) => {
  const upgrade =
    'GET /chat HTTP/1.1\r\nHost: bank.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const accept =
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  const ping = writeFrame({ opcode: 9, payload: Buffer.alloc(0), key: Uint8Array.of(1, 2, 3, 4) });
  const first = writeFrame({ opcode: 1, payload: Buffer.from('my word is tulip-'), fin: false });
  const last = writeFrame({ opcode: 0, payload: Buffer.from('orbit-42') });
  const { findings } = searchSecret(
    [
      { connection: 1, direction: 'to-bank', bytes: Buffer.from(upgrade) },
      {
        connection: 1,
        direction: 'to-victim',
        bytes: Buffer.concat([Buffer.from(accept), ping, first, last]),
      },
    ],
    SECRET,
  );
  t.deepEqual(
    findings.map((finding) => finding.within),
    ['message that ends with frame 3, in fragments'],
  );
});
