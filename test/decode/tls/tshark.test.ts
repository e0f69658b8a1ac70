import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConversation, bodyOf } from '../../../src/decode/tls/conversation.ts';
import { readClientHello, readServerHello } from '../../../src/decode/tls/hello.ts';
import { summarizeTls } from '../../../src/decode/tls/summary.ts';
import { needing } from '../../helpers/needing.ts';
import { find } from './trees.ts';
import { dissectTls } from '../../../src/decode/tls/dissect.ts';
import type { Recording } from './recordings.ts';
import { loadAll, rfc8448 } from './recordings.ts';

const withTshark = needing('tshark');

/** Wireshark's names of the fields that are compared. */
const FIELDS = {
  types: 'tls.record.content_type',
  lengths: 'tls.record.length',
  handshakes: 'tls.handshake.type',
  sni: 'tls.handshake.extensions_server_name',
  alpn: 'tls.handshake.extensions_alpn_str',
  versions: 'tls.handshake.extensions.supported_version',
  suites: 'tls.handshake.ciphersuite',
  groups: 'tls.handshake.extensions_supported_group',
  shareGroups: 'tls.handshake.extensions_key_share_group',
  shareLengths: 'tls.handshake.extensions_key_share_key_exchange_length',
  schemes: 'tls.handshake.sig_hash_alg',
  random: 'tls.handshake.random',
  curve: 'tls.handshake.server_named_curve',
  alertLevels: 'tls.alert_message.level',
  alerts: 'tls.alert_message.desc',
} as const;
type Name = keyof typeof FIELDS;
type Seen = (name: Name) => readonly string[];

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

/** What tshark reads from one direction. */
function tshark(file: string, port: 'srcport' | 'dstport'): Seen {
  const names = Object.values(FIELDS);
  const { stdout } = spawnSync(
    'tshark',
    [
      '-r',
      file,
      '-d',
      'tcp.port==443,tls',
      '-Y',
      `tls && tcp.${port} == 443`,
      '-T',
      'fields',
      '-E',
      'separator=;',
    ]
      .concat(['-E', 'aggregator= '])
      .concat(names.flatMap((name) => ['-e', name])),
    { encoding: 'utf8' },
  );
  const rows = stdout.split('\n').filter((line) => line !== '');
  const columns = rows.map((row) => row.split(';'));
  return (name) => {
    const index = names.indexOf(FIELDS[name]);
    return columns.flatMap((row) => (row[index] ?? '').split(' ').filter((value) => value !== ''));
  };
}

const hex4 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
/** tshark writes some numbers in decimal and some in hex. */
const same = (values: readonly string[]): string[] => values.map((value) => String(Number(value)));
const numbers = (values: readonly number[]): string[] => values.map(String);

for (const recording of [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)]) {
  withTshark(`${recording.name}: tshark reads the same`, (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'plainsight-tshark-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'recording.pcap');
    writeFileSync(file, pcap(recording));
    const victim = tshark(file, 'dstport');
    const bank = tshark(file, 'srcport');
    const ours = readConversation(recording.toBank, recording.toVictim);
    const summary = summarizeTls(recording.toBank, recording.toVictim);
    const tree = dissectTls(recording.toBank, recording.toVictim);

    for (const [flight, theirs] of [
      [ours.toBank, victim],
      [ours.toVictim, bank],
    ] as const) {
      t.deepEqual(numbers(flight.records.map((record) => record.length)), [...theirs('lengths')]);
      // tshark says no type for what it calls opaque: sealed records of TLS 1.3.
      const types = flight.records.map((record) => record.type);
      t.deepEqual(
        types.filter((type) => type !== 23),
        theirs('types')
          .map(Number)
          .filter((type) => type !== 23),
      );
      t.deepEqual(numbers(flight.messages.map((message) => message.type)), same(theirs('handshakes')));
    }

    const hellos = ours.toBank.messages
      .filter((message) => message.type === 1)
      .map((message) => readClientHello(bodyOf(message)));
    const answers = ours.toVictim.messages
      .filter((message) => message.type === 2)
      .map((message) => readServerHello(bodyOf(message)));
    t.true(hellos.length > 0);
    t.deepEqual(
      hellos.map((hello) => hello.sni ?? ''),
      [...victim('sni')],
    );
    t.deepEqual(
      hellos.flatMap((hello) => hello.alpn),
      [...victim('alpn')],
    );
    t.deepEqual(
      hellos.map((hello) => Buffer.from(hello.random).toString('hex')),
      [...victim('random')],
    );
    t.deepEqual(numbers(hellos.flatMap((hello) => hello.cipherSuites)), same(victim('suites')));
    t.deepEqual(numbers(hellos.flatMap((hello) => hello.groups)), same(victim('groups')));
    t.deepEqual(numbers(hellos.flatMap((hello) => hello.keyShareGroups)), same(victim('shareGroups')));
    t.deepEqual(
      hellos.flatMap((hello) => (victim('versions').length > 0 ? hello.versions.map(hex4) : [])),
      // Ours are the versions that mean something: what Chromium strews in as grease (RFC 8701) is left out.
      victim('versions').filter((version) => !/^0x(.)a\1a$/.test(version)),
    );
    t.deepEqual(
      hellos.flatMap((hello) => hello.signatureSchemes.map(hex4)),
      victim('schemes').slice(
        0,
        hellos.reduce((sum, hello) => sum + hello.signatureSchemes.length, 0),
      ),
    );
    const shares = tree.toBank
      .flatMap((node) => node.messages)
      .flatMap((message) => {
        const list = find([message], 'client shares')?.children ?? [];
        return list.map((share) => share.length - 4);
      });
    t.deepEqual(numbers(shares), [...victim('shareLengths')]);

    t.deepEqual(numbers(answers.map((answer) => answer.cipherSuite)), same(bank('suites')));
    t.deepEqual(
      answers.map((answer) => Buffer.from(answer.random).toString('hex')),
      [...bank('random')],
    );
    t.deepEqual(
      answers.flatMap((answer) => (answer.version === 0x0304 ? [hex4(answer.version)] : [])),
      [...bank('versions')],
    );
    t.deepEqual(
      [summary.alpnChosen].filter((name) => name !== undefined),
      [...bank('alpn')],
    );
    t.is(
      find(
        tree.toVictim.flatMap((node) => node.messages),
        'named curve',
      ) === undefined,
      bank('curve').length === 0,
    );

    const clear = summary.alerts.filter((alert) => !alert.sealed);
    t.deepEqual(numbers(clear.map((alert) => alert.description ?? -1)), [
      ...victim('alerts'),
      ...bank('alerts'),
    ]);
    t.deepEqual(
      clear.map((alert) => (alert.level === 'fatal' ? '2' : '1')),
      [...victim('alertLevels'), ...bank('alertLevels')],
    );
  });
}
