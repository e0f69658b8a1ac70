import type { AuthorityFact, OtherClient } from '../../../lab/facts/facts.ts';
import { otherClientOf } from '../../../lab/facts/values.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import type { LaneState, OtherClients } from './state.ts';

/** Whose a fact is, where it is another client's: it says so, or its connection did. */
export function otherOf(lane: LaneState, fact: LaneFact): OtherClient | undefined {
  if ('party' in fact && fact.party !== undefined) return otherClientOf(fact.party);
  if (!('connection' in fact) || fact.connection === undefined) return undefined;
  return lane.others.open.get(fact.connection);
}

/** Who else came to a lane, after one more fact of theirs. */
export function withOther(others: OtherClients, fact: LaneFact, other: OtherClient): OtherClients {
  if (fact.type !== 'connection-opened' && fact.type !== 'connection-closed') return others;
  const open = new Map(others.open);
  if (fact.type === 'connection-opened') open.set(fact.connection, other);
  else open.delete(fact.connection);
  const came = fact.type === 'connection-opened' && other === 'stranger';
  return { strangers: others.strangers + (came ? 1 : 0), open };
}

/** What a certificate authority is about, after one more fact of its own. */
export function withOrder(lane: LaneState, fact: AuthorityFact): LaneState {
  if (fact.type === 'challenge-given') return { ...lane, order: { given: fact } };
  const { order } = lane;
  if (fact.type === 'issuance-refused')
    return order === undefined ? lane : { ...lane, order: { ...order, refused: fact } };
  const next = order === undefined ? lane : { ...lane, order: { ...order, issued: fact } };
  return fact.to === 'bank' ? { ...next, certificate: fact } : next;
}
