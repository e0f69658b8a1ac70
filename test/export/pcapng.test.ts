import test from 'ava';
import * as fc from 'fast-check';
import type { CloseReason, Party } from '../../lab/facts/facts.ts';
import { toKeylog } from '../../src/export/keylog.ts';
import { SECRETS_LIMIT } from '../../src/export/capture-plan.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import { reassemble } from '../../src/reading/streams.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { anyFacts, captured, connected, OPENED, timed } from '../helpers/happenings.ts';
import { readBlocks, readOptions, readPackets } from '../helpers/pcapng-reader.ts';
import type { ReadPacket } from '../helpers/pcapng-reader.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';

const written = (facts: Iterable<Fact>, sealed = false): Buffer =>
  Buffer.concat([...toPcapng(sealed ? sealFacts(facts) : facts)]);
const packetsOf = (...facts: Fact[]): ReadPacket[] => readPackets(written(facts));
const told = (packets: readonly ReadPacket[]): string[] =>
  packets.map(
    ({ from, flags, payload }) => `${from.endsWith(':80') ? 'bank' : 'victim'} ${flags} ${payload.length}`,
  );
const closed = (by: Party, how: CloseReason, toBank = 0, toVictim = 0) =>
  ({ type: 'connection-closed', lane: 'plain', connection: 1, by, how, toBank, toVictim }) as const;
const step = (type: 'step-started' | 'step-finished', index: number) =>
  ({ type, index, kind: 'visit', text: 'She looks\u001b[2J' }) as const;

test('a file begins with its section, then interfaces, secrets, names and packets', (t) => {
  const types = readBlocks(written(RECORDED)).map(({ type }) => type);
  t.deepEqual(types.slice(0, 5), [0x0a0d0d0a, 1, 1, 0x0a, 4]);
  t.true(types.slice(5).length > 0 && types.slice(5).every((type) => type === 6));
});

test('the section tells the scenario, the seed, the version, and that headers are rebuilt', (t) => {
  const [section] = readBlocks(written(timed(OPENED)));
  const options = readOptions(section?.body ?? Buffer.alloc(0), 16).map(([code, value]) => [
    code,
    String(value),
  ]);
  t.deepEqual(options[0], [1, 'Two doors · scenario bank-login · seed abc · plainsight 9.9.9']);
  t.regex(String(options[1]?.[1]), /rebuilt/);
  t.deepEqual(options[2], [4, 'plainsight 9.9.9']);
});

test('each lane is an interface with its id and title, in µs', (t) => {
  const lanes = readBlocks(written(timed(OPENED))).filter(({ type }) => type === 1);
  t.deepEqual(
    lanes.map(({ body }) =>
      readOptions(body, 8).map(([code, value]) => (code === 9 ? value[0] : String(value))),
    ),
    [
      ['plain', 'port 80 (lane plain)', 6],
      ['sealed', 'port 443 (lane sealed)', 6],
    ],
  );
});

test('the payload of each direction is what was captured', (t) => {
  const streams = reassemble(RECORDED.filter((fact) => fact.type === 'segment-captured'));
  const packets = readPackets(written(RECORDED));
  const lanes = ['plain', 'sealed'];
  t.true(streams.length === 4);
  for (const { lane, direction, bytes } of streams) {
    const prefix = direction === 'to-bank' ? '192.0.2.' : '198.51.100.';
    const sent = packets.filter(
      (packet) => lanes[packet.interface] === lane && packet.from.startsWith(prefix),
    );
    t.deepEqual(
      Buffer.concat(sent.map(({ payload }) => payload)),
      Buffer.from(bytes),
      `${lane} ${direction}`,
    );
  }
});

