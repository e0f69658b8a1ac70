import type { LaneFact, Fact } from '../../../lab/facts/session.ts';
import { counted, grouped } from '../../../lab/text/count.ts';
import type { FoundField } from '../../reading/found-fields.ts';
import { outlines, perLane } from '../lane-log.ts';
import type { LaneLog } from '../lane-log.ts';
import { bytesText, clockText, cut, dayText, listText } from './cell.ts';
import type { Cell } from './cell.ts';
import type { AnyMatrix } from './matrix-shape.ts';
import { longestSealed, namesSaid, requestsIn, targetPlace } from './traffic.ts';

/** What an onlooker may read in a capture from elsewhere, row by row: found by the names of fields, not planted. */
const FOUND_ROWS = [
  { id: 'hosts', title: 'which hosts', asks: 'names of sites: Host headers, and the SNI of TLS' },
  { id: 'pages', title: 'which pages', asks: 'the paths behind the names' },
  { id: 'user', title: 'user names', asks: 'fields named so, and who signs in by Basic' },
  { id: 'password', title: 'passwords', asks: 'fields named so, and those of Basic' },
  { id: 'cookie', title: 'cookies', asks: 'whoever shows one counts as its owner' },
  { id: 'credentials', title: 'tokens', asks: 'Basic, Bearer and other tokens: whoever has one may use it' },
  { id: 'field', title: 'other fields', asks: 'what else was typed into forms or sent as fields' },
  { id: 'sizes', title: 'how much', asks: 'bytes each way' },
  { id: 'times', title: 'when', asks: 'the moments at which bytes passed' },
] as const;

/** The name of such a row. */
type FoundRowId = (typeof FOUND_ROWS)[number]['id'];

/** Characters of a value that a cell names, and how it lists them. */
const VALUE = 40;
const LISTED = { most: 6, length: VALUE, between: '  ' } as const;

const cellsOf = perLane(foundCells);

/** The matrix of a capture from elsewhere after the first `point` facts. */
export function foundMatrixAt(facts: readonly Fact[], point: number): AnyMatrix {
  const columns = outlines(facts, point).map((lane) => ({
    lane,
    cells: cellsOf(facts, point, lane.id),
  }));
  return { rows: FOUND_ROWS, columns };
}

function foundCells(log: LaneLog, facts: readonly Fact[]): Readonly<Record<FoundRowId, Cell>> {
  const opened = facts[0];
  const began = opened?.type === 'session-opened' ? Date.parse(opened.time) : NaN;
  const kind = (id: FoundField['kind'], what: string): Cell =>
    foundCell(
      log,
      what,
      log.found.filter((each) => each.kind === id),
    );
  return {
    hosts: hostsCell(log),
    pages: pagesCell(log),
    user: kind('user', 'user name'),
    password: kind('password', 'password'),
    cookie: kind('cookie', 'cookie'),
    credentials: kind('credentials', 'token'),
    field: kind('field', 'other field'),
    sizes: sizesCell(log),
    times: timesCell(log, began),
  };
}

function foundCell(log: LaneLog, what: string, found: readonly FoundField[]): Cell {
  const [first] = found.toSorted((a, b) => Number(a.place === undefined) - Number(b.place === undefined));
  if (first === undefined) return noneCell(log, what);
  const { connection, direction, place, name, where } = first;
  const shown = found.map((each) => `${cut(each.name, VALUE)}=${cut(each.value, VALUE)}`);
  const all = [...new Set(shown)];
  const at =
    place === undefined
      ? log.segments.length === 0
        ? 'as the HAR has it'
        : 'where it was chunked, coded or packed'
      : `at byte ${grouped(place.offset)} of connection ${connection} ${direction === 'to-bank' ? 'to the server' : 'to the client'}`;
  return {
    kind: 'read',
    // Name and value are cut each by itself.
    value: listText(all, { ...LISTED, length: 2 * VALUE + 1 }),
    says: `${counted(all.length, what)} ${log.segments.length === 0 ? 'in the HAR' : 'in clear'}. The first, "${cut(name, VALUE)}", stands in the ${where}, ${at}.`,
    ...(place !== undefined && { place: { lane: log.lane, connection, direction, ...place } }),
  };
}

