import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { LIMITS } from '../../../lab/limits.ts';
import { MessageSocket } from '../../../lab/websocket/message-socket.ts';
import { OPCODE } from '../../../lab/wire/websocket/frame.ts';
import { readWebSocket } from '../../../lab/wire/websocket/parser.ts';
import { writeFrame } from '../../../lab/wire/websocket/write.ts';

/** One end that hears, and what it heard; the other end is the test's own. */
function heard(side: 'client' | 'server', head: Uint8Array = new Uint8Array()) {
  const [own, other] = duplexPair();
  const said: (string | number)[] = [];
  const socket = new MessageSocket(own, side, head, {
    message: (text) => said.push(text),
    closed: (code) => said.push(code),
  });
  return { socket, other, said };
}

const key = Uint8Array.of(1, 2, 3, 4);
const text = (payload: string, more: { fin?: boolean; opcode?: number } = {}): Uint8Array =>
  writeFrame({ opcode: OPCODE.text, key, payload: Buffer.from(payload), ...more });

/** Bytes that came out of a stream so far. */
async function taken(stream: Duplex): Promise<Buffer> {
  if (stream.readableLength === 0) await once(stream, 'readable');
  const bytes: unknown = stream.read();
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}

test('messages come whole, in however many frames and pieces they travel', async (t) => {
  const { said, other } = heard('server', text('with the handshake'));
  const bytes = Buffer.concat([
    text('é in ', { fin: false }),
    writeFrame({ opcode: OPCODE.ping, key, payload: Buffer.from('beat') }),
    text('two frames', { opcode: OPCODE.continuation }),
    text('and one'),
  ]);
  for (const byte of bytes) other.write(Uint8Array.of(byte));
  const { frames } = readWebSocket('to-victim', await taken(other));
  t.deepEqual(said, ['with the handshake', 'é in two frames', 'and one']);
  t.is(frames[0]?.opcode, OPCODE.pong);
  t.is(Buffer.from(frames[0]?.begin ?? []).toString(), 'beat');
});

test('a client masks what it says, each time with another key; a server does not', async (t) => {
  for (const side of ['client', 'server'] as const) {
    const { socket, other } = heard(side);
    socket.say('one');
    socket.say('two');
    const way = side === 'client' ? 'to-bank' : 'to-victim';
    const { frames } = readWebSocket(way, await taken(other));
    t.deepEqual(
      frames.map(({ problem, begin }) => problem ?? Buffer.from(begin).toString()),
      ['one', 'two'],
    );
    const [one, two] = frames;
    t.is(
      side === 'client',
      one?.key !== undefined && !Buffer.from(one.key).equals(two?.key ?? Buffer.alloc(0)),
    );
  }
});

test('closing is answered, and nothing is said after it', async (t) => {
  const { socket, other, said } = heard('server');
  other.write(writeFrame({ opcode: OPCODE.close, key, payload: Buffer.of(0x03, 0xe9) }));
  const { frames } = readWebSocket('to-victim', await taken(other));
  t.is(frames[0]?.opcode, OPCODE.close);
  t.deepEqual(said, [1001]);
  t.false(socket.open);
  socket.say('too late');
  t.deepEqual(said, [1001]);
});

test('who breaks the rules, or says too much at once, is hung up on with the code for it', async (t) => {
  const cases = [
    [writeFrame({ opcode: OPCODE.text, payload: Buffer.from('no mask') }), 1002],
    [Buffer.concat([Buffer.of(0x81, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0), key]), 1009],
    [text('x'.repeat(LIMITS.message + 1)), 1009],
  ] as const;
  for (const [bytes, code] of cases) {
    const { other, said } = heard('server');
    other.write(bytes);
    const answer = await taken(other);
    t.is(answer.readUInt16BE(2), code);
    other.write(text('and more'));
    await setImmediate();
    t.deepEqual(said, [code], 'nothing is heard of it any more');
  }
});

test('a message that comes along with the handshake is heard with its socket, and can be answered', async (t) => {
  const [own, other] = duplexPair();
  void new MessageSocket(own, 'server', text('hello'), {
    message: (said, socket) => socket.say(`${said} to you`),
    closed: () => undefined,
  });
  const { frames } = readWebSocket('to-victim', await taken(other));
  t.is(Buffer.from(frames[0]?.begin ?? []).toString(), 'hello to you');
});

test('whoever has closed hears no more messages, and still the other side’s closing', async (t) => {
  const { socket, other, said } = heard('server');
  other.write(text('first'));
  await setImmediate();
  socket.close(1000);
  other.write(text('second'));
  other.write(writeFrame({ opcode: OPCODE.close, key, payload: Buffer.of(0x03, 0xe8) }));
  await setImmediate();
  t.deepEqual(said, ['first', 1000]);
});

test('a connection that just ends is told as 1006', async (t) => {
  const { other, said } = heard('client');
  other.end().resume();
  await once(other, 'end');
  t.deepEqual(said, [1006]);
});
