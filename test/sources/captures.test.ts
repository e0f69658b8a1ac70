import test from 'ava';
import * as fc from 'fast-check';
import type { Fact } from '../../lab/facts/session.ts';
import { reassemble } from '../../src/reading/streams.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { parseLine } from '../../src/session/parse.ts';
import { CaptureReader } from '../../src/sources/capture/reader.ts';
import { CaptureFacts } from '../../src/sources/capture-facts.ts';
import { CaptureSelection } from '../../src/sources/capture-selection.ts';
import { Keys } from '../../src/sources/keylog.ts';
import { SOURCE_LIMITS } from '../../src/sources/limits.ts';
import { pcapFile, pcapngSection } from '../../tools/support/captures/files.ts';
import type { MadeFrame } from '../../tools/support/captures/files.ts';
import { ip, LINKS, segment, tcp, udp } from '../../tools/support/captures/frames.ts';
import type { MadeSegment } from '../../tools/support/captures/frames.ts';
import { readCapture } from '../../tools/support/captures/read-capture.ts';

const CLIENT = '192.0.2.1:40000';
const SERVER = '198.51.100.2:80';
const CLIENT6 = '[2001:db8::1]:40000';
const SERVER6 = '[2001:db8::2]:80';
const ASKED = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n';
const ANSWERED = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

/** Its eight segments. */
type Talk = [
  MadeSegment,
  MadeSegment,
  MadeSegment,
  MadeSegment,
  MadeSegment,
  MadeSegment,
  MadeSegment,
  MadeSegment,
];

/** A connection in ten lines: what each side says, with its handshake and its end. */
function talk(from = CLIENT, to = SERVER, first = 1000): Talk {
  const [up, down] = [
    { from, to },
    { from: to, to: from },
  ];
  const own = (first + 1) >>> 0;
  const end = (own + ASKED.length) >>> 0;
  return [
    { ...up, sequence: first, flags: 'S' },
    { ...down, sequence: 5000, acknowledgment: own, flags: 'SA' },
    { ...up, sequence: own, acknowledgment: 5001, flags: 'A' },
    { ...up, sequence: own, acknowledgment: 5001, flags: 'PA', payload: ASKED },
    { ...down, sequence: 5001, acknowledgment: end, flags: 'PA', payload: ANSWERED },
    { ...up, sequence: end, acknowledgment: 5001 + ANSWERED.length, flags: 'FA' },
    { ...down, sequence: 5001 + ANSWERED.length, acknowledgment: end + 1, flags: 'FA' },
    { ...up, sequence: end + 1, acknowledgment: 5002 + ANSWERED.length, flags: 'A' },
  ];
}

const outer = (packet: Buffer, protocol: number): Buffer =>
  ip('203.0.113.1:0', '203.0.113.2:0', packet, { protocol });

const timed = (frames: readonly Uint8Array[]): MadeFrame[] =>
  frames.map((frame, index) => ({ time: 1_700_000_000_000 + index, frame }));

const raw = (segments: readonly MadeSegment[]): Buffer =>
  pcapFile(101, timed(segments.map((each) => segment(each))));

/** What was said in a session: each direction's runs as `connection direction offset: text`. */
function said(facts: readonly Fact[]): string[] {
  return reassemble(facts.filter((fact) => fact.type === 'segment-captured')).map(
    ({ connection, direction, offset, bytes }) =>
      `${connection} ${direction} ${offset}: ${Buffer.from(bytes).toString('latin1')}`,
  );
}

const WHOLE = [`1 to-bank 0: ${ASKED}`, `1 to-victim 0: ${ANSWERED}`];
const of = (file: Uint8Array): ReturnType<typeof readCapture> => readCapture([file]);
const notes = (facts: readonly Fact[]): string[] =>
  facts.flatMap((fact) => (fact.type === 'capture-noted' ? [fact.text] : []));
