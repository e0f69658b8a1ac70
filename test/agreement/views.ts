/**
 * What each view says of the bytes of a session, in one form. An adapter reads what a view gives to whoever shows it,
 * and adds nothing of its own.
 */
import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { latin1 } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { versionName } from '../../lab/wire/tls/names.ts';
import { checkClaim, parseClaim } from '../../src/views/claims/claims.ts';
import { LaneView } from '../../src/views/claims/lane-view.ts';
import { Inspection } from '../../src/views/inspection/inspection.ts';
import type { Item } from '../../src/views/inspection/inspection-items.ts';
import { flightsOf } from '../../src/views/ladder/flights.ts';
import type { Flight } from '../../src/views/ladder/flights.ts';
import { ladderAt } from '../../src/views/ladder/ladder.ts';
import type { Rung } from '../../src/views/ladder/ladder.ts';
import { outlines, perLane } from '../../src/views/lane-log.ts';
import type { LaneLog } from '../../src/views/lane-log.ts';
import { matrixAt } from '../../src/views/matrix/matrix.ts';
import { namesSaid, requestsIn } from '../../src/views/matrix/traffic.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import type { LaneState, UnitExcerpt } from '../../src/views/stage/state.ts';
import { logOf } from '../helpers/log-of.ts';
import type { About, Said } from './said.ts';

/** The places that say what is on a connection, and how to ask each. Facts are a whole session, or its beginning. */
export const VIEWS = {
  stage: stageSays,
  ladder: (facts: readonly Fact[]) => inEachLane(facts, ladderSays),
  matrix: (facts: readonly Fact[]) => inEachLane(facts, matrixSays),
  inspector: inspectorSays,
  claims: (facts: readonly Fact[]) => inEachLane(facts, claimsSay),
} as const satisfies Record<string, (facts: readonly Fact[]) => Said[]>;

/** One of them. */
export type ViewName = keyof typeof VIEWS;

const logOfLane = perLane((log) => log);

function inEachLane(facts: readonly Fact[], say: (log: LaneLog, facts: readonly Fact[]) => Said[]): Said[] {
  return outlines(facts, facts.length).flatMap(({ id }) => say(logOfLane(facts, facts.length, id), facts));
}

const spaced = (name: string): string => name.replaceAll('_', ' ');

/**
 * The stage: every passage that it holds up or keeps in clear, and what it calls the bytes that move. Each segment
 * gets a step of its own, so that the most telling passage of every segment is held up.
 */
function stageSays(facts: readonly Fact[]): Said[] {
  const passages = new Map<string, Said>();
  const opened = new Set<string>();
  const moved: Said[] = [];
  let state = EMPTY_STATE;
  for (const [index, fact] of facts.entries()) {
    if (fact.type === 'step-started') continue;
    if (
      fact.type === 'segment-captured' ||
      fact.type === 'exchange-read' ||
      fact.type === 'recording-decrypted'
    )
      state = reduce(state, { at: fact.at, type: 'step-started', index, kind: 'say', text: '' });
    state = reduce(state, fact);
    if (!('lane' in fact)) continue;
    const lane = state.lanes.find(({ id }) => id === fact.lane);
    if (lane === undefined) continue;
    for (const passage of shownOn(lane)) {
      const { connection, direction, offset } = passage;
      if (passage.opened === true) opened.add(`${lane.id} ${connection} ${direction}`);
      else passages.set(`${lane.id} ${connection} ${direction} ${offset}`, passageSaid(lane, passage));
    }
    if (fact.type === 'segment-captured') moved.push(...movementSaid(lane, fact));
  }
  const readBehindTls = ({ lane, connection, direction, sealed }: Said): boolean =>
    sealed === true && opened.has(`${lane} ${connection} ${direction}`);
  const said = [...passages.values()].map((each): Said =>
    readBehindTls(each) ? { ...each, readers: 'attacker' } : each,
  );
  // What moves is taken for its message until a later byte tells otherwise: a run of bytes says so.
  const misread = said.filter(({ protocol }) => protocol === 'bytes');
  return [...said, ...runs(moved).flatMap((each) => without(each, misread))];
}

