import * as fc from 'fast-check';
import test from 'ava';

import { changedParts, faultOf, requestParts, sized, statusParts } from '../../../lab/wire/http/edited.ts';
import type { HeldKind, LooseMessage } from '../../../lab/wire/http/edited.ts';

const body = Buffer.from('receiver=bob');

test('The first line of a request and of an answer has its parts, and what is none has a reason', (t) => {
  t.deepEqual(requestParts('POST /transfer?a=1 HTTP/1.1'), {
    method: 'POST',
    target: '/transfer?a=1',
    version: '1.1',
  });
  t.deepEqual(statusParts('HTTP/1.1 303 See Other'), { version: '1.1', status: 303, reason: 'See Other' });
  t.deepEqual(statusParts('HTTP/1.0 200'), { version: '1.0', status: 200, reason: '' });
  for (const line of [
    '',
    'GET',
    'GET /a b HTTP/1.1',
    'G T / HTTP/1.1',
    'GET /ü\u0100 HTTP/1.1',
    'GET / HTTP/2',
  ])
    t.regex(faultOf('request', { line, headers: [], body }) ?? '', /^A request begins/, line);
  for (const line of ['', 'HTTP/1.1 2000 x', 'HTTP/1.1 099 x', 'HTTP/1.1 200 a\u0001'])
    t.regex(faultOf('answer', { line, headers: [], body }) ?? '', /^An answer begins/, line);
  t.regex(faultOf('answer', { line: 'HTTP/1.1 101 x', headers: [], body }) ?? '', /200 or more/);
  t.regex(faultOf('message', { line: 'other', headers: [], body }) ?? '', /text or binary/);
  t.is(faultOf('message', { line: 'text', headers: [], body }), undefined);
  const line = 'GET / HTTP/1.1';
  for (const header of [
    ['', 'x'],
    ['a b', 'x'],
    ['a', 'x\r\ny: z'],
    ['a', 'x\0'],
  ] as const)
    t.regex(faultOf('request', { line, headers: [header], body }) ?? '', /^A header is/, header.join());
});

const message = (...headers: [string, string][]): LooseMessage => ({
  line: 'POST / HTTP/1.1',
  headers,
  body,
});

test('A length is put right in its place, and said; what has none and needs none gets none', (t) => {
  const wrong = sized('request', message(['A', '1'], ['content-length', '5'], ['B', '2']));
  t.deepEqual(wrong.message.headers, [
    ['A', '1'],
    ['content-length', '12'],
    ['B', '2'],
  ]);
  t.deepEqual(wrong.length, { before: '5', after: '12' });
  t.is(sized('request', message(['Content-Length', '12'])).length, undefined);
  t.deepEqual(sized('request', message(['Transfer-Encoding', 'chunked'])).length, {
    before: 'chunked',
    after: '12',
  });
  t.deepEqual(sized('request', message(['Content-Length', '1'], ['Content-Length', '2'])).message.headers, [
    ['Content-Length', '12'],
  ]);
  t.deepEqual(sized('request', message()).length, { before: '', after: '12' });
  t.is(sized('request', { ...message(), body: Buffer.alloc(0) }).length, undefined);
  const answer = (line: string): LooseMessage => ({ ...message(['Content-Length', '5']), line });
  t.is(sized('answer', answer('HTTP/1.1 304 Not Modified')).length, undefined);
  t.is(sized('answer', answer('HTTP/1.1 200 OK'), true).length, undefined, 'the answer to HEAD');
  t.is(
    sized('answer', { ...message(), line: 'HTTP/1.1 200 OK' }).length,
    undefined,
    'it ends with its connection',
  );
  t.is(sized('message', { line: 'text', headers: [], body }).length, undefined);
});

test('What differs is named by its part', (t) => {
  t.deepEqual(changedParts(message(['A', '1']), message(['A', '1'])), []);
  t.deepEqual(changedParts(message(['A', '1']), { line: 'x', headers: [], body: Buffer.from('y') }), [
    'line',
    'headers',
    'body',
  ]);
});

const loose = fc.record({
  line: fc.string(),
  headers: fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 6 }),
  body: fc.uint8Array({ maxLength: 40 }),
});

test('No message throws, and one that is put right once is right', (t) => {
  fc.assert(
    fc.property(loose, fc.constantFrom<HeldKind>('request', 'answer', 'message'), (any, kind) => {
      faultOf(kind, any);
      const { message: right } = sized(kind, any);
      t.is(sized(kind, right).length, undefined);
      t.is(right.body, any.body);
    }),
  );
});
