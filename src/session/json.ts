import { knownFact } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { printableJson } from '../../lab/text/printable.ts';

/** One fact as a line of JSON without the line end; bytes become base64 (RFC 4648 §4), and no character in it steers a terminal. */
export function toJsonLine(fact: Fact): string {
  const write = knownFact(fact)?.codec.write ?? JSON.stringify;
  return printableJson(write(fact));
}
