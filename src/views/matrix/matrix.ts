import { searchSecret } from '../../reading/secrets.ts';
import type { Fact, LaneOutline } from '../../../lab/facts/session.ts';
import { bytesText, clockText, listText, placeText } from './cell.ts';
import type { Cell } from './cell.ts';
import { outlines, perLane } from '../lane-log.ts';
import type { LaneLog } from '../lane-log.ts';
import { CHAT_MESSAGE, secretValues } from '../secret-values.ts';
import { protocolOf } from '../../reading/connection.ts';
import { readStreams } from '../../reading/lane.ts';
import type { Unit } from '../../reading/protocol.ts';
import { carriesData, cookiesGiven, namesSaid, requestsIn, targetPlace } from './traffic.ts';
import { hiddenCell, underSeal, valueCell, valuesCell } from './value-cell.ts';

/** What Alice cares for, row by row. */
const MATRIX_ROWS = [
  { id: 'bank', title: 'which bank', asks: 'the name of the site' },
  { id: 'page', title: 'which page', asks: 'the path behind the name' },
  { id: 'user', title: 'her name', asks: 'the name that she signs in with' },
  { id: 'password', title: 'her password', asks: 'what she typed to sign in' },
  { id: 'cookie', title: 'her session cookie', asks: 'whoever shows it counts as Alice' },
  { id: 'balance', title: 'her balance', asks: 'what the bank shows her' },
  { id: 'chat', title: 'her chat', asks: 'what she wrote to the help desk' },
  { id: 'sizes', title: 'how much she sent', asks: 'bytes on the wire, to the bank' },
  { id: 'times', title: 'when', asks: 'the moments at which bytes passed' },
] as const;

/** The name of a row. */
export type RowId = (typeof MATRIX_ROWS)[number]['id'];

/** One lane's answers. */
export interface MatrixColumn {
  readonly lane: LaneOutline;
  readonly cells: Readonly<Record<Exclude<RowId, 'chat'>, Cell>> & {
    /** Only where she said something in a chat. */
    readonly chat?: Cell;
  };
}

/** Who sees what: every answer computed from what the tap captured and the interceptor read, up to a point. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
}

/** The rows of a matrix: that of her chat only where there was one. */
export function matrixRows({ columns }: Matrix): readonly (typeof MATRIX_ROWS)[number][] {
  return MATRIX_ROWS.filter(({ id }) => columns.some(({ cells }) => cells[id] !== undefined));
}

/** Paths that one cell names, and characters of each. */
const PATHS = 8;
const PATH_LENGTH = 60;

const NOTHING: Cell = { kind: 'not-sent', value: '', says: 'Nothing has passed in this lane.' };

const cellsOf = perLane(laneCells);

/** The matrix after the first `point` facts. A lane is computed anew only when facts of its own came or went. */
export function matrixAt(facts: readonly Fact[], point: number): Matrix {
  const columns = outlines(facts, point).map((lane) => ({ lane, cells: cellsOf(facts, point, lane.id) }));
  return { columns };
}

function laneCells(log: LaneLog, facts: readonly Fact[]): MatrixColumn['cells'] {
  const opened = facts[0];
  const began = opened?.type === 'session-opened' ? Date.parse(opened.time) - opened.at : NaN;
  const url = outlines(facts, facts.length).find(({ id }) => id === log.lane)?.url ?? '';
  const values = secretValues(log.facts);
  const known = (secret: string): string[] =>
    values.filter(({ name }) => name === secret).map(({ value }) => value);
  return {
    bank: bankCell(log, url),
    page: pageCell(log),
    user: valuesCell(log, 'user name', known('user')),
    password: valuesCell(log, 'password', known('password')),
    cookie: cookieCell(log, known('session cookie')),
    balance: valuesCell(log, 'balance', known('balance')),
    ...(known(CHAT_MESSAGE).length > 0 && {
      chat: valuesCell(log, CHAT_MESSAGE, known(CHAT_MESSAGE)),
    }),
    sizes: sizesCell(log),
    times: timesCell(log, began),
  };
}

/** The cookies under which she is signed in; as long as there is none, those that the bank gave her before. */
function cookieCell(log: LaneLog, signedIn: readonly string[]): Cell {
  if (signedIn.length > 0) return valuesCell(log, 'session cookie', signedIn);
  const given = cookiesGiven(log);
  return given.length > 0
    ? valuesCell(log, 'session cookie (nobody is signed in)', given)
    : valuesCell(log, 'session cookie', []);
}

/** The bank's name, from the place where the victim's side says it in clear. */
function bankCell(log: LaneLog, url: string): Cell {
  if (log.segments.length === 0) return NOTHING;
  const wanted = URL.canParse(url) ? new URL(url).hostname : '';
  const said = namesSaid(log);
  const own = said.find(({ name }) => name.replace(/:\d+$/, '').toLowerCase() === wanted);
  if (own === undefined) return wanted === '' ? NOTHING : valueCell(log, 'name of the bank', wanted);
  const { connection, offset, length, where } = own;
  const place = { lane: log.lane, connection, direction: 'to-bank', offset, length } as const;
  return {
    kind: 'read',
    value: wanted,
    says: `The name stands in the ${where}, at ${placeText(place)}.`,
    place,
  };
}

