import { printable } from '../../../lab/text/printable.ts';
import { readText } from '../file/document.ts';
import { SCENARIO_LIMITS } from '../format/limits.ts';
import { isGroup, oneLine } from '../file/words.ts';

/** What a list of scenarios tells of one. */
export interface Head {
  readonly title: string;
  readonly minutes: number;
  readonly shows: string;
}

/**
 * A scenario's head, from what stands above its lanes: a tenth of the time that the whole file takes.
 * Undefined where that part alone does not give it; then the whole file has to be read. Pure.
 */
export function readHead(text: string): Head | undefined {
  const end = text.search(/^(?:lanes|steps|notes):/m);
  const read = readText(end === -1 ? text : text.slice(0, end));
  if (!('value' in read) || !isGroup(read.value)) return undefined;
  const { title, minutes, shows, ...more } = read.value;
  if (Object.keys(more).length > 0 || !isMinutes(minutes)) return undefined;
  const named = readableLine(title, SCENARIO_LIMITS.title);
  const shown = readableLine(shows, SCENARIO_LIMITS.shows);
  return named === undefined || shown === undefined ? undefined : { title: named, minutes, shows: shown };
}

function isMinutes(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= SCENARIO_LIMITS.minutes;
}

/** Text of a file as one line, or undefined where it is none, is longer than `most`, or could steer a terminal. */
export function readableLine(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value.trim().length > most) return undefined;
  const line = oneLine(value);
  return line === '' || printable(line) !== line ? undefined : line;
}
