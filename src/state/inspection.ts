import type {
  ConnectionClosed,
  ConnectionId,
  ConnectionOpened,
  Direction,
  LaneId,
  SegmentCaptured,
} from '../../lab/facts.ts';
import { concat, NO_BYTES } from '../decode/bytes.ts';
import { looksLikeHttp, looksLikeTls } from '../decode/http.ts';
import { reassemble } from '../decode/streams.ts';
import type { Stream } from '../decode/streams.ts';
import { summarizeTls } from '../decode/tls/summary.ts';
import type { TlsSummary } from '../decode/tls/summary.ts';
import type { Fact } from '../session/facts.ts';
import type { FactLog } from '../session/log.ts';
import { DISSECTED, itemsOf } from './inspection-items.ts';
import type { Item } from './inspection-items.ts';

/** Bounds of an inspection. */
export const INSPECTION_LIMITS = {
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

/** What a connection seems to carry. */
export type Protocol = 'tls' | 'http' | 'bytes';

/** A connection of one lane as it stands at one point of the log. Byte counts are what the tap kept. */
export interface InspectedConnection {
  readonly lane: LaneId;
  readonly id: ConnectionId;
  readonly protocol: Protocol;
  readonly opened?: ConnectionOpened & { readonly at: number };
  readonly closed?: ConnectionClosed & { readonly at: number };
  /** Segments and bytes in each direction up to the point. */
  readonly segments: Readonly<Record<Direction, number>>;
  readonly bytes: Readonly<Record<Direction, number>>;
}

/** A segment's place in the log, and the bytes that its direction had with it. Its own bytes stay in the log. */
interface Seen {
  readonly index: number;
  readonly total: number;
}

/** All that the log says of one connection, so far as it has been read. */
interface Track {
  readonly lane: LaneId;
  readonly id: ConnectionId;
  readonly first: number;
  opened?: ConnectionOpened & { readonly at: number };
  closed?: { readonly index: number; readonly fact: ConnectionClosed & { readonly at: number } };
  readonly seen: Readonly<Record<Direction, Seen[]>>;
}

interface Held {
  readonly state: string;
  readonly streams: readonly Stream[];
  items?: readonly Item[];
  summary?: TlsSummary;
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
  #read = 0;

  constructor(facts: FactLog) {
    this.#facts = facts;
  }

  /** The lane's connections that had begun at `point` (a count of facts), in the order in which they began. */
  connections(lane: LaneId, point: number): readonly InspectedConnection[] {
    this.#readOn();
    return [...this.#tracks.values()]
      .filter((track) => track.lane === lane && track.first < point)
      .map((track) => at((index) => this.#segment(index), track, point));
  }

  /** Bytes kept of a lane whose recording was full at `point`; undefined where it was not. */
  recordingFull(lane: LaneId, point: number): number | undefined {
    this.#readOn();
    const full = this.#full.get(lane);
    return full !== undefined && full.index < point ? full.limit : undefined;
  }

  /** The connection's bytes: for each direction its runs without a gap, ordinarily one. */
  streams(connection: InspectedConnection): readonly Stream[] {
    return this.#hold(connection).streams;
  }

  /** What was on the connection, in the order in which it began to pass. */
  items(connection: InspectedConnection): readonly Item[] {
    const held = this.#hold(connection);
    held.items ??= itemsOf(connection, held.streams, this.#segments(connection));
    return held.items;
  }

  /** What an onlooker learns from the connection's handshake, where it speaks TLS. */
  summary(connection: InspectedConnection): TlsSummary | undefined {
    if (connection.protocol !== 'tls') return undefined;
    const held = this.#hold(connection);
    const head = (direction: Direction): Uint8Array =>
      held.streams.find((stream) => stream.direction === direction && stream.offset === 0)?.bytes ?? NO_BYTES;
    held.summary ??= summarizeTls(
      head('to-bank').subarray(0, DISSECTED),
      head('to-victim').subarray(0, DISSECTED),
    );
    return held.summary;
  }

  #readOn(): void {
    for (; this.#read < this.#facts.length; this.#read += 1) {
      if (!OF_A_CONNECTION.has(this.#facts.typeAt(this.#read) ?? '')) continue;
      const fact = this.#facts.at(this.#read);
      if (fact !== undefined) this.#take(fact, this.#read);
    }
  }

  #take(fact: Fact, index: number): void {
    if (fact.type === 'capture-limit-reached') this.#full.set(fact.lane, { index, limit: fact.limit });
    else if (fact.type === 'connection-opened') this.#track(fact, index).opened ??= fact;
    else if (fact.type === 'connection-closed') this.#track(fact, index).closed ??= { index, fact };
    else if (fact.type === 'segment-captured') {
      const seen = this.#track(fact, index).seen[fact.direction];
      seen.push({ index, total: (seen.at(-1)?.total ?? 0) + fact.bytes.length });
    }
  }

  #track(fact: { readonly lane: LaneId; readonly connection: ConnectionId }, index: number): Track {
    const key = keyOf(fact.lane, fact.connection);
    const track: Track = this.#tracks.get(key) ?? {
      lane: fact.lane,
      id: fact.connection,
      first: index,
      seen: { 'to-bank': [], 'to-victim': [] },
    };
    this.#tracks.set(key, track);
    return track;
  }

  #segments({ lane, id, segments }: InspectedConnection): (SegmentCaptured & { readonly at: number })[] {
    const track = this.#tracks.get(keyOf(lane, id));
    if (track === undefined) return [];
    return (['to-bank', 'to-victim'] as const)
      .flatMap((direction) => track.seen[direction].slice(0, segments[direction]))
      .toSorted((a, b) => a.index - b.index)
      .flatMap(({ index }) => this.#segment(index) ?? []);
  }

  #segment(index: number): (SegmentCaptured & { readonly at: number }) | undefined {
    const fact = this.#facts.at(index);
    return fact?.type === 'segment-captured' ? fact : undefined;
  }

  #hold(connection: InspectedConnection): Held {
    const key = keyOf(connection.lane, connection.id);
    const { segments, closed } = connection;
    const state = `${segments['to-bank']} ${segments['to-victim']} ${closed !== undefined}`;
    const kept = this.#held.get(key);
    const held = kept?.state === state ? kept : { state, streams: reassemble(this.#segments(connection)) };
    // What was used last stands last: the first makes room.
    this.#held.delete(key);
    this.#held.set(key, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > INSPECTION_LIMITS.cached && oldest !== undefined) this.#held.delete(oldest);
    return held;
  }
}

const keyOf = (lane: LaneId, connection: ConnectionId): string => `${connection} ${lane}`;

function at(
  segment: (index: number) => SegmentCaptured | undefined,
  track: Track,
  point: number,
): InspectedConnection {
  const counts = (direction: Direction): readonly [segments: number, bytes: number] => {
    const seen = track.seen[direction];
    const count = before(seen, point);
    return [count, seen[count - 1]?.total ?? 0];
  };
  const [toBank, bytesToBank] = counts('to-bank');
  const [toVictim, bytesToVictim] = counts('to-victim');
  const { opened, closed } = track;
  return {
    lane: track.lane,
    id: track.id,
    protocol: protocolOf(segment, track, { 'to-bank': toBank, 'to-victim': toVictim }),
    ...(opened !== undefined && { opened }),
    ...(closed !== undefined && closed.index < point && { closed: closed.fact }),
    segments: { 'to-bank': toBank, 'to-victim': toVictim },
    bytes: { 'to-bank': bytesToBank, 'to-victim': bytesToVictim },
  };
}

/** How many stand before `point`. */
function before(seen: readonly Seen[], point: number): number {
  let [low, high] = [0, seen.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seen[middle]?.index ?? 0) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

function protocolOf(
  segment: (index: number) => SegmentCaptured | undefined,
  track: Track,
  counts: Readonly<Record<Direction, number>>,
): Protocol {
  const heads = (['to-bank', 'to-victim'] as const).map((direction) => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (const { index } of track.seen[direction].slice(0, counts[direction])) {
      const bytes = segment(index)?.bytes;
      if (bytes === undefined || length >= INSPECTION_LIMITS.peek) break;
      pieces.push(bytes.subarray(0, INSPECTION_LIMITS.peek));
      length += bytes.length;
    }
    return concat(pieces);
  });
  if (heads.some((head) => looksLikeTls(head))) return 'tls';
  return heads.some((head) => looksLikeHttp(head)) ? 'http' : 'bytes';
}
