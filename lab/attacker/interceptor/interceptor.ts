import { once } from 'node:events';
import type https from 'node:https';
import net from 'node:net';

import type { Authority } from '../../certificates.ts';
import type { ConnectionId, Emit, LaneId, LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { endpointOf } from '../../network.ts';
import type { Endpoint } from '../../network.ts';
import type { AttackerSettings } from '../../settings.ts';
import { Arrivals } from './arrivals.ts';
import type { Attack } from '../attacks/attack.ts';
import { forge } from '../attacks/forge.ts';
import { Forgery } from './forgery.ts';
import { LaneKeeper } from './lane-keeper.ts';
import { LeashedProxy } from '../leash/leashed-proxy.ts';
import { ignore } from '../tap/splice.ts';
import { askTunnel } from './tunnel.ts';
import { strip } from '../attacks/strip.ts';
import { openTamper } from '../attacks/tamper.ts';
import { watch } from '../attacks/watch.ts';

/** Every attack by the name that a scenario calls it. */
const ATTACKS = {
  watch: () => watch,
  forge: () => forge,
  strip: () => strip,
  tamper: openTamper,
} as const satisfies Record<AttackerSettings['does'], () => Attack>;

/** How an interceptor is opened. */
export interface InterceptorOptions {
  readonly lane: LaneId;
  readonly does: AttackerSettings['does'] | Attack;
  /** The attacker's own, which forged leaves come from. */
  readonly authority: Authority;
  /** PEM: whom the attacker believes when it talks TLS to the bank. */
  readonly bankAuthority: string;
  /** The lab's listeners. Nothing else is ever connected to. */
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  readonly emit: Emit;
}

/** A listening interceptor. `close` destroys what it holds, ends within LIMITS.close and may be called twice. */
export interface Interceptor extends Endpoint {
  /**
   * Leads a connection from a tap on: gives a socket that is ready for the victim's bytes. TLS, and
   * what the bank begins (`first` is empty), goes by CONNECT; HTTP in clear goes straight. Rejects
   * where that fails, with the code ECONNREFUSED where the bank refuses.
   */
  connect(logical: LogicalAddress, connection: ConnectionId, first: Uint8Array): Promise<net.Socket>;
  /** Tells an attack that waits for its moment that what comes next is what it waits for. */
  arm(): void;
  close(): Promise<void>;
}

/** Opens the attacker's proxy of one lane on a free port of loopback. */
export async function openInterceptor(options: InterceptorOptions): Promise<Interceptor> {
  const { lane, does, authority, destinations } = options;
  let closing = false;
  const emit: Emit = (fact) => {
    // What ends because the lab closes did not fail.
    if (!closing || fact.type !== 'interception-failed') options.emit(fact);
  };
  const arrivals = new Arrivals();
  const attack = typeof does === 'string' ? ATTACKS[does]() : does;
  const forged = (name: string): Promise<https.Server> => forgery.server(name);
  const proxy = new LeashedProxy(new LaneKeeper({ lane, attack, destinations, arrivals, forged, emit }));
  const forgery = new Forgery({
    lane,
    authority,
    emit,
    serve: (request, response) => proxy._onHttpServerRequest(true, request, response),
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
    connect: async (logical, connection, first) => {
      const kind = first.length === 0 ? 'bank-first' : startsTls(first) ? 'tls' : 'http';
      const socket = net.connect({ host: address, port, allowHalfOpen: true, noDelay: true });
      socket.on('error', ignore);
      // A proxy that closes may reset a connection before it accepted it: then nobody comes to be waited for.
      const gone = new AbortController();
      socket.once('close', () => gone.abort());
      const signal = AbortSignal.any([AbortSignal.timeout(LIMITS.connect), gone.signal]);
      try {
        await once(socket, 'connect', { signal });
        await arrivals.mark(socket, { logical, connection, kind }, signal);
        if (kind !== 'http') await askTunnel(socket, logical, signal);
        return socket;
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    arm: () => attack.arm?.(),
    close: () => {
      closing = true;
      return proxy.shut();
    },
  };
}

/** Whether `bytes` begin a TLS record of a handshake (RFC 8446, section 5.1). A first byte alone says enough. */
function startsTls(bytes: Uint8Array): boolean {
  return bytes[0] === 0x16 && (bytes[1] === undefined || bytes[1] === 0x03);
}