const closings = (facts: readonly Fact[]): string[] =>
  facts.flatMap((fact) =>
    fact.type === 'connection-closed' ? [`${fact.connection} ${fact.by} ${fact.how}`] : [],
  );

for (const [name, [link, frame]] of Object.entries(LINKS)) {
  for (const [from, to] of [
    [CLIENT, SERVER],
    [CLIENT6, SERVER6],
  ] as const) {
    const version = from === CLIENT ? 'IPv4' : 'IPv6';
    test(`a link is read: ${name} with ${version}`, (t) => {
      const { facts } = of(pcapFile(link, timed(talk(from, to).map((each) => frame(segment(each))))));
      t.deepEqual(said(facts), WHOLE);
      t.deepEqual(notes(facts), []);
      const opened = facts.find((fact) => fact.type === 'connection-opened');
      t.is(opened?.client, from);
      t.is(opened?.server, to);
      t.deepEqual(closings(facts), ['1 victim end']);
    });
  }
}

for (const big of [false, true])
  for (const nanoseconds of [false, true])
    test(`pcap in ${big ? 'big' : 'little'} endian with ${nanoseconds ? 'nano' : 'micro'}seconds`, (t) => {
      const { facts } = of(pcapFile(101, timed(talk().map((each) => segment(each))), { big, nanoseconds }));
      t.deepEqual(said(facts), WHOLE);
      const [opened] = facts;
      t.is(opened?.type === 'session-opened' ? opened.time : '', '2023-11-14T22:13:20.000Z');
      t.is(facts.find((fact) => fact.type === 'segment-captured')?.at, 3);
    });

test('pcapng: sections of either order, interfaces with their resolutions, every kind of packet, comments, blocks that are not known', (t) => {
  const frames = talk().map((each) => segment(each));
  const [ethernet, make] = LINKS['ethernet'] ?? [1, (packet: Uint8Array) => Buffer.from(packet)];
  const time = 1_700_000_000_000;
  const at = (index: number): Buffer => frames[index] ?? Buffer.alloc(0);
  const file = Buffer.concat([
    pcapngSection([
      { kind: 'section', comment: 'by hand' },
      { kind: 'interface', link: 101 },
      { kind: 'interface', link: ethernet, resolution: 9 },
      { kind: 'interface', link: 101, resolution: 0x80 | 20, offset: 1_600_000_000 },
      { kind: 'unknown', type: 0xbad, body: Buffer.from('custom') },
      { kind: 'enhanced', frame: at(0), time, comment: 'the first' },
      { kind: 'enhanced', interface: 1, frame: make(at(1)), time: time + 1, unit: 1e-6 },
      {
        kind: 'enhanced',
        interface: 2,
        frame: at(2),
        time: time + 2 - 1_600_000_000_000,
        unit: 1000 / 2 ** 20,
      },
      { kind: 'obsolete', frame: at(3), time: time + 3 },
    ]),
    pcapngSection(
      [
        { kind: 'section' },
        { kind: 'interface', link: 101 },
        { kind: 'unknown', type: 5, body: Buffer.alloc(12) },
        { kind: 'enhanced', frame: at(4), time: time + 4 },
        { kind: 'simple', frame: at(5) },
        { kind: 'simple', frame: at(6) },
        { kind: 'enhanced', frame: at(7), time: time + 7 },
      ],
      { big: true },
    ),
  ]);
  const { facts, reader } = of(file);
  t.deepEqual(said(facts), WHOLE);
  t.is(reader.packets, 8);
  t.deepEqual(reader.format?.comments, ['by hand']);
  const times = facts.flatMap((fact) => (fact.type === 'segment-captured' ? [fact.at] : []));
  t.deepEqual(times, [3, 4]);
  t.deepEqual(closings(facts), ['1 victim end']);
});

