import type { IncomingMessage, ServerResponse } from 'node:http';
import type https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

import type {
  ClientParty,
  ConnectionId,
  Emit,
  LabFact,
  LaneId,
  LogicalAddress,
  RequestRead,
  ResponseRead,
} from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import type { RequestOrigins } from '../../request-origins.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Attack, Situation } from '../attacks/attack.ts';
import { watch } from '../attacks/watch.ts';
import { askedDestination, parseAuthority } from './destination.ts';
import { ExchangeReader } from './exchange-reader.ts';
import { answer, answerSocket } from '../leash/answer.ts';
import type { LeashedExchange } from '../leash/leashed-exchange.ts';
import type { Keeper } from '../leash/leashed-proxy.ts';
import { splice } from '../tap/splice.ts';
import type { StreamFilter } from '../tap/splice.ts';
import type { Lead } from '../tap/tapped-connection.ts';
import { DoorClosed, ESTABLISHED, reachBank } from './tunnel.ts';

/** What one lane's keeper works with. */
export interface LaneKeeperOptions {
  readonly lane: LaneId;
  /** What the attacker does at first. */
  readonly attack: Attack;
  /** The lab's listeners. Nothing else is ever connected to. */
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  readonly arrivals: Arrivals;
  /** Told for whom each connection to the bank is. */
  readonly origins?: RequestOrigins | undefined;
  /** Gives the server that answers TLS in `name`. */
  readonly forged: (name: string) => Promise<https.Server>;
  readonly emit: Emit;
}

/** Where a request that was admitted goes; no arrival where somebody came to the proxy's port by himself. */
interface Target {
  readonly logical: LogicalAddress;
  /** The same, but for an attack that fetches from another door of the bank's. */
  readonly fetched: LogicalAddress;
  readonly endpoint: Endpoint;
  readonly arrival: Arrival | undefined;
  reader?: ExchangeReader;
}

/** A request with where it goes. A WeakMap would keep whole exchanges for long after their end. */
type Asked = IncomingMessage & { target?: Target };

function targetOf({ incoming }: { readonly incoming: Asked }): Target | undefined {
  return incoming.target;
}

const REFUSAL = 'This proxy leads to the lab only.';
const UNREACHABLE = 'The bank did not answer.';

/** Decides for one lane where requests and tunnels go, and reads the exchanges that came through its taps. */
export class LaneKeeper implements Keeper {
  readonly #options: LaneKeeperOptions;
  #attack: Attack;
  #armed = false;

  constructor(options: LaneKeeperOptions) {
    this.#options = options;
    this.#attack = options.attack;
  }

