import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { dissectTls } from '../../../src/decode/tls/dissect.ts';
import { hasTshark, tshark } from '../../helpers/tshark.ts';
import { COMPARED, oursOf } from './compared-fields.ts';
import type { Recording } from './recordings.ts';
import { loadAll, rfc8448 } from './recordings.ts';

/** A pcap file of the recording: raw IPv4, one TCP segment for each chunk, checksums left at 0. */
function pcap({ chunks }: Recording): Buffer {
  const sent = { bank: 1, victim: 1 };
  const packets = chunks.flatMap(({ to, bytes }, index) => {
    const from = to === 'bank' ? 'victim' : 'bank';
    const packet = Buffer.alloc(40 + bytes.length);
    packet.set([0x45, 0, packet.length >> 8, packet.length & 255, 0, index, 0, 0, 64, 6, 0, 0]);
    packet.set([10, 0, 0, to === 'bank' ? 1 : 2, 10, 0, 0, to === 'bank' ? 2 : 1], 12);
    packet.writeUInt16BE(to === 'bank' ? 40_000 : 443, 20);
    packet.writeUInt16BE(to === 'bank' ? 443 : 40_000, 22);
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
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.set([2, 0, 4, 0], 4);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(228, 20);
  return Buffer.concat([head, ...packets]);
}

const OPTIONS = '-o tcp.check_checksum:FALSE -o ip.check_checksum:FALSE -d tcp.port==443,tls -Y tls'
  .concat(' -T fields -E separator=; -E aggregator=| -e tcp.dstport')
  .split(' ');

/** What tshark reads of each compared field, to the bank and to the victim. */
function theirsOf(
  recording: Recording,
): Readonly<Record<'toBank' | 'toVictim', ReadonlyMap<string, string[]>>> {
  const names = COMPARED.map(({ theirs }) => theirs);
  const lines = tshark(pcap(recording), ...OPTIONS, ...names.flatMap((name) => ['-e', name]));
  const none = (): Map<string, string[]> => new Map(names.map((name) => [name, []]));
  const read = { toBank: none(), toVictim: none() };
  for (const [port, ...columns] of lines.map((line) => line.split(';'))) {
    const side = port === '443' ? read.toBank : read.toVictim;
    for (const [index, { theirs, spell }] of COMPARED.entries()) {
      const values = (columns[index] ?? '').split('|').filter((value) => value !== '');
      side.get(theirs)?.push(...values.flatMap((value) => spell(value)));
    }
  }
  return read;
}

/** tshark shows a length that reaches past the end of its message; ours says `malformed` there. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  'alert-decode-error': ['tls.handshake.cipher_suites_length'],
};

/** How often each field was compared, and how often the two differed. */
const table = new Map(COMPARED.map(({ theirs }) => [theirs, { values: 0, handshakes: 0, differ: 0 }]));
let handshakes = 0;

for (const recording of [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)]) {
  test(`${recording.name}: tshark reads the same`, (t) => {
    if (!hasTshark(t)) return;
    handshakes += 1;
    const { toBank, toVictim } = dissectTls(recording.toBank, recording.toVictim);
    const theirs = theirsOf(recording);
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
  t.log(`${handshakes} handshakes, ${table.size} fields, ${total} values, ${differing} differences`);
  t.log(`${'field'.padEnd(62)} values, in so many handshakes, differences`);
  for (const [name, { values, handshakes: seen, differ }] of table) {
    t.log(
      `${name.padEnd(62)} ${String(values).padStart(5)} ${String(seen).padStart(3)} ${String(differ).padStart(2)}`,
    );
  }
});