test('times that no calendar has are held within what a session says', (t) => {
  const file = pcapngSection([
    { kind: 'section' },
    { kind: 'interface', link: 101, resolution: 0 },
    ...talk().map((each, index) => {
      const time = index === 0 ? 0 : 2 ** 62;
      return { kind: 'enhanced', unit: 1, frame: segment(each), time } as const;
    }),
  ]);
  const { facts } = of(file);
  t.deepEqual(said(facts), WHOLE);
  for (const fact of facts) t.true('fact' in parseLine(Buffer.from(toJsonLine(fact))), fact.type);
});

test('the secrets in a pcapng file, and only those of its connections, are said', (t) => {
  const random = Buffer.alloc(32, 7);
  const hello = Buffer.concat([Buffer.from('160301002d010000290303', 'hex'), random, Buffer.alloc(7)]);
  const line = `CLIENT_RANDOM ${random.toString('hex')} ${'ab'.repeat(48)}`;
  const others = `CLIENT_RANDOM ${'00'.repeat(32)} ${'cd'.repeat(48)}`;
  const segments = talk().map((each) => (each.payload === ASKED ? { ...each, payload: hello } : each));
  const file = pcapngSection([
    { kind: 'section' },
    { kind: 'interface', link: 101 },
    { kind: 'secrets', text: `# a comment\n${line}\n${others}\nnonsense\n` },
    ...timed(segments.map((each) => segment(each))).map((frame) => ({ kind: 'enhanced', ...frame }) as const),
  ]);
  t.deepEqual(
    readCapture([file.subarray(0, 400), file.subarray(400)]).facts.flatMap((fact) =>
      fact.type === 'tls-secret-logged' ? [fact.line] : [],
    ),
    [line],
  );
});

test('fragments of IPv4 and IPv6 are put together in any order, and one that is missing is told', (t) => {
  for (const [from, to] of [
    [CLIENT, SERVER],
    [CLIENT6, SERVER6],
  ] as const) {
    const frames = talk(from, to).flatMap((each) => {
      if (each.payload !== ASKED) return [segment(each)];
      const whole = tcp(each);
      const piece = (at: number, end: number): Buffer =>
        ip(from, to, whole.subarray(at, end), { offset: at, more: end < whole.length });
      return [piece(32, whole.length), piece(0, 24), piece(24, 32)];
    });
    t.deepEqual(said(of(pcapFile(101, timed(frames))).facts), WHOLE);
    const missing = frames.filter((_, index) => index !== 4);
    const { facts } = of(pcapFile(101, timed(missing)));
    t.deepEqual(said(facts), [`1 to-victim 0: ${ANSWERED}`]);
    t.deepEqual(notes(facts), ['1 datagram came in fragments of which some are missing.']);
  }
});

/** Facts of some connections of a file that was read through before. */
function selected(file: Uint8Array, connections: readonly number[]): readonly Fact[] {
  const { index } = of(file);
  const whose = new Map(
    [...index.packets.of(new Set(connections))].map(({ place, flow }) => [place, flow] as const),
  );
  const facts: Fact[] = [];
  const session = { version: '0', title: '', source: { kind: 'capture', file: '' } } as const;
  const made = new CaptureFacts(session, new Keys(), (fact) => facts.push(fact));
  const listed = connections.flatMap((id) => index.connection(id) ?? []);
  const selection = new CaptureSelection(listed, index.decoder.addresses, made);
  new CaptureReader().feed(file, (packet, bytes) => {
    const flow = whose.get(packet.at);
    if (flow !== undefined) selection.take(packet, bytes, flow);
  });
  made.end([]);
  return facts;
}

