import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { ExecutionContext } from 'ava';

import { SCAN_START, scanRecords } from '../../lab/wire/tls/records.ts';
import { tapped, tapPort } from '../helpers/taps.ts';
import { LOOPBACK, needing } from '../helpers/needing.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';

/** One packet as tshark saw it on the loopback interface. */
interface Packet {
  readonly from: number;
  readonly to: number;
  readonly payload: Uint8Array;
  readonly recordLengths: readonly number[];
  readonly form: readonly string[];
}

const FIELDS = [
  'tcp.srcport',
  'tcp.dstport',
  'tcp.payload',
  'tls.record.length',
  'urlencoded-form.value',
  'tcp.analysis.retransmission',
];

/** tshark while it listens on the loopback interface; `until` resolves when the packets so far are enough. */
interface Onlooker {
  readonly packets: readonly Packet[];
  readonly until: (enough: (packets: readonly Packet[]) => boolean) => Promise<void>;
}

/** Starts tshark on the two ports. */
async function listenOn(t: ExecutionContext, plain: number, sealed: number): Promise<Onlooker> {
  const capture = ['-n', '-l', '-i', LOOPBACK, '-f', `tcp port ${plain} or tcp port ${sealed}`];
  const decode = ['-d', `tcp.port==${plain},http`, '-d', `tcp.port==${sealed},tls`];
  const print = ['-Y', 'tcp.len > 0', '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])];
  const tshark = spawn('tshark', [...capture, ...decode, ...print], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => stop(tshark));
  await started(tshark);
  const packets: Packet[] = [];
  let look: (() => void) | undefined;
  createInterface(tshark.stdout).on('line', (line) => {
    const packet = readPacket(line);
    if (packet !== undefined) packets.push(packet);
    look?.();
  });
  return {
    packets,
    until: (enough) =>
      new Promise((resolve) => {
        look = () => enough(packets) && resolve();
        look();
      }),
  };
}

/** Resolves once tshark captures; rejects with what it said where it ends before that. */
function started(tshark: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    tshark.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/Capture started|File: /.test(said)) resolve();
    });
    tshark.once('close', () => reject(new Error(`tshark ended at once: ${said.trim()}`)));
  });
}

async function stop(tshark: ChildProcess): Promise<void> {
  if (tshark.exitCode !== null || tshark.signalCode !== null) return;
  const ended = once(tshark, 'exit');
  tshark.kill('SIGINT');
  await ended;
}

/** A line of tshark's; nothing for bytes that came before. */
function readPacket(line: string): Packet | undefined {
  const [from, to, payload = '', lengths = '', form = '', again = ''] = line.split('\t');
  if (again !== '') return undefined;
  return {
    from: Number(from),
    to: Number(to),
    payload: Buffer.from(payload, 'hex'),
    recordLengths: lengths === '' ? [] : lengths.split(',').map(Number),
    form: form.split(','),
  };
}

const size = (packets: readonly Packet[]): number =>
  packets.reduce((sum, { payload }) => sum + payload.length, 0);

/** The lengths of the TLS records in a stream, as the lab's own reader finds them. */
const recordLengths = (stream: Uint8Array): number[] =>
  scanRecords(SCAN_START, stream)[1].map(({ length }) => length);

needing('capture')(
  'an onlooker on the loopback interface sees what the tap recorded: the password on one port, the same sealed records on the other',
  async (t) => {
    const lane = await wholeLane(t, {});
    const [plain, sealed] = [tapPort(lane, 80), tapPort(lane, 443)];
    const onlooker = await listenOn(t, plain, sealed);

    await signIn(lane, 'http://bank.test/login');
    await signIn(lane, 'https://bank.test/login');
    t.is(lane.of('bank-booked').filter(({ event }) => event === 'signed-in').length, 2);
    await lane.victim.close();
    const opened = lane.of('connection-opened').length;
    await lane.when('connection-closed', () => lane.of('connection-closed').length === opened);

    const recorded = { 80: streamsOf(80), 443: streamsOf(443) };
    const total = [recorded[80], recorded[443]].flatMap(({ toBank, toVictim }) => [...toBank, ...toVictim]);
    await onlooker.until((packets) => size(packets) >= Buffer.concat(total).length);

    const seen = (port: number, end: 'from' | 'to'): Packet[] =>
      onlooker.packets.filter((packet) => packet[end] === port);
    const password = lane.secrets['password'] ?? '';
    t.is(seen(plain, 'to').filter(({ form }) => form.includes(password)).length, 1);
    t.deepEqual(bytesOf(seen(plain, 'to')), Buffer.concat(recorded[80].toBank));
    t.deepEqual(bytesOf(seen(plain, 'from')), Buffer.concat(recorded[80].toVictim));

    t.deepEqual(bytesOf(seen(sealed, 'to')), Buffer.concat(recorded[443].toBank));
    for (const [end, streams] of [
      ['to', recorded[443].toBank],
      ['from', recorded[443].toVictim],
    ] as const) {
      const lengths = seen(sealed, end).flatMap((packet) => packet.recordLengths);
      t.true(lengths.length > 3);
      t.deepEqual(lengths, streams.flatMap(recordLengths));
    }
    const everything = bytesOf([...seen(sealed, 'to'), ...seen(sealed, 'from')]);
    t.false(everything.includes(password), 'the password is nowhere on it in clear');
    t.log(
      `${onlooker.packets.length} packets with ${size(onlooker.packets)} bytes, as the tap recorded them`,
    );

    function streamsOf(port: number): { toBank: Uint8Array[]; toVictim: Uint8Array[] } {
      const there = tapped(lane).filter((connection) => connection.port === port);
      return {
        toBank: there.map(({ toBank }) => toBank),
        toVictim: there.map(({ toVictim }) => toVictim),
      };
    }
  },
);

function bytesOf(packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map(({ payload }) => payload));
}
