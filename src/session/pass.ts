import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { unreadable } from '../file-faults.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { readLines } from './lines.ts';
import type { RawLine } from './lines.ts';
import { parseLine } from './parse.ts';
import { isRecord, Wrong } from '../../lab/facts/codec.ts';
import { formatFault, Rules } from './rules.ts';

/** A fact with the place of its line in the file, in bytes. */
export interface Entry {
  readonly fact: Fact;
  readonly from: number;
  readonly to: number;
}

const NOT_OURS =
  'this is not a saved session: plainsight run --json writes one, and so does --save; its first line is a session-opened fact';

/** Files that are often taken for a session, by their first bytes. */
const MAGIC: readonly (readonly [hex: string, says: string])[] = [
  ['0a0d0d0a', 'this is a packet capture (pcapng), and plainsight reads its own sessions only'],
  ['d4c3b2a1', 'this is a packet capture (pcap), and plainsight reads its own sessions only'],
  ['a1b2c3d4', 'this is a packet capture (pcap), and plainsight reads its own sessions only'],
  ['4d3cb2a1', 'this is a packet capture (pcap), and plainsight reads its own sessions only'],
  ['a1b23c4d', 'this is a packet capture (pcap), and plainsight reads its own sessions only'],
  ['1f8b', 'this file is compressed: unpack it with gunzip first'],
  ['28b52ffd', 'this file is compressed: unpack it with unzstd first'],
];

/**
 * One reading of an open session file from its beginning, every fact checked. Afterwards `notices`
 * says what a reader should know of the file.
 */
export class Pass {
  readonly #file: number;
  readonly #path: string;
  readonly #rules = new Rules();
  #line = 0;
  #unknown = 0;
  #cut = false;
  #ended = false;

  constructor(file: number, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Sentences about what was left out or is missing; complete once all entries were read. */
  get notices(): readonly string[] {
    const notices: string[] = [];
    if (this.#unknown > 0) {
      const facts = this.#unknown === 1 ? '1 fact' : `${this.#unknown} facts`;
      notices.push(`${this.#path}: ${facts} of a type that this plainsight does not know left out`);
    }
    if (this.#cut) {
      notices.push(
        `${this.#path}: cut short within line ${this.#line}; what is shown ends with line ${this.#line - 1}`,
      );
    } else if (this.#ended && !this.#rules.closed) {
      notices.push(`${this.#path}: the run was cut off before its end; this is all that was saved`);
    }
    return notices;
  }

  /** The facts in order. Throws a `UserError` that names file and line at the first that is wrong. */
  *entries(): Generator<Entry, void> {
    try {
      this.#refuseMagic();
      for (const line of readLines(this.#file)) {
        this.#line += 1;
        const fact = this.#take(line);
        if (fact !== undefined) yield { fact, from: line.from, to: line.to };
      }
    } catch (error) {
      if (error instanceof Wrong) throw new UserError(`${this.#path}:${this.#line}: ${error.message}`);
      throw unreadable(this.#path, error);
    }
    if (this.#line === 0)
      throw new UserError(`${this.#path}: the file is empty, so there is no session in it`);
    this.#ended = true;
  }

  #take(line: RawLine): Fact | undefined {
    if (line.bytes.length > SESSION_LIMITS.line) {
      throw new Wrong(this.#line === 1 ? NOT_OURS : `the line is longer than ${SESSION_LIMITS.line} bytes`);
    }
    if (line.to > SESSION_LIMITS.file)
      throw new Wrong(`a session may have at most ${SESSION_LIMITS.file} bytes`);
    if (this.#line === 1) return this.#first(line);
    if (isBlank(line.bytes)) return undefined;
    try {
      const read = parseLine(line.bytes);
      if ('unknown' in read) {
        this.#unknown += 1;
        return undefined;
      }
      this.#rules.take(read.fact);
      return read.fact;
    } catch (error) {
      if (line.whole || !(error instanceof Wrong) || isWholeJson(line.bytes)) throw error;
      // A killed run leaves half a line at the end, and no line end after it.
      this.#cut = true;
      return undefined;
    }
  }

  #first({ bytes, whole }: RawLine): Fact {
    const value = isUtf8(bytes) ? tryJson(bytes) : undefined;
    if (!isRecord(value) || value['type'] !== 'session-opened') {
      const begun = !whole && /^\{"(?:at|type)":/.test(bytes.subarray(0, 16).toString('latin1'));
      throw new Wrong(
        begun ? 'the session is cut short within its first line: nothing can be shown of it' : NOT_OURS,
      );
    }
    const newer = formatFault(value['format']);
    if (newer !== undefined) throw new Wrong(newer);
    const read = parseLine(bytes);
    if (!('fact' in read)) throw new Wrong(NOT_OURS);
    this.#rules.take(read.fact);
    return read.fact;
  }

  /** Refuses by its first bytes what is no text at all. */
  #refuseMagic(): void {
    const start = Buffer.alloc(4);
    const hex = start.toString('hex', 0, readSync(this.#file, start, 0, start.length, 0));
    const says = MAGIC.find(([magic]) => hex.startsWith(magic))?.[1];
    if (says !== undefined) throw new UserError(`${this.#path}: ${says}`);
  }
}

function isBlank(line: Buffer): boolean {
  return line.length === 0 || (line.length === 1 && line[0] === 0x0d);
}

function tryJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isWholeJson(line: Buffer): boolean {
  return tryJson(line) !== undefined;
}
