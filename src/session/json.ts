import { knownFact } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';

/** One fact as a line of JSON without the line end; bytes become base64 (RFC 4648 §4). */
export function toJsonLine(fact: Fact): string {
  const write = knownFact(fact)?.codec.write ?? JSON.stringify;
  return write(fact);
}
