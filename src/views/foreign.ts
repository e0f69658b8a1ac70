import type { Fact } from '../../lab/facts/session.ts';

/** Whether a session comes from elsewhere, so that there are a client, a server and an onlooker, and no cast. */
export function isForeign(facts: readonly Fact[]): boolean {
  const [opened] = facts;
  return opened?.type === 'session-opened' && opened.source !== undefined;
}

/** Whether a session is a HAR: exchanges as a browser wrote them down, and no bytes. */
export function isHar(facts: readonly Fact[]): boolean {
  const [opened] = facts;
  return opened?.type === 'session-opened' && opened.source?.kind === 'har';
}
