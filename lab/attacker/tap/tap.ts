import net from 'node:net';

import type { ClientParty, ConnectionId, Emit, LaneId, LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { Patience } from '../../patience.ts';
import { listen } from '../../network.ts';
import type { Endpoint } from '../../network.ts';
import { Places } from './places.ts';
import type { PlaceLimits } from './places.ts';
import type { Recorder } from './recorder.ts';
import { TappedConnection } from './tapped-connection.ts';
import type { RouteToBank } from './tapped-connection.ts';

/** How a tap is opened. `limits` are for tests: of places, and idle ms. */
export interface TapOptions {
  readonly lane: LaneId;
  readonly logical: LogicalAddress;
  readonly preferredPorts: readonly number[];
  readonly recorder: Recorder;
  /** What strangers' connections are recorded by: theirs must not fill the victim's. Ordinarily the same. */
  readonly strangersRecorder?: Recorder;
  /** Whose a connection is; asked once for each. Ordinarily everybody is the victim, as far as anybody knows. */
  readonly partyOf?: (client: net.Socket) => Promise<ClientParty>;
  readonly nextConnection: () => ConnectionId;
  readonly route: RouteToBank;
  readonly speaksFirst?: 'victim' | 'bank';
  /** Whose clocks stand still while something is held. */
  readonly patience?: Patience;
  readonly emit: Emit;
  readonly limits?: Partial<PlaceLimits> & { readonly idle?: number };
}

/** A listening tap. `close` ends every connection, and resolves when their facts are out; it may be called twice. */
export interface Tap extends Endpoint {
  /** Hangs up on the victim, who may come anew, but where something is held; resolves when the facts of that are out. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the transparent TCP relay on the path to `logical`. It records every byte, both ways, before it
 * relays it and before it knows what it is. Rejects where no port of loopback can be had.
 */
export async function openTap(options: TapOptions): Promise<Tap> {
  const { lane, logical, emit, nextConnection, recorder, route, partyOf } = options;
  const places = new Places<TappedConnection>(options.limits);
  const patience = options.patience ?? new Patience();
  const context = {
    lane,
    patience,
    logical,
    recorder,
    strangersRecorder: options.strangersRecorder ?? recorder,
    route,
    emit,
    speaksFirst: options.speaksFirst ?? 'victim',
    idle: options.limits?.idle ?? LIMITS.idle,
    time: () => places.time,
  };
  let closing = false;
  const open = new Set<TappedConnection>();
  const over = async (connection: TappedConnection): Promise<void> => {
    await connection.done;
    open.delete(connection);
    if (!closing) places.leave(connection);
  };
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = new TappedConnection(client, context);
    open.add(connection);
    void over(connection);
    const admit = (party?: ClientParty): void => {
      connection.admit(nextConnection(), party);
      places.arrive(connection);
    };
    if (partyOf === undefined) admit();
    else void partyOf(client).then(admit);
  });
  const { address, port } = await listen(server, options.preferredPorts);
  emit({ type: 'listener-opened', lane, role: 'tap', address, port, logical });

  const close = async (): Promise<void> => {
    if (server.listening) server.close();
    closing = true;
    for (const connection of open) connection.end('lab-closed');
    await Promise.all(Array.from(open, (connection) => connection.done));
  };
  const cut = async (): Promise<void> => {
    const victims = Array.from(open).filter(({ id, victims: hers }) => hers && !patience.holds(id));
    for (const connection of victims) connection.end('reset');
    await Promise.all(victims.map((connection) => connection.done));
  };
  return { address, port, cut, close };
}
