import type { ConnectionClosed, ConnectionId, LaneId, Party } from '../../../lab/facts/facts.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { Finding } from '../../reading/secrets.ts';
import type { Fact, LaneOutline } from '../../../lab/facts/session.ts';
import { cut } from '../matrix/cell.ts';
import type { CellPlace } from '../matrix/cell.ts';
import { victimDeed } from '../stage/deeds.ts';
import { flightsOf } from './flights.ts';
import type { Flight, FlightKind } from './flights.ts';
import { outlines, perLane } from '../lane-log.ts';
import type { LaneFact, LaneLog } from '../lane-log.ts';
import { protocolOf } from '../../reading/connection.ts';
import { bookedText } from '../stage/words.ts';

/** Rungs of one lane that are kept; what comes after is counted. */
export const LADDER_RUNGS = 2_000;

/** Characters of a label. */
const LABEL = 200;

/** What a rung shows. `note` is something that one party did by itself. */
export type RungKind = FlightKind | 'open' | 'close' | 'behind' | 'note';

/** One line of the ladder: an arrow between two parties, or a note at one (`from` equals `to`). */
export interface Rung {
  readonly lane: LaneId;
  /** ms since the session began. */
  readonly at: number;
  readonly kind: RungKind;
  readonly from: Party;
  readonly to: Party;
  /** What it is: hostile text, not yet safe for a terminal. */
  readonly label: string;
  /** Bytes on the wire, for what was captured. */
  readonly bytes?: number;
  /** Names of planted values that stand in clear in these bytes. */
  readonly reads: readonly string[];
  readonly connection?: ConnectionId;
  readonly place?: CellPlace;
}

/** One lane's conversation in the order of time. */
export interface LaneLadder {
  readonly lane: LaneOutline;
  readonly rungs: readonly Rung[];
  /** Rungs beyond LADDER_RUNGS. */
  readonly more: number;
}

const rungsOf = perLane(laneRungs);

/** The conversation in every lane after the first `point` facts, as victim, attacker and bank had it. */
export function ladderAt(facts: readonly Fact[], point: number): readonly LaneLadder[] {
  return outlines(facts, point).map((lane) => ({ lane, ...rungsOf(facts, point, lane.id) }));
}

function laneRungs(log: LaneLog): Omit<LaneLadder, 'lane'> {
  const found = secretsFound(log);
  const closed = new Set<ConnectionId>();
  const told = log.facts.flatMap((fact): Rung[] => {
    if (fact.type === 'connection-closed') {
      if (closed.has(fact.connection)) return [];
      closed.add(fact.connection);
    }
    const rung = rungOf(fact, log);
    return rung === undefined
      ? []
      : [{ lane: log.lane, at: fact.at, reads: [], ...rung, label: cut(rung.label, LABEL) }];
  });
  const flown = flightsOf(log).map((flight) => flightRung(flight, log, found));
  const all = [...told, ...flown].toSorted((a, b) => a.at - b.at);
  const rungs = all.slice(0, LADDER_RUNGS);
  return { rungs, more: all.length - rungs.length };
}

/** Where each planted value stands in the bytes as captured. */
function secretsFound(log: LaneLog): (Finding & { readonly name: string })[] {
  return log.planted
    .filter(({ value }) => value !== '')
    .flatMap(({ name, value }) =>
      searchSecret(log.streams, value, log.traffic.units)
        .findings.filter(({ within }) => within === undefined)
        .map((finding) => ({ ...finding, name })),
    );
}

function flightRung(flight: Flight, log: LaneLog, found: readonly (Finding & { name: string })[]): Rung {
  const { connection, direction, offset, bytes, at, kind, parts } = flight;
  // What the attacker passes on untouched goes all the way; everything else ends at him, and he speaks anew.
  const far: Party = log.tunnels.has(connection) ? 'bank' : 'attacker';
  const names = found
    .filter((finding) => finding.connection === connection && finding.direction === direction)
    .filter((finding) => finding.offset < offset + bytes && finding.offset + finding.length > offset)
    .map(({ name }) => name);
  return {
    lane: log.lane,
    at,
    kind,
    from: direction === 'to-bank' ? 'victim' : far,
    to: direction === 'to-bank' ? far : 'victim',
    label: parts.length === 0 ? 'bytes' : cut(parts.join(', '), LABEL),
    bytes,
    reads: [...new Set(names)],
    connection,
    place: { lane: log.lane, connection, direction, offset, length: bytes },
  };
}