test('a connection has a handshake, data in full packets, acknowledgments and FINs', (t) => {
  const packets = packetsOf(
    ...timed(
      OPENED,
      connected(1),
      captured(1, 'to-bank', 0, new Uint8Array(4000)),
      closed('victim', 'end', 4000),
    ),
  );
  t.deepEqual(told(packets), [
    'victim syn 0',
    'bank syn ack 0',
    'victim ack 0',
    'victim ack 1460',
    'victim ack 1460',
    'bank ack 0',
    'victim psh ack 1080',
    'bank ack 0',
    'victim fin ack 0',
    'bank fin ack 0',
    'victim ack 0',
  ]);
  const [syn, synAck, , first] = packets;
  const last = packets.at(-1);
  t.is(synAck?.acknowledgment, ((syn?.sequence ?? 0) + 1) >>> 0);
  t.is(first?.sequence, ((syn?.sequence ?? 0) + 1) >>> 0);
  t.is(last?.sequence, ((syn?.sequence ?? 0) + 4002) >>> 0);
  t.is(last?.acknowledgment, ((synAck?.sequence ?? 0) + 2) >>> 0);
  t.is(first?.time, Date.parse('2026-01-02T03:04:05.002Z') * 1000);
});

test('who ended a connection, and how, is who sends the FIN or the reset', (t) => {
  const endings: [Party, CloseReason, string][] = [
    ['victim', 'end', 'victim fin ack 0'],
    ['bank', 'end', 'bank fin ack 0'],
    ['attacker', 'lab-closed', 'bank fin ack 0'],
    ['attacker', 'idle-timeout', 'bank fin ack 0'],
    ['victim', 'reset', 'victim rst ack 0'],
    ['bank', 'refused', 'bank rst ack 0'],
  ];
  for (const [by, how, first] of endings) {
    const packets = packetsOf(...timed(OPENED, connected(1), closed(by, how), closed(by, how)));
    t.is(told(packets)[3], first);
    t.is(packets.length, first.includes('rst') ? 4 : 6, 'it ends once');
    t.deepEqual(packets[3]?.comments, [`closed by the ${by} (${how})`]);
  }
});

test('a connection that is not closed in the session stays open', (t) => {
  t.deepEqual(told(packetsOf(...timed(OPENED, connected(1)))), [
    'victim syn 0',
    'bank syn ack 0',
    'victim ack 0',
  ]);
});

test('bytes that are missing leave a gap in the sequence numbers, and a comment', (t) => {
  const packets = packetsOf(
    ...timed(
      captured(1, 'to-bank', 0, 'abc'),
      captured(1, 'to-bank', 1003, 'd'),
      closed('victim', 'end', 2004),
    ),
  );
  const [first, , second, , fin] = packets;
  t.is(((second?.sequence ?? 0) - (first?.sequence ?? 0)) >>> 0, 1003);
  t.is(((fin?.sequence ?? 0) - (first?.sequence ?? 0)) >>> 0, 2004);
  t.deepEqual(second?.comments, ['1,000 bytes before this were relayed but are not in the recording']);
  t.regex(String(fin?.comments[0]), /^closed by the victim \(end\); 1,000 bytes/);
});

test('a connection whose beginning is not in the session goes to the port of its lane', (t) => {
  const [packet] = packetsOf(...timed(OPENED, captured(7, 'to-bank', 0, 'x', 'sealed')));
  t.is(packet?.from, '192.0.2.11:49152');
  t.is(packet?.to, '198.51.100.11:443');
});

test("a stranger's connection comes from another machine than the victim's, and says so", (t) => {
  const [packet] = packetsOf(...timed(OPENED, { ...connected(1, '127.0.0.1:49153'), party: 'stranger' }));
  t.is(packet?.from, '203.0.113.10:49153');
  t.true(packet?.comments.some((comment) => comment.endsWith(', for a stranger')));
});

test('connections of one lane never share a client port', (t) => {
  const facts = timed(
    OPENED,
    ...Array.from({ length: 300 }, (_, index) => connected(index, '127.0.0.1:49153')),
  );
  const ports = packetsOf(...facts)
    .filter(({ flags }) => flags === 'syn')
    .map(({ from }) => from);
  t.is(new Set(ports).size, 300);
  t.is(ports[0], '192.0.2.10:49153');
});

test('the first packet of a lane in each step says which step it is, and none does after it', (t) => {
  const packets = packetsOf(
    ...timed(
      OPENED,
      step('step-started', 4),
      captured(1, 'to-bank', 0, 'a'),
      captured(2, 'to-bank', 0, 'a', 'sealed'),
      captured(1, 'to-bank', 1, 'b'),
      step('step-finished', 4),
      step('step-started', 5),
      step('step-finished', 5),
      captured(1, 'to-bank', 2, 'c'),
    ),
  );
  t.deepEqual(
    packets.flatMap(({ comments }) => comments),
    ['plain · step 5: She looks\\u001b[2J', 'sealed · step 5: She looks\\u001b[2J'],
  );
});

