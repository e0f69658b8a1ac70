import test from 'ava';
import * as fc from 'fast-check';
import { FRAME_TYPE, PREFACE_TEXT } from '../../../lab/wire/http2/frame.ts';
import { HTTP2_LIMITS } from '../../../lab/wire/http2/limits.ts';
import { beginsHttp2, feedHttp2, readHttp2, startHttp2, takeParts } from '../../../lab/wire/http2/parser.ts';

const SETTINGS = Buffer.from('000000040000000000', 'hex');

function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const problems = (...frames: readonly Uint8Array[]): (string | undefined)[] =>
  readHttp2('to-victim', Buffer.concat(frames)).parts.map((part) =>
    part.kind === 'frame' ? part.problem : undefined,
  );

test('how frames depart from RFC 9113 is told in words', (t) => {
  const cases: readonly (readonly [Buffer, string])[] = [
    [frame(FRAME_TYPE.DATA, 0, 0), 'a frame that names no stream'],
    [frame(FRAME_TYPE.PING, 0, 1, Buffer.alloc(8)), 'a frame of the connection that names a stream'],
    [frame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(7)), 'a payload of the wrong length'],
    [frame(FRAME_TYPE.SETTINGS, 0, 0, Buffer.alloc(5)), 'settings of the wrong length'],
    [frame(FRAME_TYPE.SETTINGS, 1, 0, Buffer.alloc(6)), 'settings of the wrong length'],
    [frame(FRAME_TYPE.WINDOW_UPDATE, 0, 1, Buffer.alloc(4)), 'a window that grows by nothing'],
    [frame(FRAME_TYPE.DATA, 8, 1, Buffer.of(9, 1)), 'more padding than payload'],
    [frame(FRAME_TYPE.HEADERS, 0x24, 1, Buffer.of(1)), 'a payload of the wrong length'],
    [frame(FRAME_TYPE.CONTINUATION, 4, 1), 'a continuation of no field block'],
    [frame(FRAME_TYPE.HEADERS, 4, 1, Buffer.of(0x80)), 'index 0, which stands for nothing'],
    [frame(FRAME_TYPE.GOAWAY, 0, 0, Buffer.alloc(4)), 'a payload of the wrong length'],
  ];
  for (const [bytes, problem] of cases) t.deepEqual(problems(SETTINGS, bytes), [undefined, problem]);
  t.deepEqual(problems(frame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8))), [
    'a first frame that is not SETTINGS',
  ]);
});

test('another frame within a field block is told, and the block goes on', (t) => {
  const told = problems(
    SETTINGS,
    frame(FRAME_TYPE.HEADERS, 0, 1, Buffer.of(0x82)),
    frame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8)),
    frame(FRAME_TYPE.CONTINUATION, 4, 1, Buffer.of(0x84)),
  );
  t.deepEqual(told, [undefined, undefined, 'another frame within a field block', undefined]);
});

test('a field block longer than the bound ends the reading of fields, and of nothing else', (t) => {
  const piece = Buffer.alloc(16_000, 0x82);
  const many = Array.from({ length: 6 }, () => frame(FRAME_TYPE.CONTINUATION, 0, 1, piece));
  const told = problems(SETTINGS, frame(FRAME_TYPE.HEADERS, 0, 1, piece), ...many);
  t.true(told.some((problem) => problem?.startsWith('a field block longer') === true));
  const after = readHttp2(
    'to-victim',
    Buffer.concat([
      SETTINGS,
      frame(FRAME_TYPE.HEADERS, 4, 1, Buffer.alloc(HTTP2_LIMITS.block + 1, 0x82)),
      frame(FRAME_TYPE.HEADERS, 4, 3, Buffer.of(0x82)),
      frame(FRAME_TYPE.DATA, 1, 3, Buffer.from('hello')),
    ]),
  ).parts;
  t.like(after[2], { problem: 'fields that cannot be read, since a block before them could not be' });
  t.like(after[3], { body: { stream: 3, spans: [{ length: 5 }] } });
});

test('a client’s preface and a server’s SETTINGS tell HTTP/2 from everything else', (t) => {
  t.is(beginsHttp2('to-bank', Buffer.from('PRI *')), undefined);
  t.true(beginsHttp2('to-bank', Buffer.from(PREFACE_TEXT)));
  t.false(beginsHttp2('to-bank', Buffer.from('POST / HTTP/1.1')));
  t.is(beginsHttp2('to-victim', SETTINGS.subarray(0, 4)), undefined);
  t.true(beginsHttp2('to-victim', SETTINGS));
  for (const other of [frame(FRAME_TYPE.SETTINGS, 1, 0), frame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8))])
    t.false(beginsHttp2('to-victim', other));
  t.false(beginsHttp2('to-victim', Buffer.from('HTTP/1.1 200 OK')));
});

test('streams that never end make room for others, and a state that was kept stays as it was', (t) => {
  let state = feedHttp2(startHttp2('to-victim'), SETTINGS);
  const early = state;
  for (let stream = 1; stream < 2_000; stream += 2)
    [state] = takeParts(feedHttp2(state, frame(FRAME_TYPE.HEADERS, 4, stream, Buffer.of(0x88))));
  t.is(state.streams.size, HTTP2_LIMITS.streams);
  t.is(early.streams.size, 0);
  t.is(early.position, SETTINGS.length);
});

test('no bytes make it throw, and cutting them changes nothing', (t) => {
  const some = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .tuple(fc.nat(11), fc.nat(0x2f), fc.nat(5), fc.uint8Array({ maxLength: 40 }))
        .map(([type, flags, stream, payload]) => frame(type, flags, stream, payload)),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, fc.constantFrom('to-bank' as const, 'to-victim' as const), (pieces, way) => {
      const preface = way === 'to-bank' ? [Buffer.from(PREFACE_TEXT)] : [];
      const whole = Buffer.concat([...preface, ...pieces]);
      let state = startHttp2(way);
      for (const byte of whole) state = feedHttp2(state, Uint8Array.of(byte));
      const [, parts] = takeParts(state);
      const atOnce = readHttp2(way, whole);
      t.deepEqual(JSON.stringify(parts), JSON.stringify(atOnce.parts));
      t.deepEqual(state.ended, atOnce.ended);
      t.true(atOnce.parts.every(({ offset, length }) => offset + length <= whole.length));
    }),
    { numRuns: 150 },
  );
});