/** What is said of bytes, but for those of which `others` speak. */
function without(said: Said, others: readonly Said[]): Said[] {
  const other = others.find(
    ({ lane, connection, direction, offset, length }) =>
      lane === said.lane &&
      connection === said.connection &&
      direction === said.direction &&
      offset < said.offset + said.length &&
      said.offset < offset + length,
  );
  if (other === undefined) return [said];
  const end = said.offset + said.length;
  const after = Math.max(said.offset, other.offset + other.length);
  return [
    { ...said, length: other.offset - said.offset },
    { ...said, offset: after, length: end - after },
  ]
    .filter(({ length }) => length > 0)
    .flatMap((each) => without(each, others));
}

/** What is said alike of bytes that follow each other, said once. */
function runs(said: readonly Said[]): Said[] {
  const all: Said[] = [];
  const last = new Map<string, number>();
  for (const each of said) {
    const key = `${each.lane} ${each.connection} ${each.direction}`;
    const index = last.get(key);
    const before = index === undefined ? undefined : all[index];
    const follows = before?.words === each.words && before.offset + before.length === each.offset;
    if (index !== undefined && before !== undefined && follows)
      all[index] = { ...before, length: before.length + each.length };
    else last.set(key, all.push(each) - 1);
  }
  return all;
}

function shownOn({ excerpt, clear }: LaneState): readonly UnitExcerpt[] {
  return excerpt === undefined ? clear : [...clear, excerpt];
}

function passageSaid({ id }: LaneState, passage: UnitExcerpt): Said {
  const { connection, direction, offset, length, label, sealed } = passage;
  const place = { lane: id, connection, direction, offset, length };
  const protocol = labelled(label) ?? 'bytes';
  return {
    ...place,
    protocol,
    unit:
      protocol === 'tls' ? `record ${offset}+${length}` : messageUnit(protocol, direction, offset, length),
    sealed,
    words: label,
    ...(protocol === 'tls' && versionSaid(label.slice(0, label.indexOf(' · ')))),
    ...(protocol === 'tls' && !sealed && { name: label.slice(label.indexOf(' · ') + 3) }),
    ...(!sealed && { readers: 'anyone' }),
  };
}

/** What moves: its label is of the bytes that have just come. */
function movementSaid(lane: LaneState, { connection, direction, offset, bytes }: SegmentCaptured): Said[] {
  const label = lane.moving?.label ?? 'bytes';
  const protocol = labelled(label);
  // `bytes` is what moves before it is known what it is.
  if (protocol === undefined) return [];
  // Bytes in which one protocol gives way to another are of both: the label is of one.
  const text = latin1(bytes);
  if (protocol === 'websocket' && text.startsWith('HTTP/')) return [];
  if (label.startsWith('101 ') && /\n[^\r\n][^]*$/.test(text) && !/\n[\w-]+:[^\n]*$/.test(text)) return [];
  return [
    {
      lane: lane.id,
      connection,
      direction,
      offset,
      length: bytes.length,
      protocol,
      words: `moving: ${label}`,
    },
  ];
}

/** What a label of the stage is of: `TLS 1.3 · alert`, `GET /login`, `200 OK`. */
function labelled(label: string): 'tls' | 'http' | 'websocket' | undefined {
  if (label === 'bytes') return undefined;
  if (label.startsWith('WebSocket · ')) return 'websocket';
  return /^(?!\d{3} |[^ ]+ \/).* · /.test(label) ? 'tls' : 'http';
}

/** A version, where it is one: before the ServerHello the stage writes `TLS` alone. */
function versionSaid(version: string | undefined): Pick<Said, 'version'> {
  return version === undefined || version === 'TLS' ? {} : { version };
}

function messageUnit(
  protocol: 'http' | 'websocket' | 'bytes',
  direction: Direction,
  offset: number,
  length: number,
): string {
  if (protocol === 'bytes') return 'bytes';
  if (protocol === 'websocket') return `frame ${offset}+${length}`;
  return `${direction === 'to-bank' ? 'request' : 'response'} ${offset}+${length}`;
}

/**
 * The ladder: what kind of bytes each flight has and what became whole in it, between whom it passed, and what notes
 * tell of its connection. It names records without their places: they are laid in order over those that end in the flight.
 */
function ladderSays(log: LaneLog, facts: readonly Fact[]): Said[] {
  const rungs = ladderAt(facts, facts.length).find(({ lane }) => lane.id === log.lane)?.rungs ?? [];
  return flightsOf(log).flatMap((flight) => {
    const readers = sealedReaders(flight, rungs);
    return flightParts(flight).map(([offset, length, about]) => ({
      lane: log.lane,
      connection: flight.connection,
      direction: flight.direction,
      offset,
      length,
      ...about,
      ...(about.sealed === true && readers !== undefined && { readers }),
      ...(about.sealed === false && { readers: 'anyone' as const }),
    }));
  });
}