test('of connections that use the same ends one after another each one that is chosen has its own fragments', (t) => {
  const other = ASKED.replace('a.test', 'b.test');
  for (const [from, to] of [
    [CLIENT, SERVER],
    [CLIENT6, SERVER6],
  ] as const) {
    const pieces = (each: MadeSegment): Buffer[] => {
      if (each.payload === undefined || each.from !== from) return [segment(each)];
      const whole = tcp(each);
      const first = ip(from, to, whole.subarray(0, 24), { more: true });
      return [first, ip(from, to, whole.subarray(24), { offset: 24 })];
    };
    const second = talk(from, to, 900_000).map((each) =>
      each.payload === ASKED ? { ...each, payload: other } : each,
    );
    const file = pcapFile(101, timed([...talk(from, to), ...second].flatMap(pieces)));
    const own = (id: number, asked: string): string[] => [
      `${id} to-bank 0: ${asked}`,
      `${id} to-victim 0: ${ANSWERED}`,
    ];
    t.deepEqual(said(of(file).facts), [...own(1, ASKED), ...own(2, other)]);
    t.deepEqual(said(selected(file, [1])), own(1, ASKED));
    t.deepEqual(said(selected(file, [2])), own(2, other));
    t.deepEqual(said(selected(file, [1, 2])), [...own(1, ASKED), ...own(2, other)]);
  }
});

test('extension headers of IPv6 are passed over', (t) => {
  const eight = Buffer.concat([Buffer.of(0), Buffer.alloc(6)]);
  const frames = talk(CLIENT6, SERVER6).map((each) =>
    segment(each, {
      extensions: [
        [0, eight],
        [43, eight],
        [60, Buffer.concat([Buffer.of(1), Buffer.alloc(14)])],
      ],
    }),
  );
  t.deepEqual(said(of(pcapFile(101, timed(frames))).facts), WHOLE);
});

test('retransmissions and overlaps are taken once, and what came first counts', (t) => {
  const [a, b, c, asked, answered, ...rest] = talk();
  const again = { ...asked, payload: ASKED.replace('a.test', 'b.test') };
  const half = { ...asked, sequence: 1001 + 10, payload: ASKED.slice(10) };
  const { facts } = of(raw([a, b, c, asked, again, half, answered, answered, asked, ...rest]));
  t.deepEqual(said(facts), WHOLE);
});

test('segments out of order wait for those before them', (t) => {
  const [a, b, c, asked, ...rest] = talk();
  const piece = (from: number, to: number): MadeSegment => ({
    ...asked,
    sequence: 1001 + from,
    payload: ASKED.slice(from, to),
  });
  for (const order of [
    [piece(20, 32), piece(5, 12), piece(10, 22), piece(0, 6)],
    [piece(8, 16), piece(4, 32), piece(0, 32)],
    [piece(1, 2), piece(3, 4), piece(0, 32)],
  ])
    t.deepEqual(said(of(raw([a, b, c, ...order, ...rest])).facts), WHOLE);
});

test('bytes that were not captured are a gap, whether the other side has them or the file ends', (t) => {
  const [a, b, c, asked, answered, ...rest] = talk();
  const piece = (from: number, to?: number): MadeSegment => ({
    ...asked,
    sequence: 1001 + from,
    payload: ASKED.slice(from, to),
  });
  const gap = [`1 to-bank 0: ${ASKED.slice(0, 4)}`, `1 to-bank 10: ${ASKED.slice(10)}`];
  t.deepEqual(said(of(raw([a, b, c, piece(0, 4), piece(10), answered, ...rest])).facts), [...gap, WHOLE[1]]);
  t.deepEqual(said(of(raw([a, b, c, piece(0, 4), piece(10)])).facts), gap);
});

test('a packet that was captured short leaves a gap where the rest was', (t) => {
  const frames = talk().map((each): Omit<MadeFrame, 'time'> => {
    const frame = segment(each);
    return each.payload === ASKED ? { frame: frame.subarray(0, 44), length: frame.length } : { frame };
  });
  const { facts } = of(
    pcapFile(
      101,
      frames.map((each, index) => ({ time: index, ...each })),
    ),
  );
  t.deepEqual(said(facts), [`1 to-bank 0: ${ASKED.slice(0, 4)}`, WHOLE[1]]);
  const closed = facts.find((fact) => fact.type === 'connection-closed');
  t.is(closed?.toBank, ASKED.length);
});

