import type { Direction } from '../../lab/wire/direction.ts';
import { load } from '../../tools/support/recordings.ts';
import { answer, clientHello, http, Log, record, sealedRecord, serverHello } from '../helpers/log.ts';
import type { Asked } from './sessions.ts';

/** Bytes that pass: to the bank `>`, to the victim `<`, and how many are missing before them. */
type Chunk = readonly [towards: '>' | '<', bytes: string | Uint8Array, missing?: number];

const HELLO = clientHello('bank.test');
const CCS = record(20, [1]);
const WARNING = record(21, [2, 40]);
const UPGRADE = 'GET /chat HTTP/1.1\r\nHost: bank.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const CONNECT = 'CONNECT bank.test:443 HTTP/1.1\r\nHost: bank.test:443\r\n\r\n';
const MYSQL = new Uint8Array([
  30,
  0,
  0,
  0,
  10,
  ...new TextEncoder().encode('8.4.0'),
  0,
  ...Array.from({ length: 20 }, () => 7),
]);
/** A CLIENT-HELLO of SSLv2 that offers TLS 1.0 and one suite. RFC 5246 §E.2. */
const SSLV2_HELLO = new Uint8Array([
  0x80,
  28,
  1,
  3,
  1,
  0,
  3,
  0,
  0,
  0,
  16,
  0,
  0,
  0x2f,
  ...Array.from({ length: 16 }, () => 3),
]);
const GARBAGE = new Uint8Array(Array.from({ length: 90 }, (_, index) => (index * 89 + 200) % 256));
const head = (text: string, length: number): string => `${text}\r\nContent-Length: ${length}\r\n\r\n`;

/** A ServerHello of TLS 1.2 that settles on a suite, and the same in 1.3's place of it. RFC 5246 §7.4.1.3. */
function serverHello12(suite: readonly [number, number]): Uint8Array {
  const body = [3, 3, ...Array.from({ length: 32 }, () => 9), 0, ...suite, 0];
  return record(22, [2, 0, 0, body.length, ...body]);
}

/** A record cut into two, so that one handshake message goes on in the second. RFC 9846 §5.1. */
function inTwoRecords(bytes: Uint8Array, at: number): readonly [Uint8Array, Uint8Array] {
  const payload = [...bytes.subarray(5)];
  return [record(22, payload.slice(0, at)), record(22, payload.slice(at))];
}

