import type { BankAnswered } from '../../../lab/facts/bank.ts';
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

/** Tells the facts of a lane in the words of each; empty where there is nothing to tell. Give it them in order. */
export function teller(log: LaneLog): (fact: LaneFact) => readonly Told[] {
  const { connections } = log.traffic;
  const speaksTls = (connection: ConnectionId): boolean => {
    const reading = connections.get(connection);
    return reading !== undefined && protocolOf(reading) === 'tls';
  };
  const types = new Set<LaneFact['type']>();
  const closed = new Set<ConnectionId>();
  return (fact) => {
    if (fact.type === 'connection-closed') {
      if (closed.has(fact.connection)) return [];
      closed.add(fact.connection);
    }
    const known = knownFact(fact);
    const place = known?.by === 'authority' ? 'authority' : known && placeOf(known.by);
    if (known === undefined || known.brief === 'untold' || place === undefined) return [];
    const connection = 'connection' in fact ? fact.connection : undefined;
    const seen = { tls: connection !== undefined && speaksTls(connection), first: !types.has(fact.type) };
    types.add(fact.type);
    if (known.ladder?.(fact, seen) === false) return [];
    const passed = connection === undefined ? {} : { connection };
    if (fact.type === 'bank-answered' && !inTunnel(fact, log)) {
      return behindOf(fact).map((told) => ({ ...told, ...passed }));
    }
    const label = known.brief(fact, seen);
    const told = arrowOf(fact) ?? ({ kind: 'note', from: place, to: place } as const);
    return [{ label, ...told, ...passed }];
  };
}

/** In a tunnel the request and its answer are the victim's own, and have their rungs. */
function inTunnel(fact: BankAnswered, { tunnels }: LaneLog): boolean {
  return fact.scheme === 'https' && tunnels.size > 0;
}

/** What passed between attacker and bank, where no tap is: a request and its answer, as the bank's log has them. */
function behindOf({ scheme, method, path, status }: BankAnswered): readonly Told[] {
  return [
    { kind: 'behind', from: 'attacker', to: 'bank', label: `${method} ${path}, over ${scheme} (bank's log)` },
    { kind: 'behind', from: 'bank', to: 'attacker', label: `answer ${status}, over ${scheme} (bank's log)` },
  ];
}

/** The arrow of a fact that crosses the path; undefined for what one party did by itself. */
function arrowOf(fact: LaneFact): Omit<Told, 'label'> | undefined {
  switch (fact.type) {
    case 'connection-opened':
      return { kind: 'open', from: 'victim', to: 'attacker' };
    case 'connection-closed':
      return fact.by !== 'bank' && fact.by !== 'attacker'
        ? { kind: 'close', from: 'victim', to: 'attacker' }
        : { kind: 'close', from: fact.by, to: 'victim' };
    default:
      return undefined;
  }
}