/** The pages asked for, from request lines in clear. */
function pageCell(log: LaneLog): Cell {
  if (log.segments.length === 0) return NOTHING;
  const requests = requestsIn(log.traffic.units);
  const opened = requestsIn(readStreams(log.opened));
  const inside = log.read.filter(
    ({ request }) => !requests.some(({ start }) => start.target === targetOf(request.url)),
  );
  const read = [
    ...requests.map(({ start }) => start.target),
    ...inside.map(({ request }) => targetOf(request.url)),
    ...opened.map(({ start }) => start.target),
  ];
  const hidden = log.made.filter(({ request }) => !read.includes(targetOf(request.url)));
  const inTls = hidden.filter(({ tls }) => tls !== undefined).length;
  const more = inTls === 0 ? '' : `; ${inTls} more inside TLS`;
  const [first] = requests;
  const targets = pathsText([...new Set(read)]);
  if (first !== undefined) {
    const place = targetPlace(log.lane, first);
    const says = `The request line is in clear: the first path stands at ${placeText(place)}${more}.`;
    return { kind: 'read', value: targets + more, says, place };
  }
  if (read.length > 0) {
    return {
      kind: 'read',
      value: targets,
      says:
        inside.length > 0
          ? 'The request lines were read inside TLS: the attacker posed as the bank.'
          : 'The request lines stand in the recording, which the stolen key opened.',
      ...underSeal(log, 'to-bank', inside[0]?.connection ?? opened[0]?.connection),
    };
  }
  const [missing] = hidden;
  if (missing === undefined) return unansweredCell(log);
  // The whole beginning of a request line: a short path alone could stand anywhere by chance.
  const line = `${missing.request.method} ${targetOf(missing.request.url)}`;
  const travel = {
    exchanges: hidden.length,
    allTls: hidden.every(({ tls }) => tls !== undefined),
    open: false,
    direction: 'to-bank' as const,
  };
  return hiddenCell(log, 'path', searchSecret(log.streams, line, log.traffic.units), travel);
}

/** The page of a lane in which no request was answered: whether one can have left. */
function unansweredCell(log: LaneLog): Cell {
  const sent = log.streams.filter(({ direction }) => direction === 'to-bank');
  if (sent.length === 0)
    return { kind: 'not-sent', value: '', says: 'No request left: she sent nothing in this lane.' };
  // Without a record of application data no request can have left inside TLS.
  const { connections, units } = log.traffic;
  const allTls = sent.every(({ connection }) => {
    const reading = connections.get(connection);
    return reading !== undefined && protocolOf(reading) === 'tls';
  });
  if (allTls && !units.some((unit) => unit.direction === 'to-bank' && carriesData(unit)))
    return { kind: 'not-sent', value: '', says: 'No request left: there was a handshake only.' };
  return {
    kind: 'unsure',
    value: 'none finished',
    says: 'Bytes passed, and no request has been answered yet.',
  };
}

function pathsText(targets: readonly string[]): string {
  return listText(targets, { most: PATHS, length: PATH_LENGTH, between: ' ' });
}

function targetOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** How much the victim sent: exact for what is in clear, the length of each record for what is not. */
function sizesCell(log: LaneLog): Cell {
  const streams = log.streams.filter(({ direction }) => direction === 'to-bank');
  if (streams.length === 0)
    return log.segments.length === 0
      ? NOTHING
      : { kind: 'not-sent', value: '', says: 'She sent nothing in this lane.' };
  const total = streams.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const units = log.traffic.units.filter(({ direction }) => direction === 'to-bank');
  const parts = [...countsOf(units, true), ...countsOf(units, false)].join(' and ');
  // What the handshake says is in clear anyway: of a sealed lane the longest sealed record tells most.
  const sealedUnits = units.filter((unit) => unit.sealed);
  const longest = (sealedUnits.length > 0 ? sealedUnits : units).toSorted((a, b) => b.length - a.length)[0];
  const sealed = sealedUnits.some(({ connection }) => !log.readable.has(connection));
  const value = parts === '' ? bytesText(total) : `${bytesText(total)} in ${parts}`;
  const place =
    longest === undefined
      ? {}
      : {
          place: {
            lane: log.lane,
            connection: longest.connection,
            direction: 'to-bank' as const,
            offset: longest.offset,
            length: longest.length,
          },
        };
  const kind = longest?.sealed === true ? 'longest sealed one' : 'longest';
  const at = longest === undefined ? '' : `; the ${kind} has ${bytesText(longest.length)}`;
  return sealed
    ? { kind: 'size', value, says: `${value}${at}. TLS hides what is said, not how long it is.`, ...place }
    : { kind: 'read', value, says: `${value}${at}.`, ...place };
}

/** `2 requests`, `5 records`: how many there are of each, of messages in clear or of the rest; runs are not counted. */
function countsOf(units: readonly Unit[], messages: boolean): string[] {
  const counted = units.filter(({ kind }) => kind !== 'bytes' && (kind === 'message') === messages);
  return [...Map.groupBy(counted, ({ noun }) => noun)].map(
    ([noun, { length }]) => `${length} ${noun}${length === 1 ? '' : 's'}`,
  );
}

/** When bytes passed: the clock of whoever records them. */
function timesCell(log: LaneLog, began: number): Cell {
  const [first] = log.segments;
  const last = log.segments.at(-1);
  if (first === undefined || last === undefined) return NOTHING;
  const { lane, connection, direction, offset } = first;
  const place = { lane, connection, direction, offset, length: first.bytes.length };
  const value = `${clockText(began, first.at)} to ${clockText(began, last.at)}`;
  const moments = log.segments.length === 1 ? '1 moment' : `${log.segments.length} moments`;
  const says = `Bytes passed at ${moments}, from ${value}${Number.isNaN(began) ? '' : ' UTC'}. No cipher hides that.`;
  return { kind: 'read', value, says, place };
}