test('sequence numbers wrap, in a SYN and in the middle of a stream', (t) => {
  for (const first of [0xffff_ffff, 0xffff_fff0])
    t.deepEqual(said(of(raw(talk(CLIENT, SERVER, first))).facts), WHOLE);
});

test('ports that are used again begin another connection, where its SYN has another number', (t) => {
  const { facts } = of(raw([...talk(), ...talk(CLIENT, SERVER, 33_000), ...talk(CLIENT, SERVER, 77_000)]));
  t.deepEqual(
    said(facts),
    [1, 2, 3].flatMap((id) => WHOLE.map((text) => text.replace('1', String(id)))),
  );
  t.deepEqual(closings(facts), ['1 victim end', '2 victim end', '3 victim end']);
  const twice = talk();
  const [syn] = twice;
  t.deepEqual(said(of(raw([syn, ...twice])).facts), WHOLE, 'a SYN that comes twice is no other connection');
});

test('a connection without its SYN is read, and its client told by what it says or by its ports', (t) => {
  const [, , , ...middle] = talk();
  t.deepEqual(said(of(raw(middle)).facts), WHOLE);
  const [asked, answered, ...rest] = middle;
  // The answer is seen first: what the server says, and its port, tell who it is.
  t.deepEqual(said(of(raw([answered, ...rest])).facts), [`1 to-victim 0: ${ANSWERED}`]);
  const late = { ...asked, acknowledgment: 5001 };
  t.deepEqual(said(of(raw([answered, late, ...rest])).facts), [WHOLE[1], WHOLE[0]]);
});

test('keep-alives bring nothing, a reset ends, and what comes after it is left out', (t) => {
  const [a, b, c, asked, answered] = talk();
  const alive = { ...asked, sequence: 1000, payload: 'x' };
  const reset = { ...answered, sequence: 5001 + ANSWERED.length, flags: 'RA', payload: '' };
  const late = { ...asked, sequence: 1001 + ASKED.length };
  const { facts } = of(raw([a, b, c, asked, answered, alive, reset, late]));
  t.deepEqual(said(facts), WHOLE);
  t.deepEqual(closings(facts), ['1 bank reset']);
});

test('datagrams of UDP are conversations, too', (t) => {
  const frames = [udp(CLIENT, SERVER, 'one'), udp(CLIENT, SERVER, 'two')].map((each) =>
    ip(CLIENT, SERVER, each, { protocol: 17 }),
  );
  const back = ip(SERVER, CLIENT, udp(SERVER, CLIENT, 'three'), { protocol: 17 });
  const { facts } = of(pcapFile(101, timed([...frames, back])));
  t.deepEqual(said(facts), ['1 to-bank 0: onetwo', '1 to-victim 0: three']);
  t.is(facts.find((fact) => fact.type === 'connection-opened')?.transport, 'udp');
});

test('tunnels of IP in IP and GRE are looked into, padding is cut off, and what is neither TCP nor UDP is counted', (t) => {
  const gre = (packet: Buffer): Buffer => outer(Buffer.concat([Buffer.from('00000800', 'hex'), packet]), 47);
  const icmp = outer(Buffer.alloc(8), 1);
  const frames = talk().map((each, index) =>
    index % 2 === 0 ? outer(segment(each), 4) : gre(segment(each)),
  );
  const [link, make] = LINKS['ethernet'] ?? [1, (packet: Uint8Array) => Buffer.from(packet)];
  const padded = [...frames, icmp].map((each) => Buffer.concat([make(each), Buffer.alloc(20, 0xee)]));
  const { facts } = of(pcapFile(link, timed(padded)));
  t.deepEqual(said(facts), WHOLE);
  t.deepEqual(notes(facts), ['1 packet carried neither TCP nor UDP and were left out.']);
});