const [HELLO_BEGUN, HELLO_DONE] = inTwoRecords(HELLO, 20);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** What hardly ever passes, and what a reader of one direction at a time gets wrong. */
const CASES: Readonly<Record<string, readonly Chunk[]>> = {
  'HTTP answers a ClientHello': [
    ['>', HELLO],
    ['<', answer('<p>speak plain</p>', '400 Bad Request')],
  ],
  'TLS answers a request in clear': [
    ['>', http('GET', '/')],
    ['<', WARNING],
  ],
  'an alert alone answers a ClientHello': [
    ['>', HELLO],
    ['<', WARNING],
  ],
  'an alert comes before the ClientHello': [
    ['<', WARNING],
    ['>', HELLO],
  ],
  'a ServerHello comes before the ClientHello': [
    ['<', serverHello()],
    ['>', HELLO],
    ['<', sealedRecord(40)],
  ],
  'two alerts and nothing else': [
    ['>', WARNING],
    ['<', WARNING],
  ],
  'sealed records without a handshake': [
    ['>', sealedRecord(50)],
    ['<', sealedRecord(60)],
  ],
  'TLS from the middle': [
    ['>', sealedRecord(50), 900],
    ['<', sealedRecord(60), 1_800],
  ],
  'TLS from the middle of a record': [
    ['>', join(GARBAGE, sealedRecord(50)), 900],
    ['<', sealedRecord(60), 1_800],
  ],
  'a handshake record from the middle': [
    ['>', HELLO, 300],
    ['<', serverHello(), 400],
  ],
  'one direction of TLS from the middle': [
    ['>', HELLO],
    ['<', sealedRecord(60), 1_800],
  ],
  'HTTP from the middle of a body': [
    ['<', `and more</p>${answer('hi')}`, 700],
    ['>', http('GET', '/next'), 200],
  ],
  'HTTP from a message on': [
    ['>', http('GET', '/next'), 200],
    ['<', answer('hi'), 700],
  ],
  'a gap in a request': [
    ['>', http('POST', '/login', 'user=alice&password=secret')],
    ['>', http('GET', '/a'), 500],
    ['<', answer('hi')],
  ],
  'a gap in a body': [
    ['>', head('POST /login HTTP/1.1', 400)],
    ['>', 'x'.repeat(100), 300],
    ['>', http('GET', '/b')],
  ],
  'a gap between records': [
    ['>', HELLO],
    ['<', serverHello()],
    ['>', sealedRecord(50), 333],
    ['<', sealedRecord(70)],
  ],
  'a gap in a record': [
    ['>', HELLO],
    ['<', serverHello()],
    ['>', sealedRecord(200).subarray(0, 80)],
    ['>', sealedRecord(60), 100],
  ],
  'an upgrade to WebSocket': [
    ['>', UPGRADE],
    ['<', SWITCHED],
    ['>', GARBAGE],
    ['<', GARBAGE],
  ],
  'an upgrade to WebSocket, frames at once': [
    ['>', UPGRADE],
    ['<', join(new TextEncoder().encode(SWITCHED), GARBAGE)],
    ['>', GARBAGE],
  ],
  'an upgrade that is refused': [
    ['>', UPGRADE],
    ['<', answer('no', '426 Upgrade Required')],
    ['>', http('GET', '/')],
    ['<', answer('hi')],
  ],
  'TLS within CONNECT': [
    ['>', CONNECT],
    ['<', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['>', HELLO],
    ['<', serverHello()],
    ['>', sealedRecord(80)],
    ['<', sealedRecord(90)],
  ],
  'HTTP within CONNECT': [
    ['>', CONNECT],
    ['<', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['>', http('GET', '/')],
    ['<', answer('hi')],
  ],
  'CONNECT that is refused': [
    ['>', CONNECT],
    ['<', answer('no', '403 Forbidden')],
    ['>', http('GET', '/')],
    ['<', answer('hi')],
  ],
  'CONNECT that is refused again and again': [
    ['>', CONNECT + CONNECT],
    ['<', answer('no', '407 Proxy Authentication Required').repeat(2)],
    ['>', CONNECT.repeat(4) + http('GET', '/')],
    ['<', answer('no', '403 Forbidden').repeat(4) + answer('hi')],
  ],
  'CONNECT to something else': [
    ['>', `${CONNECT}SSH-2.0-x`],
    ['<', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['>', '\r\n'],
    ['<', GARBAGE],
  ],
  'numbers with zeros before them': [
    ['>', `POST / HTTP/1.1\r\nContent-Length: 00003\r\n\r\na=b${http('GET', '/')}`],
    ['<', answer('a') + answer('b')],
  ],
  'a length that is never reached': [
    ['>', 'POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\na=b'],
    ['>', http('GET', '/')],
  ],
  'a chunk that is too large': [
    ['>', http('GET', '/')],
    ['<', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc'],
  ],
  'a hello in the format of SSLv2': [
    ['>', SSLV2_HELLO],
    ['<', serverHello12([0x00, 0x2f])],
    ['>', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['<', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['>', sealedRecord(80)],
  ],
  'TLS 1.2 from its Finished on': [
    ['>', record(22, [0, 0, 0, 0, 0, 0, 0, 1, ...GARBAGE.subarray(0, 32)]), 500],
    ['<', join(CCS, record(22, [...GARBAGE.subarray(0, 40)])), 3_000],
    ['>', record(21, [...GARBAGE.subarray(0, 26)])],
  ],
  'TLS 1.2 with a gap in which it was sealed': [
    ['>', HELLO],
    ['<', serverHello12([0xc0, 0x2f])],
    ['>', record(22, [0, 0, 0, 0, 0, 0, 0, 1, ...GARBAGE.subarray(0, 32)]), 90],
    ['<', record(20, [...GARBAGE.subarray(0, 25)]), 90],
  ],
  'a server that speaks first': [
    ['<', MYSQL],
    ['>', GARBAGE],
    ['<', GARBAGE],
  ],
  'unknown bytes': [
    ['>', GARBAGE],
    ['<', GARBAGE],
  ],
  'unknown bytes answered in HTTP': [
    ['>', GARBAGE],
    ['<', answer('what?', '400 Bad Request')],
  ],
  'a request answered in unknown bytes': [
    ['>', http('GET', '/')],
    ['<', MYSQL],
  ],
  'an answer that nobody asked for': [['<', answer('hi')]],
  'half a first line': [['>', 'GET /log']],
  'half a first line of an answer': [
    ['>', http('GET', '/')],
    ['<', 'HTTP/1.1 20'],
  ],
  'the first byte of TLS': [['>', HELLO.subarray(0, 1)]],
  'the first two bytes of TLS': [['>', HELLO.subarray(0, 2)]],
  'half a record': [['>', HELLO.subarray(0, 40)]],
  'half a record, and an answer': [
    ['>', HELLO.subarray(0, 40)],
    ['<', WARNING],
  ],
  'half of a sealed record': [
    ['>', HELLO],
    ['<', serverHello()],
    ['<', sealedRecord(99).subarray(0, 30)],
  ],
  'empty records': [
    ['>', join(HELLO, record(22, []), record(23, []))],
    ['<', join(serverHello(), record(22, []), record(23, []), sealedRecord(30))],
  ],
  'an empty record first': [
    ['>', join(record(22, []), HELLO)],
    ['<', serverHello()],
  ],
  'records of other types': [
    ['>', HELLO],
    ['<', serverHello()],
    ['>', record(24, [1, 0, 3, 65, 66, 67])],
    ['<', record(99, [1, 2])],
  ],
  'a ClientHello in two records': [
    ['>', HELLO_BEGUN],
    ['>', HELLO_DONE],
    ['<', serverHello()],
    ['>', sealedRecord(60)],
  ],
  'a ClientHello of which half has come, and an alert': [
    ['>', HELLO_BEGUN],
    ['<', WARNING],
  ],
  'TLS that goes on in other bytes': [
    ['>', HELLO],
    ['<', serverHello()],
    ['>', join(sealedRecord(40), GARBAGE)],
    ['>', GARBAGE],
    ['<', sealedRecord(50)],
  ],
  'TLS that goes on in HTTP': [
    ['>', HELLO],
    ['<', serverHello()],
    ['>', sealedRecord(40)],
    ['<', WARNING],
    ['>', http('GET', '/')],
    ['<', answer('hi')],
  ],
  'TLS 1.2 with an alert sealed': [
    ['>', HELLO],
    ['<', serverHello12([0xc0, 0x2f])],
    ['>', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['<', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['>', sealedRecord(80)],
    ['<', record(21, [...GARBAGE.subarray(0, 26)])],
  ],
  'TLS 1.2 that encrypts nothing': [
    ['>', HELLO],
    ['<', serverHello12([0x00, 0x3b])],
    ['>', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['<', join(CCS, record(22, [...GARBAGE.subarray(0, 40)]))],
    ['>', record(23, [...new TextEncoder().encode(http('GET', '/'))])],
  ],
  'a change_cipher_spec before the ServerHello': [
    ['>', join(HELLO, CCS, sealedRecord(60))],
    ['<', serverHello()],
    ['<', sealedRecord(60)],
  ],
  'requests that are pipelined': [
    ['>', http('GET', '/a') + http('POST', '/b', 'x=1') + http('GET', '/c')],
    ['<', answer('a') + answer('b') + answer('c')],
  ],
  'answers to HEAD': [
    ['>', 'HEAD /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\n'],
    ['<', head('HTTP/1.1 200 OK', 500) + head('HTTP/1.1 200 OK', 600)],
  ],
  'an answer to HEAD, then one to GET': [
    ['>', 'HEAD /a HTTP/1.1\r\n\r\n'],
    ['<', head('HTTP/1.1 200 OK', 20)],
    ['>', http('GET', '/b')],
    ['<', answer('<p>this is the page</p>')],
  ],
  'answers that never have a body': [
    ['>', http('GET', '/a') + http('GET', '/b')],
    ['<', 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
  ],
  'a body after 100 Continue': [
    ['>', 'POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n'],
    ['<', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['>', 'hello'],
    ['<', answer('hi')],
  ],
  'a body until the end': [
    ['>', http('GET', '/')],
    ['<', 'HTTP/1.1 200 OK\r\n\r\n<p>all'],
    ['<', ' of it</p>'],
  ],
  'a body in chunks': [
    ['>', http('GET', '/')],
    ['<', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
  ],
  'a chunk that lies about its size': [
    ['>', http('GET', '/')],
    ['<', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n'],
    ['>', http('GET', '/b')],
  ],
  'empty lines between messages': [
    ['>', `${http('GET', '/a')}\r\n\r\n${http('GET', '/b')}`],
    ['<', `${answer('a')}\r\n${answer('b')}`],
  ],
  'HTTP that turns into other bytes': [
    ['>', http('GET', '/a')],
    ['<', answer('a')],
    ['>', GARBAGE],
    ['<', GARBAGE],
  ],
  'HTTP that turns into TLS': [
    ['>', http('GET', '/a')],
    ['<', answer('a')],
    ['>', HELLO],
    ['<', serverHello()],
  ],
};

const DIRECTIONS = { '>': 'to-bank', '<': 'to-victim' } as const satisfies Record<string, Direction>;

/** Sessions of one connection each, written by hand; with some the connection closes in the end, with others it does not. */
export function handmadeSessions(): Asked[] {
  return [...Object.entries(CASES), ...moreFrames()].map(([name, chunks], index) => {
    const log = new Log({ a: 'http://bank.test/' }).open('a', 1, 'bank.test:80');
    if (chunks.some(([, bytes]) => typeof bytes !== 'string' && bytes[0] === 0x16)) {
      log.add({ type: 'tunnel-opened', lane: 'a', connection: 1, logical: 'bank.test:80' });
    }
    const ends = { 'to-bank': 0, 'to-victim': 0 };
    for (const [towards, said, missing = 0] of chunks) {
      const direction = DIRECTIONS[towards];
      const bytes = typeof said === 'string' ? new TextEncoder().encode(said) : said;
      const offset = ends[direction] + missing;
      log.add({ type: 'segment-captured', lane: 'a', connection: 1, direction, offset, bytes });
      ends[direction] = offset + bytes.length;
    }
    if (index % 2 === 0) {
      const bytes = { toBank: ends['to-bank'], toVictim: ends['to-victim'] };
      log.add({ type: 'connection-closed', lane: 'a', connection: 1, by: 'victim', how: 'end', ...bytes });
    }
    return { name, facts: log.facts };
  });
}

/** Real handshakes with something odd after them. */
function moreFrames(): [string, Chunk[]][] {
  const chunksOf = (name: string): Chunk[] =>
    load(name).chunks.map(({ to, bytes }): Chunk => [to === 'bank' ? '>' : '<', bytes]);
  return [
    [
      'TLS 1.2, then bytes that are no records',
      [...chunksOf('tls12-ecdhe-rsa'), ['>', GARBAGE], ['<', GARBAGE]],
    ],
    ['TLS 1.3, then bytes that are no records', [...chunksOf('tls13-node'), ['>', GARBAGE], ['<', GARBAGE]]],
    [
      'TLS 1.3 with a gap in the handshake',
      chunksOf('tls13-openssl').map(([to, bytes], index): Chunk => [to, bytes, index === 2 ? 7 : 0]),
    ],
    [
      'TLS 1.2 renegotiated',
      [...chunksOf('tls12-ecdhe-rsa'), ['>', record(22, [...GARBAGE.subarray(0, 60)])]],
    ],
  ];
}
