import type { ConnectionClosed, ConnectionId, ConnectionOpened, LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { NO_BYTES } from '../../../lab/wire/bytes.ts';
import { reassemble } from '../../reading/streams.ts';
import type { Stream } from '../../reading/streams.ts';
import { OpenedConnection, streamOpened } from '../../reading/opened.ts';
import { LaneKeys, OF_KEYS } from './lane-keys.ts';
import { summaryOfStreams } from '../../../lab/wire/tls/summary.ts';
import type { TlsSummary } from '../../../lab/wire/tls/summary.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { protocolOf, readerIn, startReading } from '../../reading/connection.ts';
import { readFact } from '../../reading/lane.ts';
import { tlsStreamOf } from '../../reading/tls.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { SeenSegment } from './inspected.ts';
import type { InspectedConnection } from './inspected.ts';
import { exchangesOn } from '../exchanges/on-connection.ts';
import type { PlacedExchange } from '../exchanges/on-connection.ts';
import { countBefore } from '../count-before.ts';
import { itemsOf, openedItems, readConnectionOf } from './inspection-items.ts';
import type { Item, ReadConnection } from './inspection-items.ts';

/** Bounds of an inspection. */
const INSPECTION_LIMITS = {
  /** Connections whose streams and items are kept at hand; the one used longest ago makes room. */
  cached: 8,
  /** Bytes of a stream's beginning that tell what it carries. */
  peek: 64,
} as const;

/** Types of facts that say something of a connection; no other is read. */
const OF_A_CONNECTION: ReadonlySet<string> = new Set<Fact['type']>([
  'capture-limit-reached',
  'connection-opened',
  'connection-closed',
  'segment-captured',
]);

/** All that the log says of one connection, so far as it has been read. */
interface Track {
  readonly lane: LaneId;
  readonly id: ConnectionId;
  readonly first: number;
  opened?: ConnectionOpened & { readonly at: number };
  closed?: { readonly index: number; readonly fact: ConnectionClosed & { readonly at: number } };
  readonly seen: Readonly<Record<Direction, SeenSegment[]>>;
  readonly joined: Readonly<Record<Direction, Joined>>;
}

interface Held {
  readonly state: string;
  readonly streams: readonly Stream[];
  read?: ReadConnection;
  items?: readonly Item[];
  /** The same with the victim's keys, where somebody asked for it. */
  withKeys?: {
    readonly opened: OpenedConnection;
    readonly streams: readonly Stream[];
    readonly items: readonly Item[];
  };
  exchanges?: readonly PlacedExchange[];
}

/**
 * A growing log read for the inspector: which connections a lane had at a point, their bytes, and what was on
 * them. Reads each fact once; takes a connection apart only when asked to, and again only when it has grown.
 */
export class Inspection {
  readonly #facts: FactLog;
  readonly #tracks = new Map<string, Track>();
  readonly #full = new Map<LaneId, { readonly index: number; readonly limit: number }>();
  readonly #held = new Map<string, Held>();
  readonly #keys = new Map<LaneId, LaneKeys>();
  #read = 0;

  constructor(facts: FactLog) {
    this.#facts = facts;
  }

  /** The lane's connections that had begun at `point` (a count of facts), in the order in which they began. */
  connections(lane: LaneId, point: number): readonly InspectedConnection[] {
    this.#readOn();
    return [...this.#tracks.values()]
      .filter((track) => track.lane === lane && track.first < point)
      .map((track) => at(track, point, this.#keysOf(lane)));
  }

  /** How many TLS secrets the lane's victim had logged at `point`: with them what is sealed can be opened. */
  secrets(lane: LaneId, point: number): number {
    this.#readOn();
    return this.#keysOf(lane).secrets(point);
  }

  /** Bytes kept of a lane whose recording was full at `point`; undefined where it was not. */
  recordingFull(lane: LaneId, point: number): number | undefined {
    this.#readOn();
    const full = this.#full.get(lane);
    return full !== undefined && full.index < point ? full.limit : undefined;
  }

  /**
   * The connection's bytes: for each direction its runs without a gap, ordinarily one. With the victim's keys the plaintext
   * stands in the places of its ciphertext.
   */
  streams(connection: InspectedConnection, withKeys = false): readonly Stream[] {
    const held = this.#hold(connection);
    return withKeys ? this.#opened(connection, held).streams : held.streams;
  }

  /** What was on the connection, in the order in which it began to pass; with the victim's keys what was inside too. */
  items(connection: InspectedConnection, withKeys = false): readonly Item[] {
    const held = this.#hold(connection);
    if (withKeys) return this.#opened(connection, held).items;
    held.items ??= itemsOf(this.#reading(connection, held), held.streams);
    return held.items;
  }

  #opened(connection: InspectedConnection, held: Held): NonNullable<Held['withKeys']> {
    if (held.withKeys !== undefined) return held.withKeys;
    const read = this.#reading(connection, held);
    const { streams } = held;
    const ended = connection.closed?.how === 'end';
    const log = this.#keysOf(connection.lane).log(connection.secrets);
    const opened = new OpenedConnection(connection.id, { ...read, streams, ended }, log);
    const items = openedItems(itemsOf(read, streams), opened, connection.attackerReads);
    return (held.withKeys = {
      opened,
      items,
      streams: streams.map((stream) => streamOpened(stream, opened)),
    });
  }

  #keysOf(lane: LaneId): LaneKeys {
    const keys = this.#keys.get(lane) ?? new LaneKeys();
    this.#keys.set(lane, keys);
    return keys;
  }

  /** The exchanges in clear on the connection, and where their messages begin. */
  exchanges(connection: InspectedConnection): readonly PlacedExchange[] {
    const { opened } = connection;
    const held = this.#hold(connection);
    const host = (opened?.logical ?? '').replace(/:\d+$/, '');
    const { units } = this.#reading(connection, held);
    return (held.exchanges ??= exchangesOn(units, held.streams, host, opened?.party ?? 'victim'));
  }

  /** What an onlooker learns from the connection's handshake, where it speaks TLS. */
  summary(connection: InspectedConnection): TlsSummary | undefined {
    if (connection.protocol !== 'tls') return undefined;
    const { directions } = this.#reading(connection, this.#hold(connection)).reading;
    const [toBank, toVictim] = [directions['to-bank'], directions['to-victim']].map((direction) =>
      tlsStreamOf(readerIn(direction, 'tls')),
    );
    return summaryOfStreams(toBank, toVictim);
  }

  #reading(connection: InspectedConnection, held: Held): ReadConnection {
    return (held.read ??= readConnectionOf(connection, this.#seen(connection)));
  }

  #readOn(): void {
    for (; this.#read < this.#facts.length; this.#read += 1) {
      const type = this.#facts.typeAt(this.#read) ?? '';
      const ofKeys = OF_KEYS.has(type);
      if (!ofKeys && !OF_A_CONNECTION.has(type)) continue;
      const fact = this.#facts.at(this.#read);
      if (fact === undefined) continue;
      if (!ofKeys) this.#take(fact, this.#read);
      else if ('lane' in fact && fact.lane !== undefined) this.#keysOf(fact.lane).take(fact, this.#read);
    }
  }

  #take(fact: Fact, index: number): void {
    if (fact.type === 'capture-limit-reached') {
      // Strangers' recording is another one.
      if (fact.party !== 'stranger') this.#full.set(fact.lane, { index, limit: fact.limit });
    } else if (fact.type === 'connection-opened') this.#track(fact, index).opened ??= fact;
    else if (fact.type === 'connection-closed') this.#track(fact, index).closed ??= { index, fact };
    else if (fact.type === 'segment-captured') {
      const seen = this.#track(fact, index).seen[fact.direction];
      const total = (seen.at(-1)?.total ?? 0) + fact.bytes.length;
      seen.push(new SeenSegment(this.#facts, index, fact, total));
    }
  }

  #track(fact: { readonly lane: LaneId; readonly connection: ConnectionId }, index: number): Track {
    const key = keyOf(fact.lane, fact.connection);
    const track: Track = this.#tracks.get(key) ?? {
      lane: fact.lane,
      id: fact.connection,
      first: index,
      seen: { 'to-bank': [], 'to-victim': [] },
      joined: { 'to-bank': new Joined(), 'to-victim': new Joined() },
    };
    this.#tracks.set(key, track);
    return track;
  }

  /** The connection's segments, in the order of the log. */
  #seen({ lane, id, segments }: InspectedConnection): Record<Direction, readonly SeenSegment[]> {
    const track = this.#tracks.get(keyOf(lane, id));
    const upTo = (direction: Direction): readonly SeenSegment[] =>
      track?.seen[direction].slice(0, segments[direction]) ?? [];
    return { 'to-bank': upTo('to-bank'), 'to-victim': upTo('to-victim') };
  }

  #join(connection: InspectedConnection): readonly Stream[] {
    const { lane, id } = connection;
    const track = this.#tracks.get(keyOf(lane, id));
    const seen = this.#seen(connection);
    return (['to-bank', 'to-victim'] as const).flatMap((direction): readonly Stream[] => {
      const bytes = track?.joined[direction].upTo(seen[direction]);
      if (bytes === undefined) return reassemble(seen[direction].map(({ fact }) => fact));
      return bytes.length === 0 ? [] : [{ lane, connection: id, direction, offset: 0, bytes }];
    });
  }

  #hold(connection: InspectedConnection): Held {
    const key = keyOf(connection.lane, connection.id);
    const { segments, closed, secrets, attackerReads } = connection;
    const state = [
      segments['to-bank'],
      segments['to-victim'],
      closed !== undefined,
      secrets,
      attackerReads,
    ].join(' ');
    const kept = this.#held.get(key);
    const held = kept?.state === state ? kept : { state, streams: this.#join(connection) };
    // What was used last stands last: the first makes room.
    this.#held.delete(key);
    this.#held.set(key, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > INSPECTION_LIMITS.cached && oldest !== undefined) this.#held.delete(oldest);
    return held;
  }
}