type Part = readonly [offset: number, length: number, about: About];

function flightParts({ kind, units, parts }: Flight): Part[] {
  const words = `${kind}: ${parts.join(', ')}`;
  const named = parts.flatMap((part): (string | undefined)[] => {
    const count = /^(\d+) sealed records?$/.exec(part)?.[1];
    return count === undefined ? [part] : Array.from({ length: Number(count) }, () => undefined);
  });
  return units.map(({ offset, length, noun, protocol }, index): Part => {
    const name = named.length === units.length ? named[index] : `${named.length} parts of ${units.length}`;
    const unit = noun === 'run' ? 'bytes' : `${noun} ${offset}+${length}`;
    const about = { protocol: protocolSaid(protocol), unit, sealed: name === undefined } as const;
    if (protocol !== 'tls') return [offset, length, { ...about, words }];
    const said = name === undefined ? { words: 'sealed record' } : { name: firstName(name), words: name };
    const version = versionSaid(/^ServerHello \((.*?)\)/.exec(name ?? '')?.[1]);
    return [offset, length, { ...about, ...said, ...version }];
  });
}

function protocolSaid(protocol: string): NonNullable<Said['protocol']> {
  return protocol === 'tls' || protocol === 'http' || protocol === 'websocket' ? protocol : 'bytes';
}

