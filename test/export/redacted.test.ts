import test from 'ava';
import * as fc from 'fast-check';

import type { HeaderList, LabFact } from '../../lab/facts/facts.ts';
import { KNOWN_FACTS } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { HTTP_LIMITS } from '../../lab/wire/http/message.ts';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { heldBack } from '../../src/export/held-back.ts';
import { toJsonLines } from '../../src/export/json.ts';
import { redacted } from '../../src/export/redacted.ts';
import { waysOf } from '../../src/reading/secret-ways.ts';
import { writeFrame } from '../../lab/wire/websocket/write.ts';
import { anyFact, TYPES } from '../helpers/any-fact.ts';
import { bytes, log, segment } from '../helpers/captured.ts';

const PASSWORD = 'my&own pässword';

const typed = (value: string): LabFact => ({
  type: 'secret-typed',
  lane: 'plain',
  name: 'password',
  value,
  toldBy: 'bank',
});

const OPENED: Fact = {
  at: 0,
  type: 'session-opened',
  format: 1,
  version: '0.0.0',
  scenario: 'live',
  title: 'Live',
  seed: '',
  time: '2026-11-27T00:00:00.000Z',
  lanes: [],
  steps: [],
  notes: '',
  typed: true,
};

const redact = (...facts: readonly LabFact[]): readonly Fact[] => [...redacted(log(...facts).facts)];

const streamOf = (facts: Iterable<Fact>): Buffer =>
  Buffer.concat([...facts].flatMap((fact) => (fact.type === 'segment-captured' ? [fact.bytes] : [])));

/** Cuts bytes into segments at these places. */
function cut(all: Uint8Array, places: readonly number[]): LabFact[] {
  const ends = [...new Set([...places.map((place) => place % (all.length + 1)), all.length])]
    .filter((end) => end > 0)
    .toSorted((a, b) => a - b);
  return ends.map((end, index) => {
    const from = index === 0 ? 0 : (ends[index - 1] ?? 0);
    return segment(1, 'to-bank', from, all.subarray(from, end));
  });
}

test('a form keeps its length and its places; what was typed is as many stars', (t) => {
  const body = 'user=mia&password=my%26own+p%C3%A4ssword&next=1';
  const head = `POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: ${body.length}\r\n\r\n`;
  const out = streamOf(redact(segment(1, 'to-bank', 0, head + body), typed(PASSWORD))).toString();
  t.is(out, `${head}user=mia&password=${'*'.repeat('my%26own+p%C3%A4ssword'.length)}&next=1`);
});

test('what is known later than it passed is left out all the same, wherever segments part it', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.uint8Array({ maxLength: 20 }),
      fc.nat(),
      (value, places, around, which) => {
        const patterns = waysOf(value).ways.flatMap((way) => way.patterns);
        const pattern = patterns[which % patterns.length] ?? bytes('');
        const all = Buffer.concat([around, pattern, around]);
        const out = streamOf(redact(...cut(all, places), typed(value)));
        t.is(out.length, all.length);
        // A value of stars is found in stars.
        if (!value.includes('*'))
          t.false(
            patterns.some((each) => out.includes(Buffer.from(each))),
            value,
          );
      },
    ),
  );
});

test('escapes that no browser writes hide nothing', (t) => {
  const odd = 'password=%6d%79&x=%6Dy%26own%20p%c3%a4ss%77ord';
  const out = streamOf(redact(segment(1, 'to-bank', 0, odd), typed(PASSWORD))).toString();
  t.is(out, `password=%6d%79&x=${'*'.repeat('%6Dy%26own%20p%c3%a4ss%77ord'.length)}`);
});

