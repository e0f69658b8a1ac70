import test from 'ava';
import { gunzipSync } from 'node:zlib';
import { HTTP2 } from '../../src/reading/http2.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { knownFact } from '../../lab/facts/session.ts';
import { acceptOf, writeFrame } from '../../lab/wire/websocket/write.ts';
import { huffmanEncoded } from '../../lab/wire/http2/huffman.ts';
import { PREFACE_TEXT } from '../../lab/wire/http2/frame.ts';
import { readHttp2 } from '../../lab/wire/http2/parser.ts';
import { EXPORT_FORMATS } from '../../src/commands/formats.ts';
import { batches } from '../../src/export/batches.ts';
import type { ExportFormat } from '../../src/export/formats.ts';
import { heldBack } from '../../src/export/held-back.ts';
import { redacted } from '../../src/export/redacted.ts';
import { foundFields } from '../../src/reading/found-fields.ts';
import { readLane } from '../../src/reading/lane.ts';
import { waysOf } from '../../src/reading/secret-ways.ts';
import { searchSecret } from '../../src/reading/secrets.ts';
import { reassemble } from '../../src/reading/streams.ts';
import { pcapFile } from '../../tools/support/captures/files.ts';
import { segment as packet, udp, ip } from '../../tools/support/captures/frames.ts';
import { readCapture } from '../../tools/support/captures/read-capture.ts';
import { hostile, Random } from '../../tools/support/fuzz.ts';
import { http2Model } from '../../tools/support/models/http2-model.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { log, segment } from '../helpers/captured.ts';

/** A recorded run as it would be if people had typed what the lab planted. */
const LIVE: readonly Fact[] = RECORDED.map((fact): Fact => {
  if (fact.type === 'session-opened') return { ...fact, typed: true, seed: '' };
  return fact.type === 'secret-planted'
    ? {
        at: fact.at,
        type: 'secret-typed',
        lane: fact.lane,
        name: fact.name,
        value: fact.value,
        toldBy: 'bank',
      }
    : fact;
});

// The bank greets Alice, whose name in base64 is mostly that of alice.
const TYPED = [
  ...new Set(
    LIVE.flatMap((fact) => (fact.type === 'secret-typed' && fact.name !== 'user' ? [fact.value] : [])),
  ),
];

const FORM = 'user=bob&password=hunter%2622&pin=7&note=hi+there';
const HEAD = 'POST /login HTTP/1.1\r\nHost: shop.test\r\nCookie: sid=abc123def\r\n';
const POST = `${HEAD}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM}`;
const ENDS = { from: '192.0.2.1:40000', to: '198.51.100.2:80' } as const;

function captured(...frames: readonly Uint8Array[]): readonly Fact[] {
  return readCapture([
    pcapFile(
      101,
      frames.map((frame, index) => ({ time: 1000 + index, frame })),
    ),
  ]).facts;
}

const CAPTURE = captured(
  packet({ ...ENDS, sequence: 1, acknowledgment: 1, flags: 'PA', payload: POST }),
  packet({
    from: ENDS.to,
    to: ENDS.from,
    sequence: 1,
    acknowledgment: 1 + POST.length,
    flags: 'PA',
    payload: 'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\nyou said hunter&22, thanks',
  }),
);

const streamsOf = (facts: Iterable<Fact>) =>
  reassemble([...facts].filter((fact) => fact.type === 'segment-captured'));

/** Every way in which one of the values stands in the file, or in what a piece of it unpacks to. */
function standsIn(file: Buffer, values: readonly string[]): string[] {
  const unpacked: Buffer[] = [file];
  for (let at = file.indexOf('1f8b08', 0, 'hex'); at !== -1; at = file.indexOf('1f8b08', at + 1, 'hex'))
    try {
      unpacked.push(gunzipSync(file.subarray(at)));
    } catch {
      // What only looks like gzip, or is followed by more, holds nothing that can be read here.
    }
  return values.flatMap((value) =>
    waysOf(value)
      .ways.filter(({ patterns }) =>
        patterns.some((each) => unpacked.some((bytes) => bytes.includes(Buffer.from(each)))),
      )
      .map(({ label }) => `${value}, ${label}`),
  );
}

async function written(
  write: ExportFormat['write'],
  facts: readonly Fact[],
  withTyped: boolean,
): Promise<Buffer> {
  return Buffer.concat([...batches(await write(heldBack(facts, { sealed: false, withTyped })))]);
}

