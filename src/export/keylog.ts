import type { Fact, SessionOpened } from '../session/facts.ts';
import { oneLine } from './one-line.ts';

/** A label, the client random and a secret, both in hex (RFC 9850, section 2). */
const LINE = /^[A-Z][A-Z0-9_]{0,63} [0-9a-f]{64} [0-9a-f]{2,1024}$/i;

/** Characters of a title or other text in a comment. */
const COMMENT_LIMIT = 200;

/** Lines of key log from the victims' TLS clients, each once, in the order in which they came; what is no such line is left out. */
export function keylogLines(facts: Iterable<Fact>): string[] {
  const lines = new Set<string>();
  for (const fact of facts) {
    if (fact.type === 'tls-secret-logged' && LINE.test(fact.line)) lines.add(fact.line);
  }
  return [...lines];
}

/** The victims' TLS secrets as an SSLKEYLOGFILE (RFC 9850), which Wireshark and others read. */
export function toKeylog(facts: Iterable<Fact>): string {
  let opened: SessionOpened | undefined;
  for (const fact of facts) {
    if (fact.type === 'session-opened') {
      opened = fact;
      break;
    }
  }
  const scenario = opened === undefined ? '' : ` in ${oneLine(opened.scenario, COMMENT_LIMIT)}`;
  const comment = `# TLS secrets that the victims' own TLS clients logged${scenario}: they open what was recorded`;
  return [comment, ...keylogLines(facts), ''].join('\n');
}
