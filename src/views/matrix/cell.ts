import type { ConnectionId, LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { grouped } from '../../../lab/text/count.ts';
import type { SearchResult } from '../../reading/secrets.ts';
import { SIDES } from '../../../lab/text/sides.ts';

/** The kinds of cell, in the order of a legend. */
export const CELL_KINDS = ['read', 'sealed', 'size', 'not-sent', 'unsure'] as const;

/**
 * What an attacker on the path can tell of one thing: `read` it, `sealed` (it travelled, and none of its
 * bytes were found), `size` (how long it is and no more), `not-sent`, or `unsure` where the log cannot say.
 */
export type CellKind = (typeof CELL_KINDS)[number];

/** A stretch of captured bytes. Offset and length in bytes of that direction's stream. */
export interface CapturedPlace {
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly length: number;
}

/** One answer of the matrix. Text may hold what was captured: it is not yet safe for a terminal. */
export interface Cell {
  readonly kind: CellKind;
  /** What was read, or how much was searched: a few words. */
  readonly value: string;
  /** The same as one sentence with its evidence. */
  readonly says: string;
  /** Where it stands in the captured bytes; of what is sealed, the longest record that it can stand in. */
  readonly place?: CapturedPlace;
  /** Whether the place is such a sealed record, so that the thing itself cannot be seen there. */
  readonly sealed?: true;
}

/** The kinds in words, as every view writes them. */
export const KIND_WORDS = {
  read: 'READ',
  sealed: 'SEALED',
  size: 'SIZE ONLY',
  'not-sent': 'NOT SENT',
  unsure: 'UNSURE',
} as const satisfies Record<CellKind, string>;

/** The kinds explained, for a legend. */
export const KIND_MEANINGS = {
  read: 'the attacker has it',
  sealed: 'it travelled, and no byte of it was found',
  size: 'the attacker sees how long it is, not what it says',
  'not-sent': 'it never travelled in this lane',
  unsure: 'the log cannot say; the cell tells why',
} as const satisfies Record<CellKind, string>;

/** `byte 746 of connection 1 to the bank`. */
export function placeText({ connection, direction, offset }: Omit<CapturedPlace, 'lane'>): string {
  return `byte ${offset} of connection ${connection} ${SIDES[direction]}`;
}

/** `1 byte`, `1,094 bytes`. */
export function bytesText(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'byte' : 'bytes'}`;
}

/** `searched 13,193 bytes 7 ways: 0 found`. */
export function searchText({ searchedBytes, ways }: Pick<SearchResult, 'searchedBytes' | 'ways'>): string {
  return `searched ${bytesText(searchedBytes)} ${ways} ${ways === 1 ? 'way' : 'ways'}: 0 found`;
}

/** At most `length` characters of a text, with `…` where it was cut; no character is cut in two. */
export function cut(text: string, length: number): string {
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

/** A moment of a session that began at `began` (ms since the epoch) as time of day in UTC; as seconds since it began where that is not known. */
export function clockText(began: number, at: number): string {
  return isoTime(began + at)?.slice(11, 23) ?? `${(at / 1000).toFixed(3)} s`;
}

/** The day of such a moment and a blank; nothing where it is not known. */
export function dayText(began: number, at: number): string {
  const day = isoTime(began + at)?.slice(0, 10);
  return day === undefined ? '' : `${day} `;
}

function isoTime(ms: number): string | undefined {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** At most `most` texts, each cut to `length` characters, with a blank or more `between`, and how many more there are. */
export function listText(
  texts: readonly string[],
  { most, length, between }: { readonly most: number; readonly length: number; readonly between: string },
): string {
  const shown = texts.slice(0, most).map((text) => cut(text, length));
  const more = texts.length - shown.length;
  return shown.join(between) + (more > 0 ? ` and ${grouped(more)} more` : '');
}