/**
 * One direction's bytes put together as they come: what has been joined is never joined again, and what stood
 * at an earlier point is the beginning of it.
 */
class Joined {
  #bytes: Uint8Array = NO_BYTES;
  #length = 0;
  #count = 0;
  #ordered = true;

  /** The bytes of these segments, which are the direction's first; undefined where they do not follow each other. */
  upTo(seen: readonly SeenSegment[]): Uint8Array | undefined {
    for (; this.#ordered && this.#count < seen.length; this.#count += 1) {
      const fact = seen[this.#count]?.fact;
      if (fact === undefined || fact.offset !== this.#length) this.#ordered = false;
      else this.#append(fact.bytes);
    }
    const length = seen.at(-1)?.total ?? 0;
    return this.#ordered ? this.#bytes.subarray(0, length) : undefined;
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }
}

const keyOf = (lane: LaneId, connection: ConnectionId): string => `${connection} ${lane}`;

function at(track: Track, point: number, keys: LaneKeys): InspectedConnection {
  const counts = (direction: Direction): readonly [segments: number, bytes: number] => {
    const seen = track.seen[direction];
    const count = countBefore(seen, point, ({ index }) => index);
    return [count, seen[count - 1]?.total ?? 0];
  };
  const [toBank, bytesToBank] = counts('to-bank');
  const [toVictim, bytesToVictim] = counts('to-victim');
  const { opened, closed } = track;
  return {
    lane: track.lane,
    id: track.id,
    protocol: protocolAt(track, { 'to-bank': toBank, 'to-victim': toVictim }),
    ...(opened !== undefined && { opened }),
    ...(closed !== undefined && closed.index < point && { closed: closed.fact }),
    segments: { 'to-bank': toBank, 'to-victim': toVictim },
    bytes: { 'to-bank': bytesToBank, 'to-victim': bytesToVictim },
    secrets: keys.secrets(point),
    attackerReads: keys.attackerReads(track.id, point),
  };
}

/** What a connection's first bytes say that it carries. */
function protocolAt(track: Track, counts: Readonly<Record<Direction, number>>): string {
  let reading = startReading(track.opened?.logical, track.opened?.transport);
  const first = (['to-bank', 'to-victim'] as const).flatMap((direction) => {
    const seen = track.seen[direction].slice(0, counts[direction]);
    const enough = seen.findIndex(({ total }) => total >= INSPECTION_LIMITS.peek);
    return enough < 0 ? seen : seen.slice(0, enough + 1);
  });
  for (const { fact, index } of first.toSorted((a, b) => a.index - b.index)) {
    const bytes = fact.bytes.subarray(0, INSPECTION_LIMITS.peek);
    reading = readFact(reading, { ...fact, bytes }, index)[0] ?? reading;
  }
  return protocolOf(reading) ?? 'bytes';
}