for (const [name, facts, values] of [
  ['a live session', LIVE, TYPED],
  ['a capture', CAPTURE, ['hunter&22', 'abc123def', 'hi there']],
] as const)
  for (const { id, write } of EXPORT_FORMATS) {
    if (id === 'server-config') continue;
    test(`${name} as ${id} has none of people's own, in whatever way it is written`, async (t) => {
      t.deepEqual(standsIn(await written(write, facts, false), values), []);
      if (id !== 'keylog' && (id !== 'har' || name !== 'a capture') && id !== 'text')
        t.not(standsIn(await written(write, facts, true), values).length, 0, 'with it, all is there');
    });
  }

test('what is long, and the same over and over, is left out all the same', (t) => {
  for (const body of ['a'.repeat(500_000), '%61'.repeat(300_000), `${'+'.repeat(500_000)}aaaa`]) {
    const { facts } = log(segment(1, 'to-bank', 0, body), {
      type: 'secret-typed',
      lane: 'plain',
      name: 'password',
      value: 'aaaa',
      toldBy: 'bank',
    });
    const [stream] = streamsOf(redacted(facts));
    t.is(stream?.bytes.length, body.length);
    t.false(/a|%/.test(Buffer.from(stream?.bytes ?? []).toString('latin1')));
  }
});

test('whatever crossed, leaving out does not throw, keeps every length, and leaves nothing in the bytes', (t) => {
  const real = [
    Buffer.from(POST),
    http2Request(),
    http2Model(new Random(7), 'to-bank').bytes,
    Buffer.from('EHLO a\r\nAUTH PLAIN AGJvYgBodW50ZXIyMg==\r\n'),
  ];
  for (let seed = 0; seed < 2_000; seed += 1) {
    const random = new Random(seed);
    const [asked, answered] = [hostile(random, real), hostile(random, real)];
    const { facts } = log(segment(1, 'to-bank', 0, asked), segment(1, 'to-victim', 0, answered), {
      type: 'secret-typed',
      lane: 'plain',
      name: 'password',
      value: 'hunter22',
      toldBy: 'bank',
    });
    const streams = streamsOf(redacted(facts));
    t.is(
      streams.reduce((sum, { bytes }) => sum + bytes.length, 0),
      asked.length + answered.length,
    );
    t.false(
      streams.some(({ bytes }) => Buffer.from(bytes).includes('hunter22')),
      String(seed),
    );
  }
});

test('a short value is left out where a form has it, and nowhere else', (t) => {
  const { facts } = log(segment(1, 'to-bank', 0, POST), {
    type: 'secret-typed',
    lane: 'plain',
    name: 'pin',
    value: '7',
    toldBy: 'bank',
  });
  const [stream] = streamsOf(redacted(facts));
  const text = Buffer.from(stream?.bytes ?? []).toString('latin1');
  t.is(text.slice(-FORM.length), 'user=***&password=***********&pin=*&note=********');
  t.true(text.startsWith(HEAD.replace('abc123def', '*********')));
});

const string = (text: string, packs: boolean): Buffer => {
  const used = packs ? Buffer.from(huffmanEncoded(Buffer.from(text))) : Buffer.from(text);
  return Buffer.concat([Buffer.of((packs ? 0x80 : 0) | used.length), used]);
};
const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};

/** One request of HTTP/2: fields that are packed, as a browser sends them, and a form in two frames. */
function http2Request(): Buffer {
  const block = Buffer.concat([
    Buffer.of(0x83, 0x86, 0x44),
    string('/login?pin=99', true),
    Buffer.of(0x41),
    string('shop.test', false),
    Buffer.of(0x60),
    string('sid=abc123def', true),
    Buffer.of(0x5f),
    string('application/x-www-form-urlencoded', true),
  ]);
  return Buffer.concat([
    Buffer.from(PREFACE_TEXT),
    frame(4, 0, 0, Buffer.alloc(0)),
    frame(1, 4, 1, block),
    frame(0, 0, 1, Buffer.from('user=bob&password=hun')),
    frame(0, 1, 1, Buffer.from('ter22')),
  ]);
}

test('messages of HTTP/2 tell their fields; left out, they are as many stars and still HTTP/2', (t) => {
  const bytes = http2Request();
  const { facts } = log(segment(1, 'to-bank', 0, bytes));
  const { units } = readLane(facts);
  t.true(units.every(({ protocol }) => protocol === HTTP2.id));
  t.deepEqual(
    foundFields(units, streamsOf(facts)).map(
      ({ kind, name, value, where }) => `${kind} ${name}=${value}, ${where}`,
    ),
    [
      'password pin=99, address of POST /login',
      'cookie sid=abc123def, cookie header of POST /login',
      'user user=bob, form of stream 1',
      'password password=hunter22, form of stream 1',
    ],
  );
  const [stream] = streamsOf(redacted(facts));
  const out = Buffer.from(stream?.bytes ?? []);
  t.is(out.length, bytes.length);
  t.deepEqual(searchSecret(streamsOf(redacted(facts)), 'hunter22').findings, []);
  const lines = readHttp2('to-bank', out).parts.flatMap((part) =>
    part.kind === 'frame' ? (part.section?.lines ?? []) : [],
  );
  t.deepEqual(
    lines.map(({ name, value }) => `${name}: ${value}`),
    [
      ':method: POST',
      ':scheme: http',
      `:path: ${'*'.repeat(huffmanEncoded(Buffer.from('/login?pin=99')).length)}`,
      ':authority: shop.test',
      `cookie: ${'*'.repeat(huffmanEncoded(Buffer.from('sid=abc123def')).length)}`,
      'content-type: application/x-www-form-urlencoded',
    ],
  );
  t.true(out.includes('user=***&password=***') && !out.includes('ter22'));
});

