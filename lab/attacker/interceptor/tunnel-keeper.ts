import type { IncomingMessage } from 'node:http';
import type https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';

import type { LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Endpoint } from '../../network.ts';
import type { RequestOrigins } from '../../request-origins.ts';
import { answerSocket } from '../leash/answer.ts';
import { splice } from '../tap/splice.ts';
import type { StreamFilter } from '../tap/splice.ts';
import type { Lead } from '../tap/tapped-connection.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import { parseAuthority } from './destination.ts';
import type { LaneAttack } from './lane-attack.ts';
import { tappedAs } from './lane-reporter.ts';
import type { LaneReporter } from './lane-reporter.ts';
import { DoorClosed, ESTABLISHED, reachBank } from './tunnel.ts';

/** What is said to whoever asks for what is not in the lab. */
export const LAB_ONLY = 'This proxy leads to the lab only.';

const UNREACHABLE = 'The bank did not answer.';

/** What tunnels of one lane are made with. */
export interface TunnelKeeperOptions {
  /** The lab's listeners. Nothing else is ever connected to. */
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  readonly arrivals: Arrivals;
  /** Told for whom each connection to the bank is. */
  readonly origins?: RequestOrigins | undefined;
  /** Gives the server that answers TLS in `name`. */
  readonly forged: (name: string) => Promise<https.Server>;
}

/** Connections of one lane that are not read as HTTP: each is joined to the bank's, or its TLS is answered here. */
export class TunnelKeeper {
  readonly #options: TunnelKeeperOptions;
  readonly #attack: LaneAttack;
  readonly #reporter: LaneReporter;

  constructor(options: TunnelKeeperOptions, attack: LaneAttack, reporter: LaneReporter) {
    this.#options = options;
    this.#attack = attack;
    this.#reporter = reporter;
  }

  /** Owns `socket` after a CONNECT: answers it, and relays or ends it. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
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
      this.#reporter.refused(written, arrival);
      answerSocket(socket, 403, LAB_ONLY);
      return;
    }
    socket.setTimeout(LIMITS.idle, () => socket.destroy());
    if (head.length > 0) socket.unshift(head);
    // What came through a tap and is not to be answered here did not come by CONNECT.
    if (arrival === undefined) void this.#lead(socket, endpoint);
    else void this.#forge(socket, logical, arrival);
  }

  /** Leads a connection of a tap to the bank's door, sealed or not. Rejects with DoorClosed where the bank does not answer. */
  async pass(arrival: Arrival): Promise<Lead> {
    const { origins, destinations } = this.#options;
    const { logical } = arrival;
    const endpoint = destinations(logical);
    if (endpoint === undefined) throw new DoorClosed(logical);
    try {
      const socket = await reachBank(endpoint, (bank) => origins?.set(bank, tappedAs(arrival)));
      this.#reporter.tunnelled(arrival);
      return { socket, toBank: this.#passage(socket, arrival) };
    } catch (error) {
      this.#reporter.failed('bank-unreachable', error, arrival);
      throw new DoorClosed(logical);
    }
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

  /** What the attack does to the victim's bytes in a tunnel of TLS. A fault of its own ends the tunnel. */
  #passage(bank: net.Socket, arrival: Arrival): StreamFilter | undefined {
    const { logical, kind, party } = arrival;
    const { tunnel } = this.#attack.on(party);
    if (kind !== 'tls' || tunnel === undefined) return undefined;
    const situation = this.#attack.situation(logical, logical, arrival);
    let pass: StreamFilter | undefined;
    return (bytes) => {
      try {
        pass ??= tunnel(situation);
        return pass(bytes);
      } catch (error) {
        this.#reporter.failed('attack-failed', error, arrival);
        bank.destroy();
        return new Uint8Array(0);
      }
    };
  }

  #unreachable(socket: net.Socket, kind: string, error: unknown, arrival?: Arrival): void {
    if (socket.destroyed) return;
    this.#reporter.failed(kind, error, arrival);
    answerSocket(socket, 502, UNREACHABLE);
  }
}
