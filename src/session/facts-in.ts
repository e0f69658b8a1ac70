import { Wrong } from '../../lab/facts/codec.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { parseLine } from './parse.ts';
import { Rules } from './rules.ts';

/** The facts of a saved session in memory; with `fault`, those before the line that is wrong. */
export interface FactsIn {
  readonly facts: readonly Fact[];
  readonly fault?: string;
}

const LINE_FEED = 0x0a;

/** Reads a saved session from its bytes, every fact checked as in a file. Never throws. */
export function factsIn(bytes: Uint8Array): FactsIn {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const facts: Fact[] = [];
  const rules = new Rules();
  let line = 0;
  for (let from = 0; from < content.length;) {
    const found = content.indexOf(LINE_FEED, from);
    const to = found === -1 ? content.length : found;
    line += 1;
    try {
      const read = to - from > 1 ? parseLine(content.subarray(from, to)) : undefined;
      if (read !== undefined && 'fact' in read) {
        rules.take(read.fact);
        facts.push(read.fact);
      }
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return { facts, fault: `line ${line}: ${error.message}` };
    }
    from = to + 1;
  }
  return facts[0]?.type === 'session-opened' ? { facts } : { facts: [], fault: 'this is no saved session' };
}
