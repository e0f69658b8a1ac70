import test from 'ava';
import { OPCODE } from '../../lab/wire/websocket/frame.ts';
import { writeFrame } from '../../lab/wire/websocket/write.ts';
import { startReading } from '../../src/reading/connection.ts';
import { readStreams, UnitList } from '../../src/reading/lane.ts';
import { readPassed } from '../../src/reading/pass.ts';
import { searchSecret } from '../../src/reading/secrets.ts';

const ASK = Buffer.from(
  'GET /help/chat HTTP/1.1\r\nHost: bank.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
);
const GRANT = Buffer.from(
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
);
const REFUSE = Buffer.from('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
const key = Uint8Array.of(0x41, 0x42, 0x43, 0x44);
const SAY = writeFrame({ opcode: OPCODE.text, key, payload: Buffer.from('my card is lost') });
const ANSWER = writeFrame({ opcode: OPCODE.text, payload: Buffer.from('it is blocked') });

/** Names of the units that pass, one flight after another. */
function namesOf(flights: readonly (readonly ['to-bank' | 'to-victim', Uint8Array])[]): string[] {
  let reading = startReading();
  const ends = { 'to-bank': 0, 'to-victim': 0 };
  const units = new UnitList();
  for (const [order, [direction, bytes]] of flights.entries()) {
    const passed = { connection: 1, direction, bytes, offset: ends[direction], at: 0, order };
    const [next, read] = readPassed(reading, passed);
    reading = next;
    units.add(read);
    ends[direction] += bytes.length;
  }
  return units.all.map(({ name }) => name);
}

test('after the handshake frames are read both ways', (t) => {
  const flights = [
    ['to-bank', ASK],
    ['to-victim', GRANT],
    ['to-bank', SAY],
    ['to-victim', ANSWER],
  ] as const;
  t.deepEqual(namesOf(flights), [
    'GET /help/chat',
    '101 Switching Protocols',
    'text: my card is lost',
    'text: it is blocked',
  ]);
});

test('a handshake that is refused is followed by HTTP', (t) => {
  const flights = [
    ['to-bank', ASK],
    ['to-victim', REFUSE],
    ['to-bank', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['to-victim', REFUSE],
  ] as const;
  t.deepEqual(namesOf(flights), ['GET /help/chat', '403 Forbidden', 'GET /', '403 Forbidden']);
});

test('whole streams, of which nobody knows what came when, are read the same', (t) => {
  const units = readStreams([
    { connection: 1, direction: 'to-bank', bytes: Buffer.concat([ASK, SAY, SAY]) },
    { connection: 1, direction: 'to-victim', bytes: Buffer.concat([GRANT, ANSWER]) },
  ]);
  t.deepEqual(
    units.map(({ protocol, name }) => `${protocol} ${name}`),
    [
      'http GET /help/chat',
      'websocket text: my card is lost',
      'websocket text: my card is lost',
      'http 101 Switching Protocols',
      'websocket text: it is blocked',
    ],
  );
});

test('a masked message is found where it stands, and what is under the mask is said', (t) => {
  const bytes = Buffer.concat([ASK, SAY]);
  const { findings, undecoded } = searchSecret(
    [{ connection: 1, direction: 'to-bank', bytes }],
    'card is lost',
  );
  t.deepEqual(findings, [
    {
      connection: 1,
      direction: 'to-bank',
      offset: ASK.length + 6 + 3,
      length: 12,
      way: 'as it is, masked',
    },
  ]);
  t.is(undecoded, 0);
});

test('a message that is packed and cannot be unpacked counts as not searched', (t) => {
  const packed = Buffer.from(writeFrame({ opcode: OPCODE.text, payload: Buffer.of(0xff, 0xff, 0xff) }));
  packed[0] = (packed[0] ?? 0) | 0x40;
  const streams = [{ connection: 1, direction: 'to-victim', bytes: Buffer.concat([GRANT, packed]) }] as const;
  t.is(searchSecret(streams, 'card is lost').undecoded, 1);
});