test('a file that is cut or damaged gives what stands before, and a sentence that says where it stops', (t) => {
  const file = raw(talk());
  const cut = of(file.subarray(0, -10));
  t.deepEqual(said(cut.facts), WHOLE);
  t.regex(
    cut.reader.fault ?? '',
    /^7 packets before byte [\d,]+ could be read; there it ends within a block/,
  );
  const damaged = Buffer.from(file);
  damaged.writeUInt32LE(0xffff_ffff, 24 + 16 + 40 + 8);
  t.regex(of(damaged).reader.fault ?? '', /^1 packet before byte 80 could be read; there a packet says/);
  t.is(of(Buffer.alloc(0)).reader.fault, 'it is empty');
  t.regex(of(Buffer.from('not a capture')).reader.fault ?? '', /^it is no capture/);
  t.regex(of(Buffer.from('1f8b0800', 'hex')).reader.fault ?? '', /gzip/);
});

test('a link that is not read is named by its number', (t) => {
  const { facts } = of(pcapFile(147, timed([Buffer.alloc(60)])));
  t.deepEqual(notes(facts), ['1 packet came over a link that is not read here (LINKTYPE 147).']);
});

test('however a file is cut into pieces, it says the same', (t) => {
  const file = pcapngSection([
    { kind: 'section', comment: 'x' },
    { kind: 'interface', link: 101 },
    ...timed(talk().map((each) => segment(each))).map((frame) => ({ kind: 'enhanced', ...frame }) as const),
  ]);
  const whole = of(file).facts;
  fc.assert(
    fc.property(fc.array(fc.nat(file.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), file.length];
      const pieces = places.slice(1).map((end, index) => file.subarray(places[index] ?? 0, end));
      t.deepEqual(readCapture(pieces).facts, whole);
    }),
    { numRuns: 60 },
  );
});

test('whatever segments come in whatever order, each byte is given once, in its place, and nothing is held without end', (t) => {
  const text = Buffer.from(Array.from({ length: 600 }, (_, index) => index % 251));
  const pieces = fc.array(fc.tuple(fc.nat(599), fc.integer({ min: 1, max: 80 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(pieces, fc.nat(0xffff_ffff), (cuts, first) => {
      const [syn] = talk(CLIENT, SERVER, first);
      const segments = cuts.map(([at, length]) => ({
        ...syn,
        flags: 'PA',
        sequence: (first + 1 + at) >>> 0,
        payload: text.subarray(at, at + length),
      }));
      const { facts } = of(raw([syn, ...segments]));
      const given = new Set<number>();
      for (const fact of facts) {
        if (fact.type !== 'segment-captured') continue;
        for (const [index, byte] of fact.bytes.entries()) {
          t.false(given.has(fact.offset + index));
          t.is(byte, text[fact.offset + index] ?? -1);
          given.add(fact.offset + index);
        }
      }
      const sent = new Set(
        cuts.flatMap(([at, length]) =>
          Array.from({ length: Math.min(length, 600 - at) }, (_, index) => at + index),
        ),
      );
      t.deepEqual(
        [...given].toSorted((a, b) => a - b),
        [...sent].toSorted((a, b) => a - b),
      );
    }),
    { numRuns: 200 },
  );
});

test('what waits behind a gap is bounded: more than that, and the gap stays', (t) => {
  const [syn] = talk();
  const count = Math.ceil(SOURCE_LIMITS.held / 60_000) + 2;
  const segments = Array.from({ length: count }, (_, index) => ({
    ...syn,
    flags: 'PA',
    sequence: 1002 + index * 60_000,
    payload: Buffer.alloc(60_000),
  }));
  const { facts } = of(raw([syn, ...segments]));
  const first = facts.find((fact) => fact.type === 'segment-captured');
  t.is(first?.offset, 1);
  t.is(said(facts).length, 1);
});
