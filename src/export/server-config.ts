import type { ServerStarted } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { printable } from '../../lab/text/printable.ts';
import { UserError } from '../errors.ts';
import { explainConfiguration } from '../explain/server/configuration.ts';

/** Where the servers' own manuals are. */
const MANUALS = {
  nginx: 'https://nginx.org/en/docs/',
  apache: 'https://httpd.apache.org/docs/2.4/',
} as const;

/**
 * The configuration of each real server of a session as it ran, with what each line is for in comments: for an
 * administrator's own file. Throws a UserError where the session has none, or has those of two kinds of server.
 */
export function toServerConfig(facts: Iterable<Fact>): readonly string[] {
  const started = [...facts].filter((fact) => fact.type === 'server-started');
  if (started.length === 0)
    throw new UserError(
      'no lane of this session was served by nginx or Apache: play one with bank: { server: nginx }, such as real-servers',
    );
  const kinds = new Set(started.map(({ server }) => server));
  if (kinds.size > 1) {
    const lanes = started.map(({ lane, title }) => `${lane} (${title})`).join(', ');
    throw new UserError(`one file cannot configure two kinds of server: choose a lane with --lane: ${lanes}`);
  }
  return started.flatMap(annotated);
}

function annotated(started: ServerStarted): readonly string[] {
  const { lane, title, server } = started;
  const lines = explainConfiguration(started).flatMap(({ text, says }) => {
    const indent = /^ */.exec(text)?.[0] ?? '';
    return says === undefined ? [text] : [`${indent}# ${says.why} (${says.source})`, text];
  });
  return [
    `# How ${printable(title)} was configured in the lane ${printable(lane)}. Put in your own paths, names and ports.\n`,
    `# Manual: ${MANUALS[server]}\n`,
    ...lines.map((line) => `${line}\n`),
  ];
}
