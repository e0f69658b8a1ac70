import { isDeepStrictEqual } from 'node:util';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import { tshark } from '../../helpers/tshark.ts';
import { COMPARED, oursOf } from './compared-fields.ts';
import type { TlsRecording } from '../../../tools/support/recordings.ts';

/** The first recording's client port; each has its own. */
const FIRST_PORT = 40_000;

/** A pcap file of the recordings: raw IPv4, one TCP segment for each chunk, checksums left at 0. */
function pcap(recordings: readonly TlsRecording[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.set([2, 0, 4, 0], 4);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(228, 20);
  return Buffer.concat([
    head,
    ...recordings.flatMap((recording, index) => packets(recording, FIRST_PORT + index)),
  ]);
}

function packets({ chunks }: TlsRecording, port: number): Buffer[] {
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
export type Read = Readonly<Record<'toBank' | 'toVictim', ReadonlyMap<string, string[]>>>;

const none = (): Map<string, string[]> => new Map(COMPARED.map(({ theirs }) => [theirs, []]));

/** Has tshark read all recordings at once: to start it takes longer than to run it. Throws where it complains. */
export function readByTshark(recordings: readonly TlsRecording[]): readonly Read[] {
  const all = recordings.map(() => ({ toBank: none(), toVictim: none() }));
  for (const line of tshark(
    pcap(recordings),
    ...OPTIONS,
    ...COMPARED.flatMap(({ theirs }) => ['-e', theirs]),
  )) {
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

/** What our decoder reads of the same fields. */
export function readByUs({
  toBank,
  toVictim,
}: TlsRecording): Readonly<Record<keyof Read, ReadonlyMap<string, readonly string[]>>> {
  const tree = dissectTls(toBank, toVictim);
  return { toBank: oursOf(tree.toBank, toBank), toVictim: oursOf(tree.toVictim, toVictim) };
}

/** The fields in which two readings differ, with both values. */
export function differences(
  ours: ReturnType<typeof readByUs>,
  theirs: Read | undefined,
): (readonly [name: string, ours: unknown, theirs: unknown])[] {
  return COMPARED.flatMap(({ theirs: name }) => {
    const [own, other] = [ours, theirs].map((read) => [read?.toBank.get(name), read?.toVictim.get(name)]);
    return isDeepStrictEqual(own, other) ? [] : [[name, own, other] as const];
  });
}
