import type {
  ConnectionId,
  ExchangeMade,
  ExchangeRead,
  LaneId,
  MessageRead,
  OtherClient,
  RecordingDecrypted,
  SecretPlanted,
  SegmentCaptured,
  SessionHijacked,
} from '../../lab/facts/facts.ts';
import { factsByClient } from '../reading/parties.ts';
import { foundFields, foundInExchanges } from '../reading/found-fields.ts';
import type { FoundField } from '../reading/found-fields.ts';
import { reassemble } from '../reading/streams.ts';
import type { Stream } from '../reading/streams.ts';
import { readableByAttacker, readLane } from '../reading/lane.ts';
import type { LaneRead } from '../reading/lane.ts';
import type { Fact, LaneFact, LaneOutline } from '../../lab/facts/session.ts';
import { countBefore } from './count-before.ts';

/** What the session says of one lane up to a point, sorted by kind; bytes are joined into streams. */
export interface LaneLog {
  readonly lane: LaneId;
  readonly facts: readonly LaneFact[];
  readonly segments: readonly (SegmentCaptured & { readonly at: number })[];
  readonly streams: readonly Stream[];
  readonly planted: readonly SecretPlanted[];
  /** Requests with their responses, as the victim's browser made them and as the interceptor read them. */
  readonly made: readonly ExchangeMade[];
  readonly read: readonly ExchangeRead[];
  /** Messages of WebSockets that the interceptor read. */
  readonly messages: readonly MessageRead[];
  /** Recordings that a stolen key opened, and pages of hers that a stolen cookie opened. */
  readonly opened: readonly RecordingDecrypted[];
  readonly hijacked: readonly SessionHijacked[];
  /** What its connections carry, read as far as an onlooker can. */
  readonly traffic: LaneRead;
  /** The fields that stand in clear in it, told by their names, in the order of the bytes; then those of `read`. */
  readonly found: readonly FoundField[];
  /** Connections that the attacker passed on untouched, and those of whose TLS he has the keys. */
  readonly tunnels: ReadonlySet<ConnectionId>;
  readonly readable: ReadonlySet<ConnectionId>;
  /** Whether the recording was full, so that bytes passed that were not kept. */
  readonly full: boolean;
  /** What other clients did at the lane's taps, sorted in the same way; of that nothing stands above. */
  readonly others: ReadonlyMap<OtherClient, LaneLog>;
}

/** Sorts the facts of one lane, and other clients' apart. */
function laneLog(lane: LaneId, facts: readonly LaneFact[]): LaneLog {
  const { own, others } = factsByClient(facts);
  return sorted(lane, own, new Map([...others].map(([who, theirs]) => [who, sorted(lane, theirs)])));
}

function sorted(
  lane: LaneId,
  facts: readonly LaneFact[],
  others: LaneLog['others'] = new Map<OtherClient, LaneLog>(),
): LaneLog {
  const segments = facts.filter((fact) => fact.type === 'segment-captured');
  const tunnels = facts.filter((fact) => fact.type === 'tunnel-opened');
  const streams = reassemble(segments);
  const read = facts.filter((fact) => fact.type === 'exchange-read');
  let traffic: LaneRead | undefined;
  let found: readonly FoundField[] | undefined;
  return {
    lane,
    facts,
    segments,
    streams,
    get traffic() {
      return (traffic ??= readLane(facts));
    },
    get found() {
      return (found ??= [...foundFields(this.traffic.units, streams), ...foundInExchanges(read)]);
    },
    planted: facts.filter((fact) => fact.type === 'secret-planted'),
    made: facts.filter((fact) => fact.type === 'exchange-made'),
    read,
    messages: facts.filter((fact) => fact.type === 'message-read'),
    opened: facts.filter((fact) => fact.type === 'recording-decrypted'),
    hijacked: facts.filter((fact) => fact.type === 'session-hijacked'),
    tunnels: new Set(tunnels.map(({ connection }) => connection)),
    readable: readableByAttacker(facts),
    full: facts.some((fact) => fact.type === 'capture-limit-reached'),
    others,
  };
}

/** The lanes of a session in the scenario's order, up to `point` facts. */
export function outlines(facts: readonly Fact[], point: number): readonly LaneOutline[] {
  const opened = facts[0];
  if (opened?.type === 'session-opened') return point > 0 ? opened.lanes : [];
  const known = new Map<LaneId, LaneOutline>();
  for (const fact of facts.slice(0, point)) {
    if (fact.type === 'lane-opened')
      known.set(fact.lane, { id: fact.lane, title: fact.title, url: fact.url });
  }
  return [...known.values()];
}

/** Kinds of fact that change nothing in what an attacker can see: they need no new look at the bytes. */
const ASIDE: ReadonlySet<Fact['type']> = new Set(['claim-checked', 'listener-opened', 'tls-secret-logged']);

/** Where a growing log's facts of each lane stand, as far as it was looked through, and how a lane was sorted last. */
interface LaneIndex {
  scanned: number;
  readonly lanes: Map<
    LaneId,
    {
      readonly points: number[];
      readonly facts: LaneFact[];
      last?: { readonly count: number; readonly log: LaneLog };
    }
  >;
}

const INDEXES = new WeakMap<readonly Fact[], LaneIndex>();

function indexOf(facts: readonly Fact[]): LaneIndex {
  const index = INDEXES.get(facts) ?? { scanned: 0, lanes: new Map() };
  INDEXES.set(facts, index);
  for (; index.scanned < facts.length; index.scanned += 1) {
    const fact = facts[index.scanned];
    if (fact === undefined || !('lane' in fact) || ASIDE.has(fact.type)) continue;
    const lane = index.lanes.get(fact.lane) ?? { points: [], facts: [] };
    index.lanes.set(fact.lane, lane);
    lane.points.push(index.scanned);
    lane.facts.push(fact);
  }
  return index;
}

/** The lane after `count` of its facts: one sorting, one reading and one search for all who ask at the same point. */
function laneAfter(index: LaneIndex, lane: LaneId, count: number): LaneLog {
  const own = index.lanes.get(lane);
  if (own === undefined) return laneLog(lane, []);
  if (own.last?.count !== count) own.last = { count, log: laneLog(lane, own.facts.slice(0, count)) };
  return own.last.log;
}

/**
 * Makes `compute` remember its last answer for each lane of each log: it is asked again only when facts
 * of that lane came or went. The log may grow; what is in it must not change.
 */
export function perLane<T>(
  compute: (log: LaneLog, facts: readonly Fact[]) => T,
): (facts: readonly Fact[], point: number, lane: LaneId) => T {
  const logs = new WeakMap<readonly Fact[], Map<LaneId, { readonly count: number; readonly value: T }>>();
  return (facts, point, lane) => {
    const index = indexOf(facts);
    const own = index.lanes.get(lane);
    const count = own === undefined ? 0 : countBefore(own.points, point, (at) => at);
    const lanes = logs.get(facts) ?? new Map<LaneId, { readonly count: number; readonly value: T }>();
    logs.set(facts, lanes);
    const last = lanes.get(lane);
    if (last?.count === count) return last.value;
    const value = compute(laneAfter(index, lane, count), facts);
    lanes.set(lane, { count, value });
    return value;
  };
}