/** `ClientHello` of `ClientHello for bank.test`, `ServerHello` of `ServerHello (TLS 1.2), Certificate`. */
function firstName(part: string): string {
  return spaced(part.split(/,| for | \(TLS|: /, 1)[0] ?? '');
}

/** Who has what is sealed in a flight: whoever ends TLS, and who opened it later. */
function sealedReaders(flight: Flight, rungs: readonly Rung[]): Said['readers'] {
  const own = rungs.filter(({ connection }) => connection === flight.connection);
  if (own.some(({ label }) => /^read .* inside TLS$|^opened the recording/.test(label))) return 'attacker';
  const rung = own.find(
    ({ place }) => place?.direction === flight.direction && place.offset === flight.offset,
  );
  if (rung === undefined) return undefined;
  if (rung.from === 'bank' || rung.to === 'bank') return 'ends';
  // An arrow that ends at the attacker says so only where he speaks TLS himself.
  return rungs.some(({ label }) => label.startsWith('forged a certificate')) ? 'attacker' : undefined;
}

/** The matrix: what it counts, the requests and names that it finds in clear, and what its cells say of the places they name. */
function matrixSays(log: LaneLog, facts: readonly Fact[]): Said[] {
  const units = log.traffic.units.map(
    ({ connection, direction, noun, protocol, sealed, offset, length }): Said => ({
      lane: log.lane,
      connection,
      direction,
      offset,
      length,
      protocol: protocolSaid(protocol),
      unit: noun === 'run' ? 'bytes' : `${noun} ${offset}+${length}`,
      sealed,
      ...(!sealed && { readers: 'anyone' }),
      words: `${sealed ? 'sealed ' : ''}${noun}`,
    }),
  );
  const clear = { lane: log.lane, direction: 'to-bank', sealed: false, readers: 'anyone' } as const;
  const requests = requestsIn(log.traffic.units).map(({ connection, offset, length, start }): Said => ({
    ...clear,
    connection,
    offset,
    length,
    protocol: 'http',
    unit: `request ${offset}+${length}`,
    words: `request: ${start.text}`,
  }));
  const names = namesSaid(log).map(({ connection, offset, length, where, name }): Said => ({
    ...clear,
    connection,
    offset,
    length,
    protocol: where === 'SNI' ? 'tls' : 'http',
    words: `${where}: ${name}`,
  }));
  return [...units, ...requests, ...names, ...cellsSaid(log, facts)];
}

function cellsSaid({ lane }: LaneLog, facts: readonly Fact[]): Said[] {
  const column = matrixAt(facts, facts.length).columns.find((each) => each.lane.id === lane);
  return Object.entries(column?.cells ?? {}).flatMap(([row, { kind, place, sealed, value }]): Said[] => {
    // When bytes passed is no word on what they are, and how many can be counted of all.
    if (place === undefined || row === 'times' || (row === 'sizes' && kind === 'read')) return [];
    const hidden = sealed === true || kind === 'size';
    const readers = !hidden ? 'anyone' : kind === 'read' ? 'attacker' : 'ends';
    return [{ ...place, sealed: hidden, readers, words: `${row}: ${kind} ${value}` }];
  });
}

/** The inspector: its items. What it calls `bytes` because an end has not come is of the protocol that it names. */
function inspectorSays(facts: readonly Fact[]): Said[] {
  const inspection = new Inspection(logOf(facts));
  return outlines(facts, facts.length).flatMap(({ id }) =>
    inspection.connections(id, facts.length).flatMap((connection) => {
      const version = versionSaid(inspection.summary(connection)?.version);
      return inspection.items(connection).map((item): Said => {
        const { direction, offset, length } = item;
        const about = itemSaid(item);
        const place = { lane: id, connection: connection.id, direction, offset, length };
        return { ...place, ...about, ...(about.protocol === 'tls' && version) };
      });
    }),
  );
}

/** Fields of every record: whatever else stands in one is a message, or what is in an alert. */
const RECORD_FIELDS: ReadonlySet<string> = new Set([
  'content type',
  'legacy record version',
  'length',
  'payload',
]);

function itemSaid({ label, children = [], why, sealed, direction, offset, length, value }: Item): About {
  const words = `${label}, ${value}`;
  const [first] = children;
  const readers = sealed ? {} : ({ readers: 'anyone' } as const);
  if (first === undefined) {
    if (why.startsWith('The beginning of a record')) return { protocol: 'tls', words: why };
    // Too few bytes to tell: of their protocol it says nothing.
    if (why.startsWith('What follows a request for a tunnel')) return { words: why };
    if (why.startsWith('The beginning of a message')) return { protocol: 'http', words: why };
    return { protocol: 'bytes', unit: 'bytes', sealed, ...readers, words: why };
  }
  if (label.startsWith('frame: ')) {
    const unit = value.includes('so far')
      ? {}
      : { unit: messageUnit('websocket', direction, offset, length) };
    return { protocol: 'websocket', ...unit, sealed, ...readers, words };
  }
  if (first.label !== 'content type' && first.label !== 'SSLv2 length') {
    return {
      protocol: 'http',
      unit: messageUnit('http', direction, offset, length),
      sealed,
      ...readers,
      words,
    };
  }
  const message =
    label === 'handshake' ? children.find((field) => !RECORD_FIELDS.has(field.label)) : undefined;
  return {
    protocol: 'tls',
    unit: `record ${offset}+${length}`,
    sealed,
    ...(!sealed && { name: spaced(message?.label ?? label) }),
    ...readers,
    words,
  };
}

/** Claims whose evidence tells what the bytes are in which it lies. */
const TELLING = [
  'victim sent no request',
  'victim sent a form',
  'attacker sees the certificate',
  'attacker sees the protocols on offer',
];

/** Claims: TLS connections as they read them, what the attacker holds of those, and the places that evidence names. */
function claimsSay({ lane }: LaneLog, facts: readonly Fact[]): Said[] {
  const view = new LaneView(facts, lane);
  const has = new Set(view.clear.map(({ connection, direction }) => `${connection} ${direction}`));
  const versions = new Map(
    view.tls.map(({ connection, hellos }) => [
      connection,
      hellos.server && versionName(hellos.server.version),
    ]),
  );
  const records = view.traffic.units.flatMap((unit): Said[] => {
    const { connection, direction, offset, length, sealed, tls } = unit;
    if (tls === undefined) return [];
    const readers = sealed ? (has.has(`${connection} ${direction}`) ? 'attacker' : undefined) : 'anyone';
    return [
      {
        lane,
        connection,
        direction,
        offset,
        length,
        protocol: 'tls',
        unit: `record ${offset}+${length}`,
        sealed,
        ...versionSaid(versions.get(connection)),
        ...(readers !== undefined && { readers }),
        words: tls.record.typeName,
      },
    ];
  });
  return [...records, ...TELLING.flatMap((sentence) => evidenceSaid(sentence, facts, lane))];
}

function evidenceSaid(sentence: string, facts: readonly Fact[], lane: string): Said[] {
  const claim = parseClaim(sentence);
  if (claim === undefined) throw new Error(`no claim says: ${sentence}`);
  return checkClaim(claim, facts, lane).evidence.found.map(({ way, ...place }): Said => ({
    lane,
    ...place,
    protocol: way === 'in clear' ? 'http' : 'tls',
    sealed: way === 'sealed',
    ...(way !== 'sealed' && { readers: 'anyone' }),
    words: `${sentence}: ${way}`,
  }));
}
