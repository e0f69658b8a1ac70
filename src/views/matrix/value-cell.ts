import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { Finding, SearchResult } from '../../reading/secrets.ts';
import { placeText, searchText } from './cell.ts';
import type { Cell } from './cell.ts';
import type { LaneLog } from '../lane-log.ts';
import { longestSealed } from './traffic.ts';
import { carries, travelOf } from './travel.ts';
import type { Travel } from './travel.ts';

/** What an attacker can tell of values of one kind, such as every password typed; the last one counts most. */
export function valuesCell(log: LaneLog, name: string, values: readonly string[]): Cell {
  const latest = [...new Set(values)].toReversed();
  if (latest.length === 0) {
    return { kind: 'not-sent', value: '', says: `There was no ${name} in this lane.` };
  }
  const cells = latest.map((value) => valueCell(log, name, value));
  const rank = ['read', 'unsure', 'sealed', 'size', 'not-sent'] as const;
  return (
    rank.map((kind) => cells.find((cell) => cell.kind === kind)).find((cell) => cell !== undefined) ?? NEVER
  );
}

const NEVER: Cell = { kind: 'not-sent', value: '', says: 'It never travelled in this lane.' };

/** What an attacker can tell of one value, out of all bytes captured in the lane and all that an interceptor read. */
export function valueCell(log: LaneLog, name: string, value: string): Cell {
  if (value === '') return NEVER;
  const result = searchSecret(log.streams, value, log.traffic.units);
  const found = result.findings.find(({ within }) => within === undefined) ?? result.findings[0];
  if (found !== undefined) return foundCell(log, name, value, found);
  const held = heldCell(log, name, value);
  if (held !== undefined) return held;
  return hiddenCell(log, name, result, travelOf(log, value));
}

function foundCell(log: LaneLog, name: string, value: string, found: Finding): Cell {
  const { connection, direction, offset, length, way, within } = found;
  if (within !== undefined) {
    return {
      kind: 'read',
      value,
      says: `The ${name} stands ${way} in the ${within} on connection ${connection}.`,
    };
  }
  const place = { lane: log.lane, connection, direction, offset, length };
  return { kind: 'read', value, says: `The ${name} stands ${way} at ${placeText(place)}.`, place };
}

/** A value that the attacker has although it never passed in clear: read inside TLS, opened later, or seen in her account. */
function heldCell(log: LaneLog, name: string, value: string): Cell | undefined {
  for (const exchange of log.read) {
    const direction = carries(exchange, value);
    if (direction === undefined) continue;
    const { connection } = exchange;
    const says = `The ${name} was read inside TLS: on connection ${connection} the attacker posed as the bank.`;
    return { kind: 'read', value, says, ...underSeal(log, direction, connection) };
  }
  const message = log.messages.find((said) => searchSecret([said], value).findings.length > 0);
  if (message !== undefined) {
    const { connection, direction } = message;
    const says = `The ${name} was read inside TLS: on connection ${connection} the attacker posed as the bank.`;
    return { kind: 'read', value, says, ...underSeal(log, direction, connection) };
  }
  const [opened] = searchSecret(log.opened, value).findings;
  if (opened !== undefined) {
    const { connection, direction, way } = opened;
    const says = `The ${name} stands ${way} in the recording of connection ${connection}, which the stolen key opened.`;
    return { kind: 'read', value, says, ...underSeal(log, direction, connection) };
  }
  const page = log.hijacked.find(({ text }) => text.includes(value));
  if (page === undefined) return undefined;
  const says = `The attacker saw the ${name} in her account, which the cookie read on connection ${page.connection} opened.`;
  const cookie = searchSecret(
    log.streams.filter(({ connection }) => connection === page.connection),
    page.cookie,
  ).findings.find(({ within }) => within === undefined);
  if (cookie === undefined) return { kind: 'read', value, says };
  const { connection, direction, offset, length } = cookie;
  return { kind: 'read', value, says, place: { lane: log.lane, connection, direction, offset, length } };
}

/** What the wire shows of something that travelled sealed. */
export function underSeal(
  log: LaneLog,
  direction: Direction,
  connection?: ConnectionId,
): Pick<Cell, 'place' | 'sealed'> {
  const place = longestSealed(log, direction, connection);
  return place === undefined ? {} : { place, sealed: true };
}

/** For a value that no search found: whether it travelled at all, and whether the search could see everything. */
export function hiddenCell(log: LaneLog, name: string, result: SearchResult, travel: Travel): Cell {
  const { exchanges, allTls, open, direction } = travel;
  const searched = searchText(result);
  const unsure = (why: string): Cell => ({
    kind: 'unsure',
    value: searched,
    says: `The ${name} ${why}; ${searched}.`,
  });
  if (exchanges === 0) {
    return open
      ? unsure('may be on its way: an exchange is not finished')
      : { kind: 'not-sent', value: '', says: `The ${name} never travelled in this lane.` };
  }
  if (log.full) return unsure('travelled, but the recording was full and not everything was searched');
  if (result.undecoded > 0) return unsure('travelled, but a body could not be decoded and searched');
  if (!allTls) return unsure('travelled without TLS, in a form that this search does not know');
  const says = `The ${name} travelled inside TLS; ${searched}.`;
  return { kind: 'sealed', value: searched, says, ...underSeal(log, direction) };
}
