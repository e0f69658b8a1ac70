import { isUtf8 } from 'node:buffer';
import { isRecord, Wrong } from '../../lab/facts/codec.ts';
import { KNOWN_FACTS } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';

/** A line of a saved session: a fact, or the name of a type that this version does not know. */
export type Line = { readonly fact: Fact } | { readonly unknown: string };

/** Reads one line of JSON, without its line end. The bytes may be overwritten afterwards. Throws `Wrong`. */
export function parseLine(line: Buffer): Line {
  if (!isUtf8(line)) throw new Wrong('the line is not UTF-8 text');
  const value = parseJson(line.toString('utf8'));
  if (!isRecord(value) || !Object.hasOwn(value, 'type') || typeof value['type'] !== 'string') {
    throw new Wrong('the line is no fact: it must be a JSON object with a "type"');
  }
  const { type } = value;
  const known = KNOWN_FACTS.get(type);
  if (known === undefined) return { unknown: type };
  try {
    return { fact: known.codec.read(value) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    throw new Wrong(`"${error.path.join('.')}" of this ${type} ${error.message}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Wrong('the line is not JSON: a session has one fact a line');
  }
}
