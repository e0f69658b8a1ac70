import { answeredText } from '../../../lab/facts/bank.ts';
import type { ConnectionId, Party } from '../../../lab/facts/facts.ts';
import { placeOf } from '../../../lab/facts/kind.ts';
import { knownFact } from '../../../lab/facts/session.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import type { LaneLog } from '../lane-log.ts';
import { protocolOf } from '../../reading/connection.ts';

/** What the ladder shows of a fact: an arrow between two parties, or a note at one. Hostile text. */
export interface Told {
  readonly kind: 'open' | 'close' | 'behind' | 'note';
  readonly from: Party | 'authority';
  readonly to: Party | 'authority';
  readonly label: string;
  readonly connection?: ConnectionId;
}

/** Tells the facts of a lane in the words of each; undefined where there is nothing to tell. Give it them in order. */
export function teller(log: LaneLog): (fact: LaneFact) => Told | undefined {
  const { connections } = log.traffic;
  const speaksTls = (connection: ConnectionId): boolean => {
    const reading = connections.get(connection);
    return reading !== undefined && protocolOf(reading) === 'tls';
  };
  const types = new Set<LaneFact['type']>();
  const closed = new Set<ConnectionId>();
  return (fact) => {
    if (fact.type === 'connection-closed') {
      if (closed.has(fact.connection)) return undefined;
      closed.add(fact.connection);
    }
    const known = knownFact(fact);
    const place = known?.by === 'authority' ? 'authority' : known && placeOf(known.by);
    if (known === undefined || known.brief === 'untold' || place === undefined) return undefined;
    const connection = 'connection' in fact ? fact.connection : undefined;
    const seen = { tls: connection !== undefined && speaksTls(connection), first: !types.has(fact.type) };
    types.add(fact.type);
    if (known.ladder?.(fact, seen) === false) return undefined;
    const label = known.brief(fact, seen);
    const told = arrowOf(fact, log) ?? ({ kind: 'note', from: place, to: place } as const);
    return { label, ...told, ...(connection !== undefined && { connection }) };
  };
}

/** The arrow of a fact that crosses the path; undefined for what one party did by itself. */
function arrowOf(
  fact: LaneFact,
  { tunnels }: LaneLog,
): (Omit<Told, 'label'> & { label?: string }) | undefined {
  switch (fact.type) {
    case 'connection-opened':
      return { kind: 'open', from: 'victim', to: 'attacker' };
    case 'connection-closed':
      return fact.by !== 'bank' && fact.by !== 'attacker'
        ? { kind: 'close', from: 'victim', to: 'attacker' }
        : { kind: 'close', from: fact.by, to: 'victim' };
    case 'bank-answered':
      // In a tunnel the answer is one to the victim, and has its rung.
      return fact.scheme === 'https' && tunnels.size > 0
        ? undefined
        : { kind: 'behind', from: 'attacker', to: 'bank', label: `${answeredText(fact)} (bank's log)` };
    default:
      return undefined;
  }
}