/** A row of which nothing was found: whether something may be where nobody can look. */
function noneCell(log: LaneLog, what: string): Cell {
  const sealed = log.traffic.units.filter((unit) => unit.sealed);
  const bytes = sealed.reduce((sum, { length }) => sum + length, 0);
  if (bytes > 0) {
    const place = longestSealed(log, 'to-bank') ?? longestSealed(log, 'to-victim');
    return {
      kind: 'sealed',
      value: `${bytesText(bytes)} sealed`,
      says: `No ${what} stands in clear. ${counted(sealed.length, 'record')} of TLS, ${bytesText(bytes)}, say nothing without the keys.`,
      ...(place !== undefined && { place, sealed: true }),
    };
  }
  const unread = log.traffic.units.some(({ kind }) => kind === 'bytes');
  if (unread)
    return {
      kind: 'unsure',
      value: 'not read',
      says: `No ${what} was found; but bytes passed of a protocol that is not read here.`,
    };
  return { kind: 'not-sent', value: '', says: `No ${what} was found in what passed.` };
}

function hostsCell(log: LaneLog): Cell {
  const said = namesSaid(log);
  const [first] = said;
  const inExchanges = log.read.flatMap(({ request: { url } }) => URL.parse(url)?.host ?? []);
  const names = [...new Set([...said.map(({ name }) => name), ...inExchanges])];
  if (names.length === 0) return noneCell(log, 'name of a host');
  const value = listText(names, LISTED);
  if (first === undefined)
    return { kind: 'read', value, says: 'The names stand in the addresses of the requests.' };
  const { connection, offset, length, where } = first;
  const place = { lane: log.lane, connection, direction: 'to-bank', offset, length } as const;
  const at = `at byte ${grouped(offset)} of connection ${connection} to the server`;
  return {
    kind: 'read',
    value,
    says: `${counted(names.length, 'name')} in clear: the first in the ${where}, ${at}.`,
    place,
  };
}

function pagesCell(log: LaneLog): Cell {
  const requests = requestsIn(log.traffic.units);
  const [first] = requests;
  const inExchanges = log.read.flatMap(({ request: { url } }) => URL.parse(url)?.pathname ?? []);
  const paths = [
    ...new Set([...requests.map(({ start }) => start.target.split('?', 1)[0] ?? ''), ...inExchanges]),
  ];
  if (paths.length === 0) return noneCell(log, 'path');
  const value = listText(paths, LISTED);
  if (first === undefined)
    return { kind: 'read', value, says: 'The paths stand in the addresses of the requests.' };
  const place = targetPlace(log.lane, first);
  const says = `${counted(requests.length, 'request')} in clear: the first path stands at byte ${grouped(place.offset)} of connection ${place.connection}.`;
  return { kind: 'read', value, says, place };
}

function sizesCell(log: LaneLog): Cell {
  const sum = (direction: 'to-bank' | 'to-victim'): number =>
    log.streams
      .filter((each) => each.direction === direction)
      .reduce((all, { bytes }) => all + bytes.length, 0);
  const [to, from] = [sum('to-bank'), sum('to-victim')];
  if (to + from === 0) {
    const says = 'No bytes were captured.';
    if (log.read.length === 0) return { kind: 'not-sent', value: '', says };
    return { kind: 'unsure', value: 'not captured', says };
  }
  const value = `${bytesText(to)} to servers, ${bytesText(from)} back`;
  const sealed = log.traffic.units.some((unit) => unit.sealed);
  const says = `${value}.${sealed ? ' TLS hides what is said, not how long it is.' : ''}`;
  return { kind: sealed ? 'size' : 'read', value, says };
}

function timesCell(log: LaneLog, began: number): Cell {
  const moments = log.facts.filter(
    ({ type }: LaneFact) => type === 'segment-captured' || type === 'exchange-read',
  );
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined)
    return { kind: 'not-sent', value: '', says: 'Nothing passed.' };
  const value = `${dayText(began, first.at)}${clockText(began, first.at)} to ${clockText(began, last.at)}`;
  return {
    kind: 'read',
    value,
    says: `Something passed at ${counted(moments.length, 'moment')}, from ${value} UTC. No cipher hides that.`,
  };
}
