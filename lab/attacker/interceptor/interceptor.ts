import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type https from 'node:https';
import net from 'node:net';

import type { Authority } from '../../certificates/authority.ts';
import type { Leaf } from '../../certificates/leaf-content.ts';
import type { ClientParty, ConnectionId, Emit, LabFact, LaneId, LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { endpointOf } from '../../network.ts';
import type { Endpoint } from '../../network.ts';
import type { RequestOrigins } from '../../request-origins.ts';
import { CONTENT } from '../../wire/tls/names.ts';
import { RECORD_HEADER, SCAN_START, scanRecords } from '../../wire/tls/records.ts';
import { Arrivals } from './arrivals.ts';
import { Holding } from './holding.ts';
import type { Hold } from '../hold/hold.ts';
import { Patience } from '../../patience.ts';
import type { Attack } from '../attacks/attack.ts';
import { Forgery } from './forgery.ts';
import type { BankDoor } from './lane-attack.ts';
import { LaneKeeper } from './lane-keeper.ts';
import { LeashedProxy } from '../leash/leashed-proxy.ts';
import type { ProxyTimes } from '../leash/leashed-proxy.ts';
import { ignore } from '../tap/splice.ts';
import type { Lead } from '../tap/tapped-connection.ts';
import { askTunnel, DoorClosed } from './tunnel.ts';

/** How an interceptor is opened. */
export interface InterceptorOptions {
  readonly lane: LaneId;
  readonly attack: Attack;
  /** The attacker's own, which forged leaves come from. */
  readonly authority: Authority;
  /** PEM: whom the attacker believes when it talks TLS to the bank. */
  readonly bankAuthority: string;
  /** The lab's listeners. Nothing else is ever connected to. */
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  /** Told for whom each connection to the bank is. */
  readonly origins?: RequestOrigins;
  /** What messages stop in, where any are to be held; and whose clocks stand still meanwhile. It is closed with the interceptor. */
  readonly hold?: Hold;
  readonly patience?: Patience;
  readonly emit: Emit;
  /** Where they are not the lab's own. */
  readonly times?: Partial<ProxyTimes>;
}

/** A listening interceptor. `close` destroys what it holds, ends within LIMITS.close and may be called twice. */
export interface Interceptor extends Endpoint {
  /**
   * Leads a connection from a tap on. HTTP in clear is served on the victim's own socket; TLS that the attack
   * answers goes by CONNECT to whoever answers it here; all else, and what the bank begins (`first` is empty), to
   * the bank's door. Rejects with the code ECONNREFUSED where the bank refuses. Ordinarily it is the victim's.
   */
  lead(
    logical: LogicalAddress,
    connection: ConnectionId,
    first: Uint8Array,
    party?: ClientParty,
  ): Promise<Lead>;
  /** Whether a connection of the victim to `logical` leads anywhere. */
  answers(logical: LogicalAddress): boolean;
  /** The bank's door to which a request in clear of the victim's for `logical` is led now, if any. */
  door(logical: LogicalAddress): BankDoor | undefined;
  /** From now on the attacker does this with what comes. What is under way goes on as it began. */
  use(attack: Attack): void;
  /** Looks at what the victim does: some attacks wait for their moment. */
  see(fact: LabFact): void;
  /** Where the attack answers TLS, it does so from now on in `name` with this certificate. */
  useCertificate(name: string, leaf: Leaf): void;
  close(): Promise<void>;
}

/** Opens the attacker's proxy of one lane on a free port of loopback. */
export async function openInterceptor(options: InterceptorOptions): Promise<Interceptor> {
  const { lane, attack, authority, destinations, origins, hold, patience = new Patience() } = options;
  const holding = hold && new Holding(hold, patience);
  let closing = false;
  const emit: Emit = (fact) => {
    // What ends because the lab closes did not fail.
    if (!closing || fact.type !== 'interception-failed') options.emit(fact);
  };
  const arrivals = new Arrivals();
  const forged = (name: string): Promise<https.Server> => forgery.server(name);
  const keeper = new LaneKeeper({ lane, attack, destinations, arrivals, origins, holding, forged, emit });
  const proxy = new LeashedProxy(keeper, options.times);
  const forgery = new Forgery({
    lane,
    authority,
    emit,
    serve: (request, response) => proxy.serveDecrypted(request, response),
    adopt: (made) => proxy.adopt(made),
  });
  const server = await proxy.open(options.bankAuthority);
  server.on('connection', (socket) => arrivals.accepted(socket));
  const { address, port } = endpointOf(server);
  emit({
    type: 'listener-opened',
    lane,
    role: 'interceptor',
    address,
    port,
    logical: `attacker.test:${port}`,
  });

  return {
    address,
    port,
    lead: async (logical, connection, first, party = 'victim') => {
      // Where only an attack answers, a stranger finds the bank's own closed door.
      if (closing || !keeper.answers(logical, party)) throw new DoorClosed(logical);
      const kind = first.length === 0 ? 'bank-first' : startsTls(first) ? 'tls' : 'http';
      const arrival = { logical, connection, party, kind } as const;
      if (kind === 'http') {
        const serve = (victim: net.Socket): void => {
          arrivals.given(victim, arrival);
          server.emit('connection', victim);
        };
        return { serve };
      }
      if (!keeper.endsTls(arrival)) return keeper.pass(arrival);
      const socket = net.connect({ host: address, port, allowHalfOpen: true, noDelay: true });
      socket.on('error', ignore);
      // A proxy that closes may reset a connection before it accepted it: then nobody comes to be waited for.
      const gone = new AbortController();
      socket.once('close', () => gone.abort());
      const signal = AbortSignal.any([AbortSignal.timeout(LIMITS.connect), gone.signal]);
      try {
        await once(socket, 'connect', { signal });
        await arrivals.mark(socket, arrival, signal);
        await askTunnel(socket, logical, signal);
        return { socket };
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    answers: (logical) => keeper.answers(logical),
    door: (logical) => keeper.door(logical),
    use: (next) => keeper.use(next),
    see: (fact) => keeper.see(fact),
    useCertificate: (name, leaf) => forgery.use(name, leaf, issuerOf(leaf)),
    close: () => {
      closing = true;
      hold?.close();
      return proxy.shut();
    },
  };
}

/** The common name of who issued a certificate. */
function issuerOf({ certificate }: Leaf): string {
  const { issuer } = new X509Certificate(certificate);
  return /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer;
}

/** Whether `bytes` begin a TLS record of a handshake (RFC 9846, section 5.1). A first byte alone says enough. */
function startsTls(bytes: Uint8Array): boolean {
  const [scan] = scanRecords(SCAN_START, bytes.subarray(0, RECORD_HEADER));
  return bytes[0] === CONTENT.handshake && scan.problem === undefined;
}
