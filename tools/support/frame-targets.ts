import { printable } from '../../lab/text/printable.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { headMessage } from '../../lab/wire/http2/message.ts';
import { feedHttp2, readHttp2, startHttp2 } from '../../lab/wire/http2/parser.ts';
import type { Http2Frame } from '../../lab/wire/http2/frame.ts';
import { toArray } from '../../lab/wire/chain.ts';
import { masked, messageBytes } from '../../lab/wire/websocket/frame.ts';
import type { Frame } from '../../lab/wire/websocket/frame.ts';
import { feedWebSocket, readWebSocket, startWebSocket } from '../../lab/wire/websocket/parser.ts';
import type { Field } from '../../src/explain/field.ts';
import { http2Fields } from '../../src/explain/http2/frame-fields.ts';
import { webSocketFields } from '../../src/explain/websocket/frame-fields.ts';
import { startReading, waitingUnits } from '../../src/reading/connection.ts';
import { readPassed } from '../../src/reading/pass.ts';
import { searchSecret } from '../../src/reading/secrets.ts';
import { hostile, pieces, Random } from './fuzz.ts';
import type { FuzzTarget } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { http2Model } from './models/http2-model.ts';
import { websocketModel } from './models/websocket-model.ts';

const WAYS = ['to-bank', 'to-victim'] as const;

/** Streams that are real, to be made hostile. */
const made = <T>(of: (random: Random, way: Direction) => T): Readonly<Record<Direction, readonly T[]>> => {
  const each = (way: Direction): T[] => Array.from({ length: 24 }, (_, turn) => of(new Random(5, turn), way));
  return { 'to-bank': each('to-bank'), 'to-victim': each('to-victim') };
};
const HTTP2 = made((random, way) => http2Model(random, way).bytes);
const WEBSOCKET = made((random, way) => Buffer.concat(websocketModel(random, way).map(({ bytes }) => bytes)));

/** Every field of a tree is safe to show and lies in the stream. */
function holdsFields(field: Field, end: number): void {
  for (const text of [field.label, field.value, field.why]) hold(printable(text) === text, 'text unescaped');
  for (const { offset, length } of field.ranges ?? [field])
    hold(offset >= 0 && length >= 0 && offset + length <= end, `${field.label} lies outside the stream`);
  for (const child of field.children ?? []) holdsFields(child, end);
}

const framesIn = (parts: ReturnType<typeof readHttp2>['parts']): readonly Http2Frame[] =>
  parts.flatMap((part) => (part.kind === 'frame' ? [part] : []));

function hostileHttp2(random: Random): void {
  const way = random.pick(WAYS);
  const bytes = hostile(random, HTTP2[way], [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\0\0\0\x04\x01\0\0\0\0',
    '\xff\xff',
  ]);
  const stream = { offset: 0, bytes };
  let state = startHttp2(way);
  for (const piece of pieces(random, bytes)) state = feedHttp2(state, piece);
  const { parts, open, ended } = readHttp2(way, bytes);
  same(toArray(state.done), parts, 'what is read in pieces');
  same(state.ended, ended, 'where it ends');
  for (const part of [...parts, ...(open === undefined ? [] : [open])])
    holdsFields(http2Fields(part, stream), bytes.length);
  for (const { section } of framesIn(parts)) {
    if (section === undefined) continue;
    const message = headMessage(section);
    hold((message?.offset ?? 0) <= bytes.length, 'a message outside the stream');
  }
  searchSecret([{ connection: 1, direction: way, bytes }], 'tulip-orbit-42');
}

function wholeHttp2(random: Random): void {
  const way = random.pick(WAYS);
  const { bytes, frames, messages } = http2Model(random, way);
  let state = startHttp2(way);
  for (const piece of pieces(random, bytes)) state = feedHttp2(state, piece);
  const read = framesIn(toArray(state.done));
  same(
    read.map(({ type, stream, payload: { length } }) => ({ type, stream, length })),
    frames,
    'frames',
  );
  same(
    read.flatMap(({ problem }) => problem ?? []),
    [],
    'problems of good frames',
  );
  same(
    read.flatMap(({ section }) =>
      section === undefined ? [] : [section.lines.map(({ name, value, form }) => [name, value, form])],
    ),
    messages.map(({ fields }) => fields),
    'fields',
  );
  same(
    read.flatMap(({ body }) =>
      body === undefined
        ? []
        : [body.spans.map(({ offset, length }) => bytes.toString('utf8', offset, offset + length)).join('')],
    ),
    messages.map(({ content }) => content),
    'bodies',
  );
  const secret = 'tulip-orbit-42';
  const { findings, undecoded } = searchSecret([{ connection: 1, direction: way, bytes }], secret);
  const said = messages.some(
    ({ fields, content }) => content.includes(secret) || fields.some(([, value]) => value.includes(secret)),
  );
  same([findings.length > 0, undecoded], [said, 0], 'a secret, however it is packed');
}

function hostileWebSocket(random: Random): void {
  const way = random.pick(WAYS);
  const bytes = hostile(random, WEBSOCKET[way], ['\x81\x85', '\xff\xff', '\x88\x02', '\xc1\x7e']);
  const stream = { offset: 0, bytes };
  let state = startWebSocket(way);
  for (const piece of pieces(random, bytes)) state = feedWebSocket(state, piece);
  const { frames, open, ended } = readWebSocket(way, bytes);
  same(toArray(state.done), frames, 'what is read in pieces');
  same(state.ended, ended, 'where it ends');
  for (const frame of [...frames, ...(open === undefined ? [] : [open])])
    holdsFields(webSocketFields(frame, stream), bytes.length);
  // As it comes about: after a handshake, in the reading of a connection.
  const handshake = Buffer.from('GET /c HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  let reading = startReading();
  let offset = 0;
  for (const [order, piece] of [handshake, ...pieces(random, bytes)].entries()) {
    const passed = { connection: 1, direction: 'to-bank', offset, bytes: piece, at: 0, order } as const;
    reading = readPassed(reading, passed)[0];
    offset += piece.length;
  }
  for (const { label } of waitingUnits(reading, 1)) hold(printable(label) === label, 'text unescaped');
}

function wholeWebSocket(random: Random): void {
  const way = random.pick(WAYS);
  const model = websocketModel(random, way);
  const bytes = Buffer.concat(model.map((frame) => frame.bytes));
  let state = startWebSocket(way, 7);
  for (const piece of pieces(random, bytes)) state = feedWebSocket(state, piece);
  const told = toArray(state.done).map((frame: Frame) => ({
    opcode: frame.opcode,
    fin: frame.fin,
    masked: frame.key !== undefined,
    payload: Buffer.from(
      masked(
        bytes.subarray(frame.payload.offset - 7, frame.payload.offset + frame.payload.length - 7),
        frame.key,
      ),
    ).toString(),
    ...(frame.message !== undefined && {
      message: Buffer.from(messageBytes(frame.message, 7, bytes)).toString(),
    }),
    problem: frame.problem,
  }));
  same(
    told,
    model.map(({ bytes: _bytes, ...frame }) => frame),
    'frames',
  );
}

/** HTTP/2 and WebSocket: hostile streams, and ones made to a model. */
export const FRAME_TARGETS: readonly FuzzTarget[] = [
  { name: 'http2', attempt: hostileHttp2 },
  { name: 'http2-model', attempt: wholeHttp2 },
  { name: 'websocket', attempt: hostileWebSocket },
  { name: 'websocket-model', attempt: wholeWebSocket },
];
