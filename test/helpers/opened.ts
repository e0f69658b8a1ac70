import type { ConnectionId, LaneId } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { concat } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { CONTENT } from '../../lab/wire/tls/names.ts';
import type { ShutRecord } from '../../lab/wire/tls/opening/direction-opener.ts';
import { KeyLog } from '../../lab/wire/tls/opening/key-log.ts';
import { isOpened, openStreams } from '../../lab/wire/tls/opening/opener.ts';
import type { OpenedStreams } from '../../lab/wire/tls/opening/opener.ts';
import { looksLikeTls } from '../../lab/wire/tls/records.ts';
import { tshark } from './tshark.ts';

/** A TLS connection of a recording, opened with the secrets that its lane logged. */
export interface OpenedTls {
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  /** Its number among all connections of the recording, as a capture counts them from 0. */
  readonly index: number;
  readonly streams: Readonly<Record<Direction, Uint8Array>>;
  readonly opened: OpenedStreams;
  /** The application data of each direction. */
  readonly data: Readonly<Record<Direction, Buffer>>;
  readonly shut: readonly ShutRecord[];
}

const WAYS = ['to-bank', 'to-victim'] as const;

/** The bank’s ports that may speak TLS. */
const PORTS = ['80', '443'];

/** Every TLS connection in the facts, opened; in the order in which they began. */
export function openedTls(facts: readonly Fact[]): OpenedTls[] {
  const connections = facts.filter((fact) => fact.type === 'connection-opened');
  return connections.flatMap(({ lane, connection }, index): OpenedTls[] => {
    const side = (direction: Direction): Uint8Array =>
      concat(
        facts.flatMap((each) =>
          each.type === 'segment-captured' &&
          each.connection === connection &&
          each.lane === lane &&
          each.direction === direction
            ? [each.bytes]
            : [],
        ),
      );
    const streams = { 'to-bank': side('to-bank'), 'to-victim': side('to-victim') };
    if (!looksLikeTls(streams['to-bank'])) return [];
    const log = new KeyLog();
    for (const each of facts)
      if (each.type === 'tls-secret-logged' && each.lane === lane) log.take(each.line);
    const opened = openStreams(streams['to-bank'], streams['to-victim'], log);
    const data = (direction: Direction): Buffer =>
      Buffer.concat(
        opened.inside
          .filter(isOpened)
          .filter((each) => each.direction === direction && each.type === CONTENT.applicationData)
          .map(({ plaintext }) => plaintext),
      );
    return [
      {
        lane,
        connection,
        index,
        streams,
        opened,
        data: { 'to-bank': data('to-bank'), 'to-victim': data('to-victim') },
        shut: opened.inside.filter((each) => 'why' in each),
      },
    ];
  });
}

/** The decrypted bytes of a capture’s TCP streams as tshark follows them, by number, where there are any. */
export function followedByTshark(
  capture: Uint8Array,
  streams: number,
): ReadonlyMap<number, Readonly<Record<Direction, Buffer>>> {
  // On port 80 it would look for HTTP.
  const spoken = PORTS.flatMap((port) => ['-d', `tcp.port==${port},tls`]);
  const asked = Array.from({ length: streams }, (_, index) => ['-z', `follow,tls,raw,${index}`]).flat();
  const followed = new Map<number, Record<Direction, string[]>>();
  let current: Record<Direction, string[]> | undefined;
  let [flush, indented]: readonly Direction[] = WAYS;
  for (const line of tshark(capture, '-q', ...spoken, ...asked)) {
    const [, index] = /^Filter: tcp\.stream eq (\d+)$/.exec(line) ?? [];
    if (index !== undefined) {
      current = { 'to-bank': [], 'to-victim': [] };
      followed.set(Number(index), current);
    }
    // What its first node sent stands at the margin.
    const [, port] = /^Node 0: .*:(\d+)$/.exec(line) ?? [];
    if (port !== undefined)
      [flush, indented] = PORTS.includes(port) ? (['to-victim', 'to-bank'] as const) : WAYS;
    const direction = line.startsWith('\t') ? indented : flush;
    if (/^\t?(?:[0-9a-f]{2})+$/.test(line) && direction !== undefined) current?.[direction].push(line.trim());
  }
  return new Map(
    [...followed].map(([index, sides]) => {
      const [bank, victim] = WAYS.map((way) => Buffer.from(sides[way].join(''), 'hex'));
      return [index, { 'to-bank': bank ?? Buffer.alloc(0), 'to-victim': victim ?? Buffer.alloc(0) }];
    }),
  );
}