function page(text: string): Uint8Array {
  const body = gzipSync(text);
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

test('a coded body that holds it is left out whole, one that does not is kept', (t) => {
  const request = segment(1, 'to-bank', 0, 'GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n');
  const of = (all: Uint8Array): Buffer =>
    streamOf(redact(request, segment(1, 'to-victim', 0, all), typed(PASSWORD)).slice(1));
  const kept = page('nothing of hers');
  t.deepEqual(of(kept), Buffer.from(kept));
  const held = page(`you typed ${PASSWORD}`);
  const out = of(held);
  const body = out.subarray(out.indexOf('\r\n\r\n') + 4);
  t.is(body.toString(), '*'.repeat(body.length));
});

/** An exchange as a HAR has it, or whoever read it inside TLS: packed bodies with their headers. */
const exchange = (headers: HeaderList, body: Uint8Array): LabFact => ({
  type: 'exchange-read',
  lane: 'plain',
  connection: 1,
  request: { method: 'POST', url: 'https://shop.test/login', headers, body },
  response: { status: 200, headers, body },
});

const both = (text: string): string[] => [text, text];

test('packed bodies of exchanges are looked through; what cannot be is left out whole, and plain text under such a header is read', (t) => {
  const json = '{"password":"tulip-orbit-42","access_token":"abcdef0123"}';
  const type = ['Content-Type', 'application/json'] as const;
  const of = (coding: string, body: Uint8Array): string[] =>
    redact(exchange([type, ['Content-Encoding', coding]], body)).flatMap((fact) =>
      fact.type === 'exchange-read'
        ? [fact.request, fact.response].map((message) => Buffer.from(message.body).toString('latin1'))
        : [],
    );
  const stars = (body: Uint8Array): string[] => both('*'.repeat(body.length));
  for (const [coding, packed] of [
    ['gzip', gzipSync(json)],
    ['br', brotliCompressSync(json)],
    ['deflate, gzip', gzipSync(deflateSync(json))],
  ] as const)
    t.deepEqual(of(coding, packed), stars(packed), coding);
  const harmless = gzipSync('{"note":null}');
  t.deepEqual(of('gzip', harmless), both(harmless.toString('latin1')));
  const broken = Buffer.concat([Buffer.of(0x1f, 0x8b, 9, 0xff), Buffer.from(json)]);
  t.deepEqual(of('gzip', broken), stars(broken));
  t.deepEqual(of('unknown', gzipSync(json)), stars(gzipSync(json)));
  const bomb = gzipSync(Buffer.alloc(HTTP_LIMITS.decoded + 1, ' '));
  t.deepEqual(of('gzip', bomb), stars(bomb));
  const left = json.replace('tulip-orbit-42', '*'.repeat(14)).replace('abcdef0123', '*'.repeat(10));
  for (const coding of ['gzip', 'br', 'zstd', 'identity', 'unknown'])
    t.deepEqual(of(coding, Buffer.from(json)), both(left), coding);
});

test('under the mask of a WebSocket frame stars stand for what was said', (t) => {
  const upgrade =
    'GET /help/chat HTTP/1.1\r\nHost: bank.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const accept =
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  const key = Uint8Array.of(1, 2, 250, 77);
  const said = `my pin is ${PASSWORD}, please`;
  const frame = writeFrame({ opcode: 1, payload: Buffer.from(said), key });
  const facts = redact(
    segment(1, 'to-bank', 0, upgrade),
    segment(1, 'to-victim', 0, accept),
    segment(1, 'to-bank', upgrade.length, frame),
    typed(PASSWORD),
  );
  const [, , last] = facts.flatMap((fact) => (fact.type === 'segment-captured' ? [fact.bytes] : []));
  const payload = Buffer.from(last ?? [])
    .subarray(-Buffer.byteLength(said))
    .map((byte, index) => byte ^ (key[index % 4] ?? 0));
  t.is(Buffer.from(payload).toString(), `my pin is ${'*'.repeat(Buffer.byteLength(PASSWORD))}, please`);
});

test('no TLS secret leaves with a session in which people typed, and --with-typed keeps all', (t) => {
  const secret: LabFact = { type: 'tls-secret-logged', lane: 'plain', line: 'CLIENT_RANDOM 00 11' };
  const session = log(secret, segment(1, 'to-bank', 0, PASSWORD), typed(PASSWORD));
  const facts = [OPENED, ...session.facts];
  const held = [...heldBack(facts, { sealed: false, withTyped: false })];
  t.false(held.some(({ type }) => type === 'tls-secret-logged'));
  t.deepEqual([...heldBack(facts, { sealed: false, withTyped: true })], facts);
});

test('a session in which nobody typed is exported as it is', (t) => {
  const { facts } = log(segment(1, 'to-bank', 0, PASSWORD));
  t.deepEqual([...heldBack(facts, { sealed: false, withTyped: false })], [...facts]);
});

test('whatever was typed, every fact reads back: ids, kinds and names are the lab’s own', (t) => {
  const words = [
    ...KNOWN_FACTS.keys(),
    'password',
    'bank.test',
    'http',
    'https',
    'plain',
    'to-bank',
    'secure',
    '443',
  ];
  for (const [type, known] of TYPES)
    fc.assert(
      fc.property(anyFact(type, known), fc.constantFrom(...words), (fact, value) => {
        const [out] = redacted([fact, { ...typed(value), at: 0 }]);
        if (type === 'tls-secret-logged' || out === undefined) return;
        t.is(out.type, fact.type);
        const lines = [...toJsonLines([out])].join('');
        t.notThrows(() => known.codec.read(JSON.parse(lines)));
      }),
      { numRuns: 20 },
    );
});