type Told = Pick<Rung, 'kind' | 'from' | 'to' | 'label'> & Partial<Pick<Rung, 'connection' | 'reads'>>;

function rungOf(fact: LaneFact, log: LaneLog): Told | undefined {
  switch (fact.type) {
    case 'connection-opened':
      return {
        kind: 'open',
        from: 'victim',
        to: 'attacker',
        label: `TCP opens to ${fact.logical}`,
        connection: fact.connection,
      };
    case 'connection-closed':
      return closing(fact);
    case 'tunnel-opened':
      return note('attacker', `passes ${speaksTls(log, fact) ? 'TLS' : 'it'} on, untouched`, fact.connection);
    case 'certificate-forged':
      return note('attacker', `forges a certificate for ${fact.name}`);
    case 'interception-failed':
      return note('attacker', `cannot intercept: ${fact.kind}`);
    case 'destination-refused':
      return note('attacker', `does not connect to ${fact.destination}`);
    case 'exchange-read': {
      // Of plain HTTP the arrow says it already.
      const read = `${fact.request.method} ${pathOf(fact.request.url)}`;
      const label = `reads ${read}${fact.response.status === 0 ? '' : ' and its answer'} inside TLS`;
      return speaksTls(log, fact) ? note('attacker', label, fact.connection) : undefined;
    }
    case 'bank-answered': {
      const label = `${fact.method} ${fact.path}: ${fact.status}, over ${fact.scheme}`;
      const inside = fact.scheme === 'https' && log.tunnels.size > 0;
      return inside
        ? note('bank', `answers ${label}`)
        : { kind: 'behind', from: 'attacker', to: 'bank', label: `${label} (bank's log)` };
    }
    case 'bank-booked':
      return note('bank', bookedText(fact));
    case 'form-not-sent':
      return note('victim', `does not send "${fact.form}": ${fact.reason}`);
    case 'capture-limit-reached':
      return note('attacker', 'recording full: what follows is not kept');
    default:
      return deedOf(fact, log);
  }
}

function speaksTls({ traffic }: LaneLog, { connection }: { readonly connection: ConnectionId }): boolean {
  const reading = traffic.connections.get(connection);
  return reading !== undefined && protocolOf(reading) === 'tls';
}

/** What the attacker or her browser did that no byte on the path tells. */
function deedOf(fact: LaneFact, { facts }: LaneLog): Told | undefined {
  switch (fact.type) {
    case 'tls-stripped':
      // It is so for every request of the lane: once is enough.
      return facts.find(({ type }) => type === fact.type) === fact
        ? note('attacker', 'speaks https to the bank, http to her')
        : undefined;
    case 'form-tampered':
      return note('attacker', `changes ${fact.field}: ${fact.before} → ${fact.after}`, fact.connection);
    case 'bytes-tampered':
      return note('attacker', `flips one bit of byte ${fact.offset} on its way`, fact.connection);
    case 'session-hijacked':
      return note('attacker', `opens her account with her cookie: ${fact.text}`);
    case 'hijacking-failed':
      return note('attacker', `cannot open her account: ${fact.reason}`);
    case 'recording-decrypted':
      return fact.direction === 'to-bank'
        ? note('attacker', 'opens the recording with the stolen key', fact.connection)
        : undefined;
    case 'recording-stays-sealed':
      return note('attacker', 'cannot open the recording with the stolen key', fact.connection);
    case 'navigation-upgraded':
    case 'navigation-fell-back': {
      const deed = victimDeed(fact);
      return deed === undefined ? undefined : note('victim', deed);
    }
    case 'door-knocked': {
      const deed = fact.outcome === 'answered' ? undefined : victimDeed(fact);
      return deed === undefined ? undefined : note('victim', deed);
    }
    case 'page-shown':
      return fact.error === undefined ? undefined : note('victim', `shows an error: ${fact.error}`);
    default:
      return undefined;
  }
}

function note(party: Party, label: string, connection?: ConnectionId): Told {
  return { kind: 'note', from: party, to: party, label, ...(connection !== undefined && { connection }) };
}

const ENDINGS = {
  end: 'closes TCP',
  reset: 'resets TCP',
  refused: 'could not connect',
  'idle-timeout': 'closes TCP: silent too long',
  'lab-closed': 'closes TCP: the lab ends',
  limit: 'closes TCP: too many connections',
} as const satisfies Record<ConnectionClosed['how'], string>;

function closing({ by, how, connection }: ConnectionClosed): Told {
  const to = by === 'victim' ? 'attacker' : 'victim';
  return { kind: 'close', from: by, to, label: ENDINGS[how], connection };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
