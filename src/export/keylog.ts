import type { TlsSecretLogged } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { printableStart } from '../../lab/text/printable.ts';
import { readKeyLogLine } from '../../lab/wire/tls/opening/key-log.ts';
import { openingOf } from './opening.ts';

/** Characters of a scenario's name in a comment. */
const NAME_LIMIT = 100;

/** The line of key log that a victim's TLS client logged, without a line end. Undefined where it is no such line. */
export function keylogLine({ line }: TlsSecretLogged): string | undefined {
  return typeof readKeyLogLine(line) === 'object' ? line : undefined;
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