  /** Another attack from now on. */
  use(attack: Attack): void {
    this.#attack = attack;
    this.#armed = false;
  }

  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const arrival = this.#options.arrivals.of(request.socket);
    const { text, logical } = askedDestination(request, arrival?.logical);
    const door = logical === undefined ? undefined : this.#door(logical, arrival?.party);
    if (logical === undefined || door === undefined) {
      this.#refused(text, arrival);
      answer(response, 403, REFUSAL);
      return false;
    }
    // http-mitm-proxy would answer 400 itself where there is none; what the bank gets are the raw headers.
    request.headers.host ||= logical;
    const asked: Asked = request;
    asked.target = { logical, ...door, arrival };
    return true;
  }

  /** Whether a connection to `logical` leads anywhere: to the bank's door, or to the one from which the attack fetches. */
  answers(logical: LogicalAddress, party: ClientParty = 'victim'): boolean {
    return this.#door(logical, party) !== undefined;
  }

  /** Looks at what the victim does, where the attack waits for something. */
  see(fact: LabFact): void {
    this.#armed ||= this.#attack.armedBy?.(fact) ?? false;
  }

  /** What the attacker does to whose connection: strangers' are passed on, and so are those of whom no tap knows. */
  #attackOn(party: ClientParty | undefined): Attack {
    return party === 'victim' ? this.#attack : watch;
  }

  /** The bank's door for `logical`, or the one from which the attack would rather fetch. */
  #door(
    logical: LogicalAddress,
    party: ClientParty | undefined,
  ): { fetched: LogicalAddress; endpoint: Endpoint } | undefined {
    const { destinations } = this.#options;
    for (const fetched of [this.#attackOn(party).fetches?.(logical), logical]) {
      const endpoint = fetched === undefined ? undefined : destinations(fetched);
      if (fetched !== undefined && endpoint !== undefined) return { fetched, endpoint };
    }
    return undefined;
  }

  #situation({ logical, fetched, arrival }: Pick<Target, 'logical' | 'fetched' | 'arrival'>): Situation {
    const { lane, emit } = this.#options;
    return {
      logical,
      fetched,
      disarm: () => {
        const armed = this.#armed;
        this.#armed = false;
        return armed;
      },
      report: (fact) => {
        if (arrival !== undefined) emit({ ...fact, lane, connection: arrival.connection });
      },
    };
  }

  request(exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    if (target === undefined) throw new Error('a request came past its admission');
    const { logical, fetched, endpoint } = target;
    target.reader = new ExchangeReader(exchange.incoming, exchange.url);
    exchange.aim(endpoint, logical, fetched !== logical);
    this.#attackOn(target.arrival?.party).request?.(exchange, this.#situation(target));
  }

  response(exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    if (exchange.answer === undefined || target === undefined)
      throw new Error('a response came without its request');
    target.reader?.response(exchange.answer, (request, response) => this.#read(target, request, response));
    this.#attackOn(target.arrival?.party).response?.(exchange, this.#situation(target));
  }

  upstream(exchange: LeashedExchange, socket: net.Socket): void {
    const arrival = targetOf(exchange)?.arrival;
    this.#options.origins?.set(socket, whose(arrival));
  }

  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!(socket instanceof net.Socket)) {
      socket.destroy();
      return;
    }
    const arrival = this.#options.arrivals.of(socket);
    const written = request.url ?? '';
    const logical = parseAuthority(written);
    const endpoint = logical === undefined ? undefined : this.#options.destinations(logical);
    // A CONNECT from a tap is the tap's own, for the tap's own destination; one that the victim wrote arrives as HTTP.
    const forged = arrival !== undefined && (arrival.kind === 'http' || arrival.logical !== logical);
    if (logical === undefined || endpoint === undefined || forged) {
      this.#refused(written, arrival);
      answerSocket(socket, 403, REFUSAL);
      return;
    }
    socket.setTimeout(LIMITS.idle, () => socket.destroy());
    if (head.length > 0) socket.unshift(head);
    // What came through a tap and is not to be answered here did not come by CONNECT.
    if (arrival === undefined) void this.#lead(socket, endpoint);
    else void this.#forge(socket, logical, arrival);
  }

  upgrade(request: IncomingMessage, socket: Duplex): void {
    const arrival = socket instanceof net.Socket ? this.#options.arrivals.of(socket) : undefined;
    this.#refused(request.headers.host ?? '', arrival);
    answerSocket(socket, 403, 'This proxy does not upgrade connections.');
  }

  failed(kind: string, error: Error, exchange: LeashedExchange): void {
    const target = targetOf(exchange);
    // One that was cut off tells of itself, with what came.
    if (target !== undefined && kind !== 'bank-cut-off')
      target.reader?.unanswered((request, response) => this.#read(target, request, response));
    this.#failed(kind, error, target?.arrival);
  }

  #failed(kind: string, error: unknown, arrival: Arrival | undefined): void {
    const { lane, emit } = this.#options;
    emit({ type: 'interception-failed', lane, kind, message: wordsOf(error), ...whose(arrival) });
  }

  /** Tells of an exchange, where it came through a tap. */
  #read({ arrival }: Target, request: RequestRead, response: ResponseRead): void {
    const { lane, emit } = this.#options;
    if (arrival === undefined) return;
    emit({ type: 'exchange-read', lane, ...placeOf(arrival), request, response });
  }

  async #lead(socket: net.Socket, endpoint: Endpoint): Promise<void> {
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    try {
      const bank = await reachBank(endpoint, undefined, gone.signal);
      socket.write(ESTABLISHED);
      splice(socket, bank);
    } catch (error) {
      this.#unreachable(socket, 'bank-unreachable', error);
    }
  }

  /** Whether the attack answers this connection's TLS itself. */
  endsTls({ party, kind }: Arrival): boolean {
    return kind === 'tls' && this.#attackOn(party).tls === 'end';
  }

  /** Leads a connection of a tap to the bank's door, sealed or not. Rejects with DoorClosed where the bank does not answer. */
  async pass(arrival: Arrival): Promise<Lead> {
    const { lane, emit, origins, destinations } = this.#options;
    const { logical } = arrival;
    const endpoint = destinations(logical);
    if (endpoint === undefined) throw new DoorClosed(logical);
    try {
      const socket = await reachBank(endpoint, (bank) => origins?.set(bank, placeOf(arrival)));
      emit({ type: 'tunnel-opened', lane, ...placeOf(arrival), logical });
      return { socket, toBank: this.#passage(socket, arrival) };
    } catch (error) {
      this.#failed('bank-unreachable', error, arrival);
      throw new DoorClosed(logical);
    }
  }

  /** What the attack does to the victim's bytes in a tunnel of TLS. A fault of its own ends the tunnel. */
  #passage(bank: net.Socket, arrival: Arrival): StreamFilter | undefined {
    const { logical, kind } = arrival;
    const { tunnel } = this.#attackOn(arrival.party);
    if (kind !== 'tls' || tunnel === undefined) return undefined;
    const situation = this.#situation({ logical, fetched: logical, arrival });
    let pass: StreamFilter | undefined;
    return (bytes) => {
      try {
        pass ??= tunnel(situation);
        return pass(bytes);
      } catch (error) {
        this.#failed('attack-failed', error, arrival);
        bank.destroy();
        return new Uint8Array(0);
      }
    };
  }

  async #forge(socket: net.Socket, logical: LogicalAddress, arrival: Arrival): Promise<void> {
    try {
      const [name = logical] = logical.split(':');
      const server = await this.#options.forged(name);
      if (socket.destroyed) return;
      // From here the TLS server keeps time: it alone sees what passes.
      socket.setTimeout(0);
      // As Node's own TLS servers have it: else a victim's FIN during the handshake would go unheard.
      socket.allowHalfOpen = false;
      socket.write(ESTABLISHED);
      server.emit('connection', socket);
    } catch (error) {
      this.#unreachable(socket, 'certificate-not-issued', error, arrival);
    }
  }

  #unreachable(socket: net.Socket, kind: string, error: unknown, arrival?: Arrival): void {
    if (socket.destroyed) return;
    this.#failed(kind, error, arrival);
    answerSocket(socket, 502, UNREACHABLE);
  }

  #refused(written: string, arrival: Arrival | undefined): void {
    const { lane, emit } = this.#options;
    const destination = written.slice(0, LIMITS.destination);
    emit({ type: 'destination-refused', lane, destination, ...whose(arrival) });
  }
}

/** The connection of an arrival, and its party where that is not the victim. */
function placeOf({ connection, party }: Arrival): { connection: ConnectionId; party?: ClientParty } {
  return party === 'victim' ? { connection } : { connection, party };
}

/** The same of one that may not have come through a tap: then it is a stranger's, whatever it is. */
function whose(arrival: Arrival | undefined): { connection?: ConnectionId; party?: ClientParty } {
  return arrival === undefined ? { party: 'stranger' } : placeOf(arrival);
}

/** What went wrong: OpenSSL's own words without its addresses and line numbers, where they are OpenSSL's. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