test('TLS on another port than its own says how to have it read', (t) => {
  const hello = Buffer.of(0x16, 3, 1, 0, 0);
  const on = (lane: string) =>
    packetsOf(
      ...timed(OPENED, captured(1, 'to-bank', 0, hello, lane), captured(1, 'to-victim', 0, hello, lane)),
    );
  const [first, , second] = on('plain');
  t.regex(String(first?.comments), /TLS on port 80.*tshark -d tcp\.port==49152,tls/);
  t.deepEqual(second?.comments, []);
  t.deepEqual(
    on('sealed').flatMap(({ comments }) => comments),
    [],
  );
});

test('the secrets are the key log without its comment; a sealed file has none', (t) => {
  const secrets = readBlocks(written(RECORDED)).filter(({ type }) => type === 0x0a);
  const keylog = [...toKeylog(RECORDED)].slice(1).join('');
  t.is(secrets.length, 1);
  t.is(secrets[0]?.body.readUInt32LE(0), 0x544c534b);
  t.is(secrets[0]?.body.subarray(8, 8 + secrets[0].body.readUInt32LE(4)).toString(), keylog);
  const sealed = written(RECORDED, true);
  t.is(readBlocks(sealed).filter(({ type }) => type === 0x0a).length, 0);
  for (const line of keylog.trim().split('\n')) t.false(sealed.includes(line.split(' ')[2] ?? ''));
});

test('the same session gives the same bytes', (t) => {
  t.deepEqual(written(RECORDED), written(RECORDED));
});

test('10 MB in one segment come in pieces of a packet each', (t) => {
  let longest = 0;
  let payload = 0;
  for (const piece of toPcapng(timed(OPENED, captured(1, 'to-victim', 0, new Uint8Array(10_000_000))))) {
    longest = Math.max(longest, piece.length);
    for (const packet of readPackets(piece)) payload += packet.payload.length;
  }
  t.is(payload, 10_000_000);
  t.true(longest < 2000);
});

test('more lanes than fit are left out, and the section says so', (t) => {
  const facts = timed(...Array.from({ length: 300 }, (_, index) => connected(index, 'x:1', `lane ${index}`)));
  const file = written(facts);
  const blocks = readBlocks(file);
  t.is(blocks.filter(({ type }) => type === 1).length, 200);
  t.is(new Set(readPackets(file).map(({ to }) => to)).size, 400);
  t.true(blocks[0]?.body.includes('more lanes than fit'));
});

const secretLine = (index: number): string =>
  `CLIENT_TRAFFIC_SECRET_0 ${index.toString(16).padStart(64, '0')} ${'ab'.repeat(32)}`;

test('more TLS secrets than fit are left out, and the section says so', (t) => {
  const secrets = Array.from(
    { length: SECRETS_LIMIT + 1 },
    (_, index) => ({ type: 'tls-secret-logged', lane: 'sealed', line: secretLine(index) }) as const,
  );
  const file = written(timed(OPENED, ...secrets));
  t.true(file.includes(secretLine(SECRETS_LIMIT - 1)));
  t.false(file.includes(secretLine(SECRETS_LIMIT)));
  t.true(readBlocks(file)[0]?.body.includes('more TLS secrets than fit'));
  t.false(readBlocks(written(timed(OPENED, ...secrets), true))[0]?.body.includes('more TLS secrets'));
});

test('any facts make a file whose every block and checksum holds', (t) => {
  fc.assert(
    fc.property(anyFacts, fc.boolean(), (facts, sealed) => {
      const file = written(facts, sealed);
      const lanes = readBlocks(file).filter(({ type }) => type === 1).length;
      for (const packet of readPackets(file)) {
        if (packet.interface >= lanes) throw new Error('A packet has no interface.');
      }
    }),
    { numRuns: 300 },
  );
  t.pass();
});
