import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaneId } from '../../../lab/facts/facts.ts';
import { concat } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { codeOf, UserError } from '../../errors.ts';
import { unwritable } from '../../file-faults.ts';
import type { Chosen } from './model.ts';

/** Bytes that one copy hands to the terminal, as base64. */
export const MOST_COPIED = 64 * 1024;

/** Files of one name that are tried before giving up. */
const MOST_FILES = 100;

/** Bytes for the terminal, and words for the person. */
export interface Copy {
  readonly sequence: string;
  readonly notice: string;
}

/** The marked bytes, in order; empty where nothing is marked. */
function chosenBytes({ ranges, run }: Chosen): Uint8Array {
  if (run === undefined) return new Uint8Array();
  return concat(
    ranges.map(({ offset, length }) =>
      run.bytes.subarray(Math.max(0, offset - run.offset), Math.max(0, offset + length - run.offset)),
    ),
  );
}

const NOT_MARKED = 'nothing is marked here: choose something inside';

/** What to send to the terminal so that its clipboard takes the marked bytes, empty for nothing, and what to say of it. */
export function copyChosen(chosen: Chosen, as: 'hex' | 'text'): Copy {
  const bytes = chosenBytes(chosen);
  return bytes.length === 0 ? { sequence: '', notice: NOT_MARKED } : clipboardCopy(bytes, as);
}

/** Writes the marked bytes to a new file in `folder` and says what came of it. */
export function saveChosen(chosen: Chosen, lane: LaneId, folder: string): string {
  const bytes = chosenBytes(chosen);
  const [first] = chosen.ranges;
  if (first === undefined || bytes.length === 0) return NOT_MARKED;
  const name = (copy: number): string => bytesFileName(lane, chosen.row.connection, first.offset, copy);
  try {
    return `${grouped(bytes.length)} bytes written to ${saveBytes(folder, bytes, name)}`;
  } catch (error) {
    const fault = unwritable(name(0), error);
    if (!(fault instanceof UserError)) throw fault;
    return printable(fault.message);
  }
}

/** What to send to the terminal so that its clipboard takes the bytes (OSC 52), and what to say of it. */
export function clipboardCopy(bytes: Uint8Array, as: 'hex' | 'text'): Copy {
  // Three bytes become four characters of base64.
  const room = (MOST_COPIED / 4) * 3;
  // A control character in pasted text could run a command: all of them are written out.
  const text =
    as === 'hex'
      ? Buffer.from(bytes.subarray(0, room / 2)).toString('hex')
      : printable(new TextDecoder().decode(bytes.subarray(0, room)));
  const data = new Uint8Array(room);
  const { read, written } = new TextEncoder().encodeInto(text, data);
  const cut = read < text.length || bytes.length > (as === 'hex' ? room / 2 : room);
  return {
    sequence: `\u001B]52;c;${Buffer.from(data.subarray(0, written)).toString('base64')}\u0007`,
    notice: `${cut ? 'the beginning of ' : ''}${grouped(bytes.length)} bytes as ${as} handed to the terminal’s clipboard`,
  };
}

/** A name for a file of captured bytes, made of letters, digits, `-` and `_` only. */
export function bytesFileName(lane: string, connection: number, offset: number, copy = 0): string {
  const safe = lane.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 32);
  return `plainsight-${safe}-${connection}-${offset}${copy === 0 ? '' : `-${copy + 1}`}.bin`;
}

/**
 * Writes bytes to a new file in `folder`, readable by its owner only, and returns its name. A file that is there
 * is left alone and another name taken. Throws what writing throws.
 */
export function saveBytes(folder: string, bytes: Uint8Array, name: (copy: number) => string): string {
  for (let copy = 0; ; copy += 1) {
    const file = name(copy);
    try {
      writeFileSync(join(folder, file), bytes, { flag: 'wx', mode: 0o600 });
      return file;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || copy + 1 >= MOST_FILES) throw error;
    }
  }
}
