import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { dissectTls } from '../../../src/decode/tls/dissect.ts';
import { hasTshark, tshark } from '../../helpers/tshark.ts';
import { COMPARED, oursOf } from './compared-fields.ts';
import type { Recording } from './recordings.ts';
import { loadAll, rfc8448 } from './recordings.ts';

const RECORDINGS = [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)];

/** The first recording's client port; each has its own. */
const FIRST_PORT = 40_000;

/** A pcap file of all recordings: raw IPv4, one TCP segment for each chunk, checksums left at 0. */
function pcap(): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.set([2, 0, 4, 0], 4);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(228, 20);
  return Buffer.concat([
    head,
    ...RECORDINGS.flatMap((recording, index) => packets(recording, FIRST_PORT + index)),
  ]);
}

function packets({ chunks }: Recording, port: number): Buffer[] {
  const sent = { bank: 1, victim: 1 };
  return chunks.flatMap(({ to, bytes }, index) => {
    const from = to === 'bank' ? 'victim' : 'bank';
    const packet = Buffer.alloc(40 + bytes.length);
    packet.set([0x45, 0, packet.length >> 8, packet.length & 255, 0, index, 0, 0, 64, 6, 0, 0]);
    packet.set([10, 0, 0, to === 'bank' ? 1 : 2, 10, 0, 0, to === 'bank' ? 2 : 1], 12);
    packet.writeUInt16BE(to === 'bank' ? port : 443, 20);
    packet.writeUInt16BE(to === 'bank' ? 443 : port, 22);
    packet.writeUInt32BE(sent[to], 24);
    packet.writeUInt32BE(sent[from], 28);
    packet.set([0x50, 0x18, 0xff, 0xff], 32);
    packet.set(bytes, 40);
    sent[to] += bytes.length;
    const header = Buffer.alloc(16);
    header.writeUInt32LE(index, 0);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    return [header, packet];
  });
}

const OPTIONS = '-o tcp.check_checksum:FALSE -o ip.check_checksum:FALSE -d tcp.port==443,tls -Y tls'
  .concat(' -T fields -E separator=; -E aggregator=| -e tcp.srcport -e tcp.dstport')
  .split(' ');

/** What tshark reads of each compared field of one recording, to the bank and to the victim. */
type Read = Readonly<Record<'toBank' | 'toVictim', ReadonlyMap<string, string[]>>>;

const none = (): Map<string, string[]> => new Map(COMPARED.map(({ theirs }) => [theirs, []]));

let read: readonly Read[] | undefined;

/** Has tshark read all recordings at once: to start it takes longer than to run it. */
function readAll(): readonly Read[] {
  const all = RECORDINGS.map(() => ({ toBank: none(), toVictim: none() }));
  for (const line of tshark(pcap(), ...OPTIONS, ...COMPARED.flatMap(({ theirs }) => ['-e', theirs]))) {
    const [from, to, ...columns] = line.split(';');
    const one = all[Number(to === '443' ? from : to) - FIRST_PORT];
    const side = to === '443' ? one?.toBank : one?.toVictim;
    for (const [index, { theirs, spell }] of COMPARED.entries()) {
      const values = (columns[index] ?? '').split('|').filter((value) => value !== '');
      side?.get(theirs)?.push(...values.flatMap((value) => spell(value)));
    }
  }
  return all;
}

/** tshark shows a length that reaches past the end of its message; ours says `malformed` there. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  'alert-decode-error': ['tls.handshake.cipher_suites_length'],
};

/** How often each field was compared, and how often the two differed. */
const table = new Map(COMPARED.map(({ theirs }) => [theirs, { values: 0, handshakes: 0, differ: 0 }]));
let handshakes = 0;

for (const [index, recording] of RECORDINGS.entries()) {
  test(`${recording.name}: tshark reads the same`, (t) => {
    if (!hasTshark(t)) return;
    handshakes += 1;
    const { toBank, toVictim } = dissectTls(recording.toBank, recording.toVictim);
    read ??= readAll();
    const theirs = read[index];
    if (theirs === undefined) return t.fail('tshark read nothing of it');
    const ours = { toBank: oursOf(toBank, recording.toBank), toVictim: oursOf(toVictim, recording.toVictim) };
    const differing: [name: string, ours: unknown, theirs: unknown][] = [];
    for (const [name, row] of table) {
      const of = (side: typeof ours): unknown => [side.toBank.get(name), side.toVictim.get(name)];
      const values = (theirs.toBank.get(name)?.length ?? 0) + (theirs.toVictim.get(name)?.length ?? 0);
      row.values += values;
      row.handshakes += values > 0 ? 1 : 0;
      if (isDeepStrictEqual(of(ours), of(theirs))) continue;
      row.differ += 1;
      if (EXPLAINED[recording.name]?.includes(name) === true) continue;
      differing.push([name, of(ours), of(theirs)]);
    }
    t.deepEqual(differing, []);
  });
}

test.after.always('the table of what was compared', (t) => {
  if (handshakes === 0) return;
  const rows = [...table.values()];
  const total = rows.reduce((sum, { values }) => sum + values, 0);
  const differing = rows.reduce((sum, { differ }) => sum + differ, 0);
  t.log(
    `${handshakes} handshakes, ${table.size} fields, ${total} values, ${differing} differences, ${Object.keys(EXPLAINED).length} explained`,
  );
  t.log(`${'field'.padEnd(62)} values, in so many handshakes, differences`);
  for (const [name, { values, handshakes: seen, differ }] of table) {
    t.log(
      `${name.padEnd(62)} ${String(values).padStart(5)} ${String(seen).padStart(3)} ${String(differ).padStart(2)}`,
    );
  }
});
