import test from 'ava';
import * as fc from 'fast-check';
import { closeCode, messageBytes, OPCODE, WEBSOCKET_LIMITS } from '../../../lab/wire/websocket/frame.ts';
import {
  feedWebSocket,
  readWebSocket,
  startWebSocket,
  takeFrames,
} from '../../../lab/wire/websocket/parser.ts';
import { acceptOf, writeFrame } from '../../../lab/wire/websocket/write.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test('the examples of RFC 6455, section 5.7, are read', (t) => {
  const cases: readonly (readonly ['to-bank' | 'to-victim', string])[] = [
    ['to-victim', '81 05 48 65 6c 6c 6f'],
    ['to-bank', '81 85 37 fa 21 3d 7f 9f 4d 51 58'],
    ['to-victim', '01 03 48 65 6c 80 02 6c 6f'],
  ];
  for (const [way, hex] of cases) {
    const stream = bytes(hex);
    const { frames } = readWebSocket(way, stream);
    const message = frames.at(-1)?.message;
    t.is(message && Buffer.from(messageBytes(message, 0, stream)).toString(), 'Hello');
    t.is(message?.opcode, OPCODE.text);
    t.deepEqual(
      frames.map(({ problem }) => problem),
      frames.map(() => undefined),
    );
  }
  t.is(readWebSocket('to-victim', bytes('82 7e 01 00')).open?.payload.length, 256);
  t.is(readWebSocket('to-victim', bytes('82 7f 00 00 00 00 00 01 00 00')).open?.payload.length, 65_536);
});

test('the handshake of RFC 6455, section 1.3, is answered as it says', (t) => {
  t.is(acceptOf('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test('how frames depart from RFC 6455 is told in words', (t) => {
  const cases: readonly (readonly ['to-bank' | 'to-victim', string, string])[] = [
    ['to-bank', '81 01 61', 'a frame from the client without a mask'],
    ['to-victim', '81 81 00 00 00 00 61', 'a frame from the server with a mask'],
    ['to-victim', '83 00', 'an opcode that is not defined'],
    ['to-victim', 'a1 00', 'a reserved bit that nothing has a meaning for'],
    ['to-victim', '09 00', 'a control frame in fragments'],
    ['to-victim', '81 7e 00 01 61', 'a length written longer than it need be'],
    ['to-victim', '80 00', 'a continuation of no message'],
  ];
  for (const [way, hex, problem] of cases) t.is(readWebSocket(way, bytes(hex)).frames[0]?.problem, problem);
  const within = readWebSocket('to-victim', bytes('01 01 61 81 01 62')).frames[1];
  t.is(within?.problem, 'a message begins within another');
  const long = Buffer.concat([bytes('89 7e 00 7e'), Buffer.alloc(126)]);
  t.is(readWebSocket('to-victim', long).frames[0]?.problem, 'a control frame of more than 125 bytes');
});

test('a close frame says its code, and a message keeps its places though it is long', (t) => {
  const [close] = readWebSocket('to-victim', bytes('88 05 03 e8 62 79 65')).frames;
  t.is(close && closeCode(close), 1000);
  const payload = Buffer.alloc(WEBSOCKET_LIMITS.message + 9, 0x61);
  const [frame] = readWebSocket('to-victim', writeFrame({ opcode: OPCODE.text, payload })).frames;
  t.is(frame?.begin.length, WEBSOCKET_LIMITS.begin);
  t.true(frame?.message?.truncated);
  t.is(frame?.message?.pieces[0]?.length, WEBSOCKET_LIMITS.message);
});

test('a frame of more bytes than there can be ends the reading', (t) => {
  const { ended, frames } = readWebSocket('to-victim', bytes('81 7f ff ff ff ff ff ff ff ff 61'), 100);
  t.deepEqual(frames, []);
  t.deepEqual(ended, { offset: 100, text: 'a frame of more bytes than there can be' });
});

test('no bytes make it throw, and cutting them changes nothing', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom('to-bank', 'to-victim'), (whole, way) => {
      let state = startWebSocket(way);
      for (const byte of whole) state = feedWebSocket(state, Uint8Array.of(byte));
      const [, frames] = takeFrames(state);
      const atOnce = readWebSocket(way, whole);
      t.is(JSON.stringify(frames), JSON.stringify(atOnce.frames));
      t.true(frames.every(({ offset, length }) => offset + length <= whole.length));
    }),
  );
});