test('however HTTP/2 writes a value, nothing of it is left, and every frame keeps its place', (t) => {
  const secret = 'tulip-orbit-42';
  for (let seed = 0; seed < 300; seed += 1) {
    const { bytes, frames } = http2Model(new Random(seed), 'to-bank');
    const { facts } = log(segment(1, 'to-bank', 0, bytes), {
      type: 'secret-typed',
      lane: 'plain',
      name: 'password',
      value: secret,
      toldBy: 'bank',
    });
    const streams = streamsOf(redacted(facts));
    t.deepEqual(searchSecret(streams, secret).findings, [], String(seed));
    const read = readHttp2('to-bank', streams[0]?.bytes ?? Buffer.alloc(0)).parts.flatMap((part) =>
      part.kind === 'frame' ? [{ type: part.type, stream: part.stream, length: part.payload.length }] : [],
    );
    t.deepEqual(read, frames, String(seed));
  }
});

const fieldsOf = (of: readonly Fact[]): string[] =>
  foundFields(readLane(of).units, streamsOf(of)).map(
    ({ kind, name, value, where }) => `${kind} ${name}=${value}, ${where}`,
  );

test('a WebSocket message tells its fields, and is left out under its masks, in fragments too', (t) => {
  const ask =
    'GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const answer = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${acceptOf('dGhlIHNhbXBsZSBub25jZQ==')}\r\n\r\n`;
  const said = '{"password":"hunter22","pin":"7"}';
  const parts = [said.slice(0, 16), said.slice(16)];
  const keys = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(200, 100, 50, 25)];
  const sent = Buffer.concat(
    parts.map((part, index) =>
      writeFrame({
        opcode: index === 0 ? 1 : 0,
        payload: Buffer.from(part),
        fin: index === 1,
        ...(keys[index] !== undefined && { key: keys[index] }),
      }),
    ),
  );
  const { facts } = log(
    segment(1, 'to-bank', 0, ask),
    segment(1, 'to-victim', 0, answer),
    segment(1, 'to-bank', ask.length, sent),
  );
  t.deepEqual(fieldsOf(facts), [
    'password password=hunter22, WebSocket message',
    'password pin=7, WebSocket message',
  ]);
  t.deepEqual(fieldsOf([...redacted(facts)]), [
    'password password=********, WebSocket message',
    'password pin=*, WebSocket message',
  ]);
});

const told = (of: readonly Fact[]): string[] =>
  of.flatMap((fact) =>
    fact.type === 'connection-opened'
      ? [`${fact.client} ${fact.logical} ${fact.transport ?? 'tcp'}`]
      : fact.type === 'segment-captured'
        ? [Buffer.from(fact.bytes).toString('latin1')]
        : [],
  );

test('a capture is exported with its own addresses and ports, of IPv4 and IPv6, TCP and UDP', async (t) => {
  const v6 = { from: '[2001:db8::1]:40001', to: '[2001:db8::2:3]:8080' };
  const facts = captured(
    packet({ ...ENDS, sequence: 1, acknowledgment: 1, flags: 'PA', payload: POST }),
    packet({ ...v6, sequence: 1, acknowledgment: 1, flags: 'PA', payload: 'GET / HTTP/1.1\r\n\r\n' }),
    ip('192.0.2.7:0', '192.0.2.8:0', udp('192.0.2.7:5353', '192.0.2.8:53', 'one datagram'), { protocol: 17 }),
  );
  const pcapng = EXPORT_FORMATS.find(({ id }) => id === 'pcapng');
  const file = Buffer.concat([...batches((await pcapng?.write(facts)) ?? [])]);
  const again = readCapture([file]).facts;
  t.is(told(facts).length, 6);
  t.deepEqual(told(again).toSorted(), told(facts).toSorted());
  t.notRegex(file.toString('latin1'), /victim|bank/);
  t.true(again.every((fact) => knownFact(fact) !== undefined));
});
