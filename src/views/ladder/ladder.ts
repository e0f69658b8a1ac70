import type { ConnectionId, LaneId, OtherClient, Party } from '../../../lab/facts/facts.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { Finding } from '../../reading/secrets.ts';
import type { Fact, LaneFact, LaneOutline } from '../../../lab/facts/session.ts';
import { cut } from '../matrix/cell.ts';
import type { CapturedPlace } from '../matrix/cell.ts';
import { neutral } from '../../../lab/text/neutral.ts';
import { isForeign } from '../foreign.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { foundInExchanges } from '../../reading/found-fields.ts';
import { flightsOf } from './flights.ts';
import type { Flight, FlightKind } from './flights.ts';
import { outlines, perLane } from '../lane-log.ts';
import type { LaneLog } from '../lane-log.ts';
import { carries } from '../matrix/travel.ts';
import { secretValues } from '../secret-values.ts';
import { teller } from './notes.ts';
import type { Told } from './notes.ts';

/** Rungs of one lane that are kept; what comes after is counted. */
const LADDER_RUNGS = 2_000;

/** Characters of a label. */
const LABEL = 200;

/** What a rung shows. `note` is something that one party did by itself. */
export type RungKind = FlightKind | Told['kind'];

/** Who a rung begins or ends at. */
export type RungParty = Party | OtherClient;

/** One line of the ladder: an arrow between two parties, or a note at one (`from` equals `to`). */
export interface Rung {
  readonly lane: LaneId;
  /** ms since the session began. */
  readonly at: number;
  readonly kind: RungKind;
  readonly from: RungParty;
  readonly to: RungParty;
  /** What it is: hostile text, not yet safe for a terminal. */
  readonly label: string;
  /** Bytes on the wire, for what was captured. */
  readonly bytes?: number;
  /** Names of the values that stand in clear in these bytes, or that the attacker has by what is told. */
  readonly reads: readonly string[];
  readonly connection?: ConnectionId;
  readonly place?: CapturedPlace;
}

/** One lane's conversation in the order of time. */
export interface LaneLadder {
  readonly lane: LaneOutline;
  readonly rungs: readonly Rung[];
  /** Rungs beyond LADDER_RUNGS. */
  readonly more: number;
}

const rungsOf = perLane(laneRungs);

/** The conversation in every lane after the first `point` facts, as victim, attacker, bank and other clients had it. */
export function ladderAt(facts: readonly Fact[], point: number): readonly LaneLadder[] {
  return outlines(facts, point).map((lane) => ({ lane, ...rungsOf(facts, point, lane.id) }));
}

function laneRungs(log: LaneLog, facts: readonly Fact[]): Omit<LaneLadder, 'lane'> {
  if (isForeign(facts)) return foreignRungs(log);
  const others = [...log.others].flatMap(([who, theirs]) =>
    rungsIn(theirs).map((rung) => ofOther(rung, who)),
  );
  const all = [...rungsIn(log), ...others].toSorted((a, b) => a.at - b.at);
  const rungs = all.slice(0, LADDER_RUNGS);
  return { rungs, more: all.length - rungs.length };
}

/** A session from elsewhere has a client and a server, and all that passes goes the whole way. */
function foreignRungs(log: LaneLog): Omit<LaneLadder, 'lane'> {
  const found = log.found.flatMap(({ kind, place, connection, direction }) =>
    place === undefined || kind === 'field' ? [] : [{ name: kind, connection, direction, way: '', ...place }],
  );
  const rungs = rungsIn(log, found).map((rung) => {
    const whole = (party: RungParty): RungParty =>
      party === 'attacker' && rung.kind !== 'note' ? 'bank' : party;
    return { ...rung, from: whole(rung.from), to: whole(rung.to), label: neutral(rung.label) };
  });
  const all = [...rungs, ...exchangeRungs(log)].toSorted((a, b) => a.at - b.at);
  return { rungs: all.slice(0, LADDER_RUNGS), more: Math.max(0, all.length - LADDER_RUNGS) };
}

/** A request and its answer of which no bytes were captured, as a HAR has them. */
function exchangeRungs({ lane, facts }: LaneLog): readonly Rung[] {
  return facts.flatMap((fact): Rung[] => {
    if (fact.type !== 'exchange-read') return [];
    const { at, connection, request, response } = fact;
    // What crossed under TLS nobody on the path has read, though the HAR holds it.
    const sealed = request.url.startsWith('https:');
    const found = sealed ? [] : foundInExchanges([fact]);
    const rung = (direction: Direction, label: string): Rung => ({
      lane,
      at,
      kind: sealed ? 'sealed' : 'message',
      from: direction === 'to-bank' ? 'victim' : 'bank',
      to: direction === 'to-bank' ? 'bank' : 'victim',
      label: cut(label, LABEL),
      reads: [
        ...new Set(
          found
            .filter((each) => each.direction === direction && each.kind !== 'field')
            .map(({ kind }) => kind),
        ),
      ],
      connection,
    });
    const answer = response.status === 0 ? 'no answer' : String(response.status);
    return [rung('to-bank', `${request.method} ${request.url}`), rung('to-victim', answer)];
  });
}

/** A rung with another client in the victim's place. Who came to the bank's own port passed nobody. */
function ofOther(rung: Rung, who: OtherClient): Rung {
  const direct = rung.kind === 'behind' && rung.connection === undefined;
  const whose = (party: RungParty): RungParty =>
    party === 'victim' || (direct && party === 'attacker') ? who : party;
  return {
    ...rung,
    from: whose(rung.from),
    to: whose(rung.to),
    label: cut(`${who}: ${rung.label}`, LABEL),
  };
}

function rungsIn(log: LaneLog, found = secretsFound(log)): readonly Rung[] {
  const tell = teller(log);
  const told = log.facts.flatMap((fact) =>
    tell(fact).map((rung): Rung => ({
      lane: log.lane,
      at: fact.at,
      reads: givenBy(fact, log),
      ...rung,
      label: cut(rung.label, LABEL),
    })),
  );
  const flown = flightsOf(log).map((flight) => flightRung(flight, log, found));
  return [...told, ...flown];
}

/** Names of the values that the attacker has by a fact: what it read inside TLS, opened later, or saw in her account. */
function givenBy(fact: LaneFact, log: LaneLog): readonly string[] {
  const has = (value: string): boolean => {
    switch (fact.type) {
      case 'exchange-read':
        return carries(fact, value) !== undefined;
      case 'message-read':
      case 'recording-decrypted':
        return searchSecret([fact], value).findings.length > 0;
      case 'session-hijacked':
        return fact.text.includes(value);
      default:
        return false;
    }
  };
  const given = secretValues(log.facts).filter(({ value }) => has(value));
  return [...new Set(given.map(({ name }) => name))];
}

/** Where each value stands in the bytes as captured. */
function secretsFound(log: LaneLog): readonly NamedFinding[] {
  return secretValues(log.facts).flatMap(({ name, value }) =>
    searchSecret(log.streams, value, log.traffic.units)
      .findings.filter(({ within }) => within === undefined)
      .map((finding) => ({ ...finding, name })),
  );
}

/** Where a value stands, and what it is. */
type NamedFinding = Finding & { readonly name: string };

function flightRung(flight: Flight, log: LaneLog, found: readonly NamedFinding[]): Rung {
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
