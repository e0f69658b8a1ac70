import type { IncomingMessage, ServerResponse } from 'node:http';
import type https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

import type { IContext } from 'http-mitm-proxy';

import type { Emit, LaneId, LogicalAddress, RequestRead, ResponseRead } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Attack, Scene } from '../attacks/attack.ts';
import { askedDestination, parseAuthority } from './destination.ts';
import { ExchangeReader, asTheyCame, dropHeader, hasHeader, holdBack } from './exchange-reader.ts';
import { answer, answerSocket } from '../leash/leashed-proxy.ts';
import type { Keeper } from '../leash/leashed-proxy.ts';
import type { Passage } from '../tap/splice.ts';
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

  /** The bank's door for `logical`, or the one from which the attack would rather fetch. */
  #door(logical: LogicalAddress): { fetched: LogicalAddress; endpoint: Endpoint } | undefined {
    const { attack, destinations } = this.#options;
    for (const fetched of [attack.fetches?.(logical), logical]) {
      const endpoint = fetched === undefined ? undefined : destinations(fetched);
      if (fetched !== undefined && endpoint !== undefined) return { fetched, endpoint };
    }
    return undefined;
  }

  #scene(logical: LogicalAddress, fetched: LogicalAddress, arrival: Arrival | undefined): Scene {
    const { lane, emit } = this.#options;
    return {
      logical,
      fetched,
      report: (deed) => {
        if (arrival !== undefined) emit({ ...deed, lane, connection: arrival.connection });
      },
    };
  }

  request(exchange: IContext): void {
    const { clientToProxyRequest: request, proxyToServerRequestOptions: aim } = exchange;
    const target = this.#targets.get(request);
    if (target === undefined || aim === undefined) throw new Error('a request came past its admission');
    const { address, port } = target.endpoint;
    const [servername] = target.logical.split(':');
    const headers = asTheyCame(request.rawHeaders);
    // HTTP/1.0 may come without; Node would then tell the bank its loopback address.
    if (!hasHeader(headers, 'host')) headers['Host'] = target.logical;
    Object.assign(aim, { host: address, port, servername, headers });
    const origin = `${exchange.isSSL ? 'https' : 'http'}://${request.headers.host}`;
    target.reader = new ExchangeReader(exchange, origin + aim.path);
    if (target.fetched !== target.logical) exchange.isSSL = true;
    holdBack(request, () => exchange.proxyToServerRequest);
    this.#options.attack.request?.(exchange, this.#scene(target.logical, target.fetched, target.arrival));
  }

  response(exchange: IContext): void {
    const { clientToProxyRequest, proxyToClientResponse: out, serverToProxyResponse: bank } = exchange;
    const target = this.#targets.get(clientToProxyRequest);
    if (bank === undefined || target === undefined) throw new Error('a response came without its request');
    const { attack } = this.#options;
    target.reader?.response(bank, (request, response) => this.#read(target, request, response));
    holdBack(bank, () => out);
    // The victim gets the bank's own head: its order, its spelling, and nothing that Node would add.
    const headers = asTheyCame(bank.rawHeaders);
    Object.assign(bank, { headers });
    if (clientToProxyRequest.httpVersion === '1.0' && !out.shouldKeepAlive) {
      // The bank heard HTTP/1.1 from us and keeps the connection; this victim reads until its end.
      dropHeader(headers, 'connection');
      dropHeader(headers, 'keep-alive');
      headers['Connection'] = 'close';
    }
    out.statusMessage = bank.statusMessage ?? '';
    out.sendDate = false;
    for (const added of ['connection', 'content-length', 'transfer-encoding']) out.removeHeader(added);
    attack.response?.(exchange, this.#scene(target.logical, target.fetched, target.arrival));
    if (exchange.responseContentPotentiallyModified) {
      // http-mitm-proxy sends a changed body chunked, and knows these names in lower case only.
      dropHeader(headers, 'content-length');
      dropHeader(headers, 'transfer-encoding');
    }
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

  failed(kind: string, error: Error, exchange?: IContext): void {
    const target = exchange === undefined ? undefined : this.#targets.get(exchange.clientToProxyRequest);
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
  #passage(socket: net.Socket, logical: LogicalAddress, arrival: Arrival | undefined): Passage | undefined {
    if (arrival?.kind !== 'tls') return undefined;
    const pass = this.#options.attack.tunnel?.(this.#scene(logical, logical, arrival));
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
