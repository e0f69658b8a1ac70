import { counted, grouped } from '../text/count.ts';
import type { Direction } from '../wire/direction.ts';
import { bytesUpTo, oneOf, optional } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import {
  anyText,
  clientParty,
  connectionId,
  directionWord,
  OTHER_CLIENTS,
  otherClientOf,
  laneId,
  shortText,
  wholeCount,
} from './values.ts';
import type { ConnectionId, OtherClient, LaneId, LogicalAddress, OfClient, Party } from './values.ts';

/** A TCP connection reached the tap. `client` and `server` are real loopback `address:port` pairs. */
export interface ConnectionOpened extends OfClient {
  readonly type: 'connection-opened';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly logical: LogicalAddress;
  readonly client: string;
  readonly server: string;
  /** What carried it, where that was not TCP. */
  readonly transport?: 'udp';
}

const connectionOpened: FactKind<ConnectionOpened> = {
  type: 'connection-opened',
  fields: {
    lane: laneId,
    connection: connectionId,
    logical: anyText,
    client: shortText,
    server: shortText,
    transport: optional(oneOf('udp')),
    party: optional(clientParty),
  },
  often: 'any',
  by: 'tap',
  // The victim's own are told by what she does.
  sentence: ({ party, client, logical, connection }) => {
    const other = otherClientOf(party);
    if (other === undefined) return [];
    return `${OTHER_CLIENTS[other]} connected from ${client} to ${logical}: connection ${connection}`;
  },
  brief: ({ logical, transport }) => (transport === 'udp' ? `UDP to ${logical}` : `TCP opened to ${logical}`),
  only: 'ladder',
};

/** How a connection ended. */
export type CloseReason = 'end' | 'reset' | 'refused' | 'idle-timeout' | 'lab-closed' | 'limit';

/** A connection through the tap is over in both directions; byte counts are what the tap relayed. */
export interface ConnectionClosed extends OfClient {
  readonly type: 'connection-closed';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly by: Party | OtherClient;
  readonly how: CloseReason;
  readonly toBank: number;
  readonly toVictim: number;
}

const connectionClosed: FactKind<ConnectionClosed> = {
  type: 'connection-closed',
  fields: {
    lane: laneId,
    connection: connectionId,
    by: oneOf('victim', 'attacker', 'bank', 'authority', 'stranger'),
    how: oneOf('end', 'reset', 'refused', 'idle-timeout', 'lab-closed', 'limit'),
    toBank: wholeCount,
    toVictim: wholeCount,
    party: optional(clientParty),
  },
  often: 'any',
  by: 'tap',
  sentence: (fact) =>
    `connection ${fact.connection}: ${grouped(fact.toBank)} bytes to the bank, ` +
    `${grouped(fact.toVictim)} to the ${fact.party ?? 'victim'}, ${closedText(fact)}`,
  brief: (fact) => `TCP ${closedText(fact)}`,
  only: 'ladder',
};

function closedText({ by, how }: ConnectionClosed): string {
  return `closed by the ${by} (${how})`;
}

/** Bytes that the tap recorded; `offset` counts from the first byte of the connection in that direction. */
export interface SegmentCaptured {
  readonly type: 'segment-captured';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const segmentCaptured: FactKind<SegmentCaptured> = {
  type: 'segment-captured',
  fields: {
    lane: laneId,
    connection: connectionId,
    direction: directionWord,
    offset: wholeCount,
    bytes: bytesUpTo(SESSION_LIMITS.segment),
  },
  often: 'any',
  by: 'tap',
  sentence: 'untold',
  brief: 'untold',
};

/**
 * The tap's recording is full: it relays on, and counts, but keeps no more bytes of this lane. Strangers have a
 * recording of their own, so that they cannot fill the victim's.
 */
export interface CaptureLimitReached extends OfClient {
  readonly type: 'capture-limit-reached';
  readonly lane: LaneId;
  /** Bytes kept, all of which stay. */
  readonly limit: number;
}

const captureLimitReached: FactKind<CaptureLimitReached> = {
  type: 'capture-limit-reached',
  fields: { lane: laneId, limit: wholeCount, party: optional(clientParty) },
  often: 'bounded',
  by: 'attacker',
  sentence: ({ limit, party }) =>
    `recording${party === 'stranger' ? ' of strangers' : ''} full: ${grouped(limit)} bytes are kept, the rest is only counted`,
  brief: () => 'recording full: the rest is only counted',
  only: 'ladder',
};

/** More happened in a lane than is kept of what anybody on the wire can bring about: from here on it is counted. */
export interface FactLimitReached {
  readonly type: 'fact-limit-reached';
  readonly lane: LaneId;
  readonly of: 'connections' | 'exchanges' | 'others';
  /** How many of them are kept; of exchanges, how many bytes. */
  readonly limit: number;
}

const factLimitReached: FactKind<FactLimitReached> = {
  type: 'fact-limit-reached',
  fields: { lane: laneId, of: oneOf('connections', 'exchanges', 'others'), limit: wholeCount },
  often: 'bounded',
  by: 'lab',
  sentence: ({ of, limit }) =>
    of === 'exchanges'
      ? `log full: ${grouped(limit)} bytes of exchanges are kept, those after are only counted`
      : `log full: ${grouped(limit)} ${of === 'others' ? 'other facts' : of} are kept, those after are only counted`,
  brief: 'untold',
};

/** What a lane's limits left out of the log, when the lab closed. */
export interface FactsLeftOut {
  readonly type: 'facts-left-out';
  readonly lane: LaneId;
  /** Connections, with everything on them; exchanges that were read; and other facts. */
  readonly connections: number;
  readonly exchanges: number;
  readonly others: number;
}

const factsLeftOut: FactKind<FactsLeftOut> = {
  type: 'facts-left-out',
  fields: { lane: laneId, connections: wholeCount, exchanges: wholeCount, others: wholeCount },
  often: 'bounded',
  by: 'lab',
  sentence: ({ connections, exchanges, others }) =>
    `left out of the log: ${counted(connections, 'connection')}, ${counted(exchanges, 'exchange')}, ${counted(others, 'other fact')}`,
  brief: 'untold',
};

/** What passes the tap. */
export const TAP_FACTS = [
  connectionOpened,
  connectionClosed,
  segmentCaptured,
  captureLimitReached,
  factLimitReached,
  factsLeftOut,
] as const;

/** A fact of that family. */
export type TapFact = FactOf<(typeof TAP_FACTS)[number]>;
