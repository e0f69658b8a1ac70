import type { ConnectionId, Emit, FactsLeftOut, LabFact, LaneId } from './facts/facts.ts';
import { LIMITS } from './limits.ts';

/** How many facts of one lane are kept that anybody on the wire can bring about. Bytes are those that the interceptor read. */
export interface FactLimits {
  readonly connections: number;
  readonly exchangeBytes: number;
  readonly sessions: number;
  readonly others: number;
}

const ORDINARY: FactLimits = {
  connections: LIMITS.keptConnections,
  exchangeBytes: LIMITS.exchangeBytes,
  sessions: LIMITS.keptSessions,
  others: LIMITS.keptFacts,
};

/** What a fact counts against, where anybody on the wire can bring it about. Captured bytes have the recorder's limit. */
const KINDS: Partial<Record<LabFact['type'], keyof typeof NONE>> = {
  'connection-opened': 'connections',
  'exchange-read': 'exchanges',
  'message-read': 'exchanges',
  'help-desk-heard': 'exchanges',
  'secret-planted': 'others',
  'secret-typed': 'others',
  'tunnel-opened': 'others',
  'tls-stripped': 'others',
  'form-tampered': 'others',
  'bytes-tampered': 'others',
  'interception-failed': 'others',
  'destination-refused': 'others',
  'outside-refused': 'others',
  'bank-answered': 'others',
  'bank-booked': 'others',
};

const NONE = { connections: 0, exchanges: 0, others: 0 };

/** What an exchange costs beside its bytes, about. */
const EXCHANGE = 1_024;

/**
 * Passes one lane's facts on, and keeps what strangers bring about within limits: the first fact beyond one
 * says `fact-limit-reached`, once each; what is left out is counted, and said by `close`. A connection is left
 * out with everything that happens on it. The victim's connections are never left out.
 */
export class FactBudget {
  readonly #lane: LaneId;
  readonly #emit: Emit;
  readonly #limits: FactLimits;
  readonly #victims = new Set<ConnectionId>();
  readonly #kept = { connections: 0, exchangeBytes: 0, sessions: 0, others: 0 };
  readonly #left = { ...NONE };
  readonly #unkept = new Set<ConnectionId>();
  readonly #said = new Set<string>();

  constructor(lane: LaneId, emit: Emit, limits: FactLimits = ORDINARY) {
    this.#lane = lane;
    this.#emit = emit;
    this.#limits = limits;
  }

  /** Passes a fact on, or leaves it out and counts it. */
  readonly emit: Emit = (fact) => {
    const kind = KINDS[fact.type];
    const connection = 'connection' in fact ? fact.connection : undefined;
    if (fact.type === 'connection-opened' && (fact.party === 'victim' || fact.party === 'authority'))
      this.#victims.add(fact.connection);
    if (connection !== undefined && this.#victims.has(connection)) this.#emit(fact);
    else if (connection !== undefined && this.#unkept.has(connection)) this.#ofUnkept(fact, connection);
    else if (kind === undefined || this.#hasRoom(fact)) this.#emit(fact);
    else {
      this.#left[kind] += 1;
      if (fact.type === 'connection-opened') this.#unkept.add(fact.connection);
    }
  };

  /** Says what was left out, where anything was. */
  close(): void {
    const left: Omit<FactsLeftOut, 'type' | 'lane'> = this.#left;
    if (Object.values(left).some((count) => count > 0))
      this.#emit({ type: 'facts-left-out', lane: this.#lane, ...left });
  }

  #ofUnkept(fact: LabFact, connection: ConnectionId): void {
    const kind = KINDS[fact.type];
    if (kind !== undefined) this.#left[kind] += 1;
    if (fact.type === 'connection-closed') this.#unkept.delete(connection);
  }

  #hasRoom(fact: LabFact): boolean {
    if (fact.type === 'connection-opened') return this.#take('connections', 1);
    if (fact.type === 'secret-planted') return this.#take('sessions', 1);
    const size = sizeOf(fact);
    return size === undefined ? this.#take('others', 1) : this.#take('exchangeBytes', size);
  }

  #take(what: keyof FactLimits, amount: number): boolean {
    if (this.#kept[what] + amount <= this.#limits[what]) {
      this.#kept[what] += amount;
      return true;
    }
    if (!this.#said.has(what)) {
      this.#said.add(what);
      const of = what === 'exchangeBytes' ? 'exchanges' : what === 'connections' ? 'connections' : 'others';
      this.#emit({ type: 'fact-limit-reached', lane: this.#lane, of, limit: this.#limits[what] });
    }
    return false;
  }
}

/** About how many bytes a fact keeps of what was said; undefined where it keeps none. */
function sizeOf(fact: LabFact): number | undefined {
  if (fact.type === 'message-read') return EXCHANGE + fact.bytes.length;
  if (fact.type === 'help-desk-heard') return EXCHANGE + fact.text.length;
  if (fact.type !== 'exchange-read') return undefined;
  const { request, response } = fact;
  let size = EXCHANGE + request.url.length + request.body.length + response.body.length;
  for (const { headers } of [request, response])
    for (const [name, value] of headers) size += name.length + value.length;
  return size;
}
