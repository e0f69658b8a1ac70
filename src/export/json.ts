import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from '../session/json.ts';

/** The facts as JSON Lines: what a saved session is made of. */
export function* toJsonLines(facts: Iterable<Fact>): Generator<string> {
  for (const fact of facts) yield `${toJsonLine(fact)}\n`;
}

/** The facts as one JSON array (RFC 8259), a fact on each line; bytes are base64. */
export function* toJsonArray(facts: Iterable<Fact>): Generator<string> {
  let before = '[\n';
  for (const fact of facts) {
    yield `${before}${toJsonLine(fact)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
