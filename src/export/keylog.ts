import type { TlsSecretLogged } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { printableStart } from '../../lab/text/printable.ts';
import { openingOf } from './opening.ts';

/** A label, the client random and a secret, both in hex (RFC 9850, section 2). */
const LINE = /^[A-Z][A-Z0-9_]{0,63} [0-9a-f]{64} [0-9a-f]{2,1024}$/i;

/** Characters of a scenario's name in a comment. */
const NAME_LIMIT = 100;

/** The line of key log that a victim's TLS client logged, without a line end. Undefined where it is no such line. */
export function keylogLine({ line }: TlsSecretLogged): string | undefined {
  return LINE.test(line) ? line : undefined;
}

/** The victims' TLS secrets as an SSLKEYLOGFILE (RFC 9850), which Wireshark and others read, line by line. */
export function* toKeylog(facts: Iterable<Fact>): Generator<string> {
  const opened = openingOf(facts);
  const scenario = opened === undefined ? '' : ` in ${printableStart(opened.scenario, NAME_LIMIT)}`;
  yield `# TLS secrets that the victims' own TLS clients logged${scenario}: they open what was recorded\n`;
  for (const fact of facts) {
    const line = fact.type === 'tls-secret-logged' ? keylogLine(fact) : undefined;
    if (line !== undefined) yield `${line}\n`;
  }
}
