import type { IncomingMessage, ServerResponse } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

import type { ClientParty, Emit, LabFact, LaneId, LogicalAddress } from '../../facts/facts.ts';
import type { Attack, Situation } from '../attacks/attack.ts';
import type { Glance } from '../hold/hold.ts';
import { answer, answerSocket } from '../leash/answer.ts';
import { urlOf } from '../leash/leashed-exchange.ts';
import type { LeashedExchange } from '../leash/leashed-exchange.ts';
import type { Keeper } from '../leash/leashed-proxy.ts';
import type { WebSocketRoute } from '../leash/websockets.ts';
import type { Lead } from '../tap/tapped-connection.ts';
import type { Arrival } from './arrivals.ts';
import { askedDestination } from './destination.ts';
import { ExchangeReader } from './exchange-reader.ts';
import { glanceAt } from './holding.ts';
import type { HoldablePlace, Holding, Stopped } from './holding.ts';
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
  /** What stops messages in the attacker's hand, where anything does. */
  readonly holding?: Holding | undefined;
  readonly emit: Emit;
}

/** Where a request that was admitted goes; no arrival where somebody came to the proxy's port by himself. */
interface Target extends BankDoor {
  readonly logical: LogicalAddress;
  readonly arrival: Arrival | undefined;
  reader?: ExchangeReader;
  /** What was asked, where the request was held. */
  asked?: Glance;
}

/** Who makes a request, and which door of the bank's it is led to; none where it leads nowhere. */
type WayFor = { readonly arrival: Arrival | undefined } & (
  | { readonly logical: LogicalAddress; readonly door: BankDoor }
  | { readonly logical?: undefined; readonly door?: undefined }
);

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

  /** The bank's door to which a request in clear of the victim's for `logical` is led now, if any. */
  door(logical: LogicalAddress): BankDoor | undefined {
    return this.#attack.door(logical, 'victim');
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
    const { arrival, logical, door } = this.#wayFor(request);
    if (door === undefined) {
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
    target.reader ??= new ExchangeReader(exchange.incoming, exchange.url);
    exchange.aim(endpoint, logical, fetched !== logical);
    this.#attack.on(target.arrival?.party).request?.(exchange, this.#situation(target));
  }

  upstream(exchange: LeashedExchange, socket: net.Socket): void {
    this.#options.origins?.set(socket, whose(targetOf(exchange)?.arrival));
  }

  stop(request: IncomingMessage, response: ServerResponse, tls: boolean): Stopped {
    const { target }: Asked = request;
    const place = target && placeToHold(target, response, tls);
    if (target === undefined || place === undefined) return undefined;
    // What she sent is read, whatever goes on in its place.
    const began = (): void => {
      target.reader = new ExchangeReader(request, urlOf(request, tls));
    };
    const stopped = this.#options.holding?.request(request, place, began, (glance) => {
      target.asked = glance;
    });
    return stopped?.then((anew) => {
      if (anew === undefined)
        target.reader?.unanswered((read, answered) => this.#reporter.read(target.arrival, read, answered));
      else {
        anew.headers.host ||= target.logical;
        Object.assign(anew, { target });
      }
      return anew;
    });
  }

  hear(exchange: LeashedExchange): void {
    const { answer: came } = exchange;
    const target = targetOf(exchange);
    if (came === undefined || target === undefined) throw new Error('a response came without its request');
    target.reader?.response(came, (request, response) =>
      this.#reporter.read(target.arrival, request, response),
    );
  }

  stopAnswer(exchange: LeashedExchange, response: ServerResponse): Stopped {
    const { answer: came, incoming, url } = exchange;
    const target = targetOf(exchange);
    const place = target && placeToHold(target, response, url.startsWith('https:'));
    if (came === undefined || place === undefined) return undefined;
    return this.#options.holding?.answer(came, place, target?.asked ?? glanceAt(incoming));
  }

  response(exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    if (target === undefined) throw new Error('a response came without its request');
    this.#attack.on(target.arrival?.party).response?.(exchange, this.#situation(target));
  }

  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#tunnels.connect(request, socket, head);
  }

  upgrade(request: IncomingMessage, socket: Duplex): WebSocketRoute | undefined {
    const { arrival, logical, door } = this.#wayFor(request);
    if (door === undefined) {
      answerSocket(socket, 403, LAB_ONLY);
      return undefined;
    }
    const overTls = request.socket instanceof TLSSocket || door.fetched !== logical;
    const [servername = logical] = logical.split(':');
    return {
      url: `${overTls ? 'wss' : 'ws'}://${request.headers.host ?? servername}${request.url ?? '/'}`,
      endpoint: door.endpoint,
      servername: overTls ? servername : undefined,
      upstream: (bank) => {
        this.#options.origins?.set(bank, whose(arrival));
        if (arrival?.party === 'victim') this.#options.holding?.know(arrival, request.socket, bank);
      },
      heard: (direction, binary, bytes) =>
        this.#reporter.heard(arrival, direction, binary ? 'binary' : 'text', bytes),
      stop: (message, gone) => {
        if (arrival?.party !== 'victim') return undefined;
        const place = { arrival, logical, tls: overTls, request };
        return this.#options.holding?.message(message, place, gone);
      },
      failed: (error) => this.#reporter.failed('bank-unreachable', error, arrival),
    };
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

  /** Where a request leads, and who asks; without a door, which is told, where it leads nowhere. */
  #wayFor(request: IncomingMessage): WayFor {
    const arrival = this.#options.arrivals.of(request.socket);
    const { text, logical } = askedDestination(request, arrival?.logical);
    const door = logical === undefined ? undefined : this.#attack.door(logical, arrival?.party);
    if (logical !== undefined && door !== undefined) return { arrival, logical, door };
    this.#reporter.refused(text, arrival);
    return { arrival };
  }

  #situation({ logical, fetched, arrival }: Target): Situation {
    return this.#attack.situation(logical, fetched, arrival);
  }
}

/** Where a request of the victim's may be held; others' are passed on, and so are those of whom no tap knows. */
function placeToHold(
  { arrival, logical }: Target,
  response: ServerResponse,
  tls: boolean,
): HoldablePlace | undefined {
  return arrival?.party === 'victim' ? { arrival, logical, tls, response } : undefined;
}
