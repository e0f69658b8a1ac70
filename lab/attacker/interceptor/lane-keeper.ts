import type { IncomingMessage, ServerResponse } from 'node:http';
import type https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

import type { Emit, LabFact, LaneId, LogicalAddress, RequestRead, ResponseRead } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Attack, Situation } from '../attacks/attack.ts';
import { askedDestination, parseAuthority } from './destination.ts';
import { ExchangeReader } from './exchange-reader.ts';
import { answer, answerSocket } from '../leash/answer.ts';
import type { LeashedExchange } from '../leash/leashed-exchange.ts';
import type { Keeper } from '../leash/leashed-proxy.ts';
import type { StreamFilter } from '../tap/splice.ts';
import { ESTABLISHED, openTunnel } from './tunnel.ts';

/** What one lane's keeper works with. */
export interface LaneKeeperOptions {
  readonly lane: LaneId;
  readonly attack: Attack;
  /** The lab's listeners. Nothing else is ever connected to. */
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  readonly arrivals: Arrivals;
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

const REFUSAL = 'This proxy leads to the lab only.';
const UNREACHABLE = 'The bank did not answer.';

/** Decides for one lane where requests and tunnels go, and reads the exchanges that came through its taps. */
export class LaneKeeper implements Keeper {
  readonly #options: LaneKeeperOptions;
  readonly #targets = new WeakMap<IncomingMessage, Target>();
  #armed = false;

  constructor(options: LaneKeeperOptions) {
    this.#options = options;
  }

  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const arrival = this.#options.arrivals.of(request.socket);
    const { text, logical } = askedDestination(request, arrival?.logical);
    const door = logical === undefined ? undefined : this.#door(logical);
    if (logical === undefined || door === undefined) {
      this.#refused(text);
      answer(response, 403, REFUSAL);
      return false;
    }
    // http-mitm-proxy would answer 400 itself where there is none; what the bank gets are the raw headers.
    request.headers.host ||= logical;
    this.#targets.set(request, { logical, ...door, arrival });
    return true;
  }

  /** Whether a connection to `logical` leads anywhere: to the bank's door, or to the one from which the attack fetches. */
  answers(logical: LogicalAddress): boolean {
    return this.#door(logical) !== undefined;
  }

  /** Looks at what the victim does, where the attack waits for something. */
  see(fact: LabFact): void {
    this.#armed ||= this.#options.attack.armedBy?.(fact) ?? false;
  }

  /** The bank's door for `logical`, or the one from which the attack would rather fetch. */
  #door(logical: LogicalAddress): { fetched: LogicalAddress; endpoint: Endpoint } | undefined {
    const { attack, destinations } = this.#options;
    for (const fetched of [attack.fetches?.(logical), logical]) {
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
    const target = this.#targets.get(exchange.incoming);
    if (target === undefined) throw new Error('a request came past its admission');
    const { logical, fetched, endpoint } = target;
    target.reader = new ExchangeReader(exchange.incoming, exchange.url);
    exchange.aim(endpoint, logical, fetched !== logical);
    this.#options.attack.request?.(exchange, this.#situation(target));
  }

  response(exchange: LeashedExchange): void {
    const target = this.#targets.get(exchange.incoming);
    if (exchange.answer === undefined || target === undefined)
      throw new Error('a response came without its request');
    target.reader?.response(exchange.answer, (request, response) => this.#read(target, request, response));
    this.#options.attack.response?.(exchange, this.#situation(target));
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
      this.#refused(written);
      answerSocket(socket, 403, REFUSAL);
      return;
    }
    socket.setTimeout(LIMITS.idle, () => socket.destroy());
    if (head.length > 0) socket.unshift(head);
    if (this.#options.attack.tls === 'end' && arrival?.kind !== 'bank-first')
      void this.#forge(socket, logical);
    else void this.#lead(socket, logical, endpoint, arrival);
  }

  upgrade(request: IncomingMessage, socket: Duplex): void {
    this.#refused(request.headers.host ?? '');
    answerSocket(socket, 403, 'This proxy does not upgrade connections.');
  }

  failed(kind: string, error: Error, exchange?: LeashedExchange): void {
    const target = exchange === undefined ? undefined : this.#targets.get(exchange.incoming);
    // One that was cut off tells of itself, with what came.
    if (target !== undefined && kind !== 'bank-cut-off')
      target.reader?.unanswered((request, response) => this.#read(target, request, response));
    this.#options.emit({
      type: 'interception-failed',
      lane: this.#options.lane,
      kind,
      message: wordsOf(error),
    });
  }

  /** Tells of an exchange, where it came through a tap. */
  #read({ arrival }: Target, request: RequestRead, response: ResponseRead): void {
    const { lane, emit } = this.#options;
    if (arrival === undefined) return;
    emit({ type: 'exchange-read', lane, connection: arrival.connection, request, response });
  }

  async #lead(
    socket: net.Socket,
    logical: LogicalAddress,
    endpoint: Endpoint,
    arrival?: Arrival,
  ): Promise<void> {
    try {
      await openTunnel(socket, endpoint, this.#passage(socket, logical, arrival));
      const { lane, emit } = this.#options;
      if (arrival !== undefined)
        emit({ type: 'tunnel-opened', lane, connection: arrival.connection, logical });
    } catch (error) {
      this.#unreachable(socket, 'bank-unreachable', error);
    }
  }

  /** What the attack does to the victim's bytes in a tunnel of TLS. A fault of its own ends the tunnel. */
  #passage(
    socket: net.Socket,
    logical: LogicalAddress,
    arrival: Arrival | undefined,
  ): StreamFilter | undefined {
    if (arrival?.kind !== 'tls') return undefined;
    const pass = this.#options.attack.tunnel?.(this.#situation({ logical, fetched: logical, arrival }));
    if (pass === undefined) return undefined;
    return (bytes) => {
      try {
        return pass(bytes);
      } catch (error) {
        this.failed('attack-failed', error instanceof Error ? error : new Error(String(error)));
        socket.destroy();
        return new Uint8Array(0);
      }
    };
  }

  async #forge(socket: net.Socket, logical: LogicalAddress): Promise<void> {
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
      this.#unreachable(socket, 'certificate-not-issued', error);
    }
  }

  #unreachable(socket: net.Socket, kind: string, error: unknown): void {
    if (socket.destroyed) return;
    this.failed(kind, error instanceof Error ? error : new Error(String(error)));
    answerSocket(socket, 502, UNREACHABLE);
  }

  #refused(written: string): void {
    const destination = written.slice(0, LIMITS.destination);
    this.#options.emit({ type: 'destination-refused', lane: this.#options.lane, destination });
  }
}

/** What went wrong: OpenSSL's own words without its addresses and line numbers, where they are OpenSSL's. */
function wordsOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
