import type { IncomingMessage, ServerResponse } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

import type { ClientParty, Emit, LabFact, LaneId, LogicalAddress } from '../../facts/facts.ts';
import type { Attack, Situation } from '../attacks/attack.ts';
import { answer, answerSocket } from '../leash/answer.ts';
import type { LeashedExchange } from '../leash/leashed-exchange.ts';
import type { Keeper } from '../leash/leashed-proxy.ts';
import type { Lead } from '../tap/tapped-connection.ts';
import type { Arrival } from './arrivals.ts';
import { askedDestination } from './destination.ts';
import { ExchangeReader } from './exchange-reader.ts';
import { LaneAttack } from './lane-attack.ts';
import type { BankDoor } from './lane-attack.ts';
import { LaneReporter, whose } from './lane-reporter.ts';
import { LAB_ONLY, TunnelKeeper } from './tunnel-keeper.ts';
import type { TunnelKeeperOptions } from './tunnel-keeper.ts';

/** What one lane's keeper works with. */
export interface LaneKeeperOptions extends TunnelKeeperOptions {
  readonly lane: LaneId;
  /** What the attacker does at first. */
  readonly attack: Attack;
  readonly emit: Emit;
}

/** Where a request that was admitted goes; no arrival where somebody came to the proxy's port by himself. */
interface Target extends BankDoor {
  readonly logical: LogicalAddress;
  readonly arrival: Arrival | undefined;
  reader?: ExchangeReader;
}

/** A request with where it goes. A WeakMap would keep whole exchanges for long after their end. */
type Asked = IncomingMessage & { target?: Target };

function targetOf({ incoming }: { readonly incoming: Asked }): Target | undefined {
  return incoming.target;
}

/** Decides for one lane where requests and tunnels go, and reads the exchanges that came through its taps. */
export class LaneKeeper implements Keeper {
  readonly #options: LaneKeeperOptions;
  readonly #reporter: LaneReporter;
  readonly #attack: LaneAttack;
  readonly #tunnels: TunnelKeeper;

  constructor(options: LaneKeeperOptions) {
    this.#options = options;
    this.#reporter = new LaneReporter(options.lane, options.emit);
    this.#attack = new LaneAttack(options.attack, options.destinations, this.#reporter);
    this.#tunnels = new TunnelKeeper(options, this.#attack, this.#reporter);
  }

  /** Another attack from now on. */
  use(attack: Attack): void {
    this.#attack.use(attack);
  }

  /** Looks at what the victim does, where the attack waits for something. */
  see(fact: LabFact): void {
    this.#attack.see(fact);
  }

  /** Whether a connection to `logical` leads anywhere: to the bank's door, or to the one from which the attack fetches. */
  answers(logical: LogicalAddress, party: ClientParty = 'victim'): boolean {
    return this.#attack.door(logical, party) !== undefined;
  }

  /** Whether the attack answers this connection's TLS itself. */
  endsTls({ party, kind }: Arrival): boolean {
    return kind === 'tls' && this.#attack.on(party).tls === 'end';
  }

  /** Leads a connection of a tap to the bank's door, sealed or not. Rejects with DoorClosed where the bank does not answer. */
  pass(arrival: Arrival): Promise<Lead> {
    return this.#tunnels.pass(arrival);
  }

  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const arrival = this.#options.arrivals.of(request.socket);
    const { text, logical } = askedDestination(request, arrival?.logical);
    const door = logical === undefined ? undefined : this.#attack.door(logical, arrival?.party);
    if (logical === undefined || door === undefined) {
      this.#reporter.refused(text, arrival);
      answer(response, 403, LAB_ONLY);
      return false;
    }
    // http-mitm-proxy would answer 400 itself where there is none; what the bank gets are the raw headers.
    request.headers.host ||= logical;
    const asked: Asked = request;
    asked.target = { logical, ...door, arrival };
    return true;
  }

  request(exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    if (target === undefined) throw new Error('a request came past its admission');
    const { logical, fetched, endpoint } = target;
    target.reader = new ExchangeReader(exchange.incoming, exchange.url);
    exchange.aim(endpoint, logical, fetched !== logical);
    this.#attack.on(target.arrival?.party).request?.(exchange, this.#situation(target));
  }

  upstream(exchange: LeashedExchange, socket: net.Socket): void {
    this.#options.origins?.set(socket, whose(targetOf(exchange)?.arrival));
  }

  response(exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    if (exchange.answer === undefined || target === undefined)
      throw new Error('a response came without its request');
    const { arrival } = target;
    target.reader?.response(exchange.answer, (request, response) =>
      this.#reporter.read(arrival, request, response),
    );
    this.#attack.on(arrival?.party).response?.(exchange, this.#situation(target));
  }

  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#tunnels.connect(request, socket, head);
  }

  upgrade(request: IncomingMessage, socket: Duplex): void {
    const arrival = socket instanceof net.Socket ? this.#options.arrivals.of(socket) : undefined;
    this.#reporter.refused(request.headers.host ?? '', arrival);
    answerSocket(socket, 403, 'This proxy does not upgrade connections.');
  }

  failed(kind: string, error: Error, exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    // One that was cut off tells of itself, with what came.
    if (target !== undefined && kind !== 'bank-cut-off')
      target.reader?.unanswered((request, response) =>
        this.#reporter.read(target.arrival, request, response),
      );
    this.#reporter.failed(kind, error, target?.arrival);
  }

  #situation({ logical, fetched, arrival }: Target): Situation {
    return this.#attack.situation(logical, fetched, arrival);
  }
}
