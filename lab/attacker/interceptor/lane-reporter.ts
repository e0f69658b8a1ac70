import type {
  ClientParty,
  ConnectionId,
  Emit,
  LaneId,
  MessageRead,
  RequestRead,
  ResponseRead,
} from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Direction } from '../../wire/direction.ts';
import type { AttackFact } from '../attacks/attack.ts';
import type { Arrival } from './arrivals.ts';

/** Says, as facts of one lane, what came of those who arrived there. */
export class LaneReporter {
  readonly #lane: LaneId;
  readonly #emit: Emit;

  constructor(lane: LaneId, emit: Emit) {
    this.#lane = lane;
    this.#emit = emit;
  }

  /** An attack did something. What nobody's tap saw is nobody's fact: it is dropped. */
  attacked(fact: AttackFact, arrival: Arrival | undefined): void {
    if (arrival !== undefined) this.#emit({ ...fact, lane: this.#lane, connection: arrival.connection });
  }

  /** An exchange was read, which is told where it came through a tap. */
  read(arrival: Arrival | undefined, request: RequestRead, response: ResponseRead): void {
    if (arrival === undefined) return;
    this.#emit({ type: 'exchange-read', lane: this.#lane, ...tappedAs(arrival), request, response });
  }

  /** A message of a WebSocket was read, which is told where it came through a tap. */
  heard(
    arrival: Arrival | undefined,
    direction: Direction,
    kind: MessageRead['kind'],
    bytes: Uint8Array,
  ): void {
    if (arrival === undefined) return;
    this.#emit({ type: 'message-read', lane: this.#lane, ...tappedAs(arrival), direction, kind, bytes });
  }

  /** A tunnel to the bank is open. */
  tunnelled(arrival: Arrival): void {
    const { logical } = arrival;
    this.#emit({ type: 'tunnel-opened', lane: this.#lane, ...tappedAs(arrival), logical });
  }

  /** Something did not succeed. */
  failed(kind: string, error: unknown, arrival: Arrival | undefined): void {
    const message = wordsOf(error);
    this.#emit({ type: 'interception-failed', lane: this.#lane, kind, message, ...whose(arrival) });
  }

  /** Somebody asked for a destination, as he wrote it, to which nothing leads. */
  refused(written: string, arrival: Arrival | undefined): void {
    const destination = written.slice(0, LIMITS.destination);
    this.#emit({ type: 'destination-refused', lane: this.#lane, destination, ...whose(arrival) });
  }
}

/** The connection of an arrival, and its party where that is not the victim. */
export function tappedAs({ connection, party }: Arrival): { connection: ConnectionId; party?: ClientParty } {
  return party === 'victim' ? { connection } : { connection, party };
}

/** The same of one that may not have come through a tap: then it is a stranger's, whatever it is. */
export function whose(arrival: Arrival | undefined): { connection?: ConnectionId; party?: ClientParty } {
  return arrival === undefined ? { party: 'stranger' } : tappedAs(arrival);
}

/** What went wrong: OpenSSL's own words without its addresses and line numbers, where they are OpenSSL's. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
