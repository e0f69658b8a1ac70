import type { OpenAttacker } from './attacker/attacker.ts';
import type { Interceptor } from './attacker/interceptor/interceptor.ts';
import { Recorder, RECORDING_LIMITS } from './attacker/tap/recorder.ts';
import { openTap } from './attacker/tap/tap.ts';
import type { Tap } from './attacker/tap/tap.ts';
import type { ClientSockets } from './client-sockets.ts';
import type { ConnectionId, Emit, LaneId, LogicalAddress } from './facts/facts.ts';
import { Network, portOf, preferredPorts, reserveClosedDoor } from './network.ts';
import type { Endpoint } from './network.ts';
import type { Patience } from './patience.ts';
import { BANK_HOST } from './settings.ts';
import type { LaneSettings } from './settings.ts';
import type { Resolve } from './victim/connections.ts';

/** A part of a lab that is to be closed with it. */
export interface Closable {
  close(): Promise<void>;
}

/** What a path is made of. What it opens is added to `opened`. */
export interface PathOptions {
  readonly lane: LaneId;
  readonly settings: LaneSettings;
  /** The bank's logical ports that the path leads to. */
  readonly ports: readonly number[];
  readonly interceptor: Interceptor;
  /** What the attacker serves himself, before the interceptor is asked. */
  readonly lead: OpenAttacker['lead'];
  readonly recorder: Recorder;
  readonly sockets: ClientSockets;
  /** Whose clocks stand still while something is held. */
  readonly patience: Patience;
  readonly nextConnection: () => ConnectionId;
  readonly opened: Closable[];
  readonly emit: Emit;
}

/** The way from a victim to the bank, taps and all. */
export interface OpenPath {
  /** Where its names and ports are. */
  readonly resolve: Resolve;
  /** The attacker does something else from now on: the doors lead where they lead now, and he hangs up on what is open but where he holds something. */
  readonly turn: () => Promise<void>;
}

/**
 * Puts a tap on each of the bank's doors, and gives the names and ports that a victim at the near end knows. A
 * door that the bank or the attacker keeps closed refuses, as it would without a tap.
 */
export async function openPath(options: PathOptions): Promise<OpenPath> {
  const { settings, ports, interceptor, opened } = options;
  const network = new Network();
  const taps = new Map<number, Tap>();
  const recorders = strangersApart(options);
  const turn = async (blocks: readonly number[]): Promise<void> => {
    for (const port of ports) {
      const logical = `${BANK_HOST}:${port}`;
      if (blocks.includes(port) || !interceptor.answers(logical)) {
        await closedDoor(opened, network, logical);
        continue;
      }
      const tap = taps.get(port) ?? (await tapOn(port, options, recorders));
      if (!taps.has(port)) opened.push(tap);
      taps.set(port, tap);
      network.register(logical, tap);
    }
  };
  await turn(settings.attacker.blocks);
  return {
    resolve: (logical) => network.resolve(logical) ?? closedDoor(opened, network, logical),
    turn: async () => {
      // What the lane's own attacker blocks is his: another does something else.
      await turn([]);
      await Promise.all(Array.from(taps.values(), (tap) => tap.cut()));
    },
  };
}

/** What records the victim's connections, and those of strangers. */
type Recorders = Pick<Parameters<typeof openTap>[0], 'recorder' | 'strangersRecorder'>;

function strangersApart({ lane, emit, recorder }: PathOptions): Recorders {
  return { recorder, strangersRecorder: new Recorder(lane, emit, RECORDING_LIMITS, 'stranger') };
}

function tapOn(port: number, options: PathOptions, recorders: Recorders): Promise<Tap> {
  const { lane, settings, interceptor, lead, sockets, patience, nextConnection, emit } = options;
  const logical = `${BANK_HOST}:${port}`;
  return openTap({
    ...recorders,
    lane,
    logical,
    // The real port number goes to the lane that is about it; the rest take any free one.
    preferredPorts: port === portOf(new URL(settings.visit)) ? preferredPorts(port) : [],
    partyOf: (client) => sockets.partyOf(client),
    nextConnection,
    speaksFirst: port === 3306 ? 'bank' : 'victim',
    route: (connection, first, party) => {
      const own = lead(logical, party);
      return own === undefined ? interceptor.lead(logical, connection, first, party) : Promise.resolve(own);
    },
    patience,
    emit,
  });
}

/** A port of the bank's behind which nothing answers: it refuses, as any port of any machine does. Other names are nowhere. */
async function closedDoor(
  opened: Closable[],
  network: Network,
  logical: LogicalAddress,
): Promise<Endpoint | undefined> {
  if (!logical.startsWith(`${BANK_HOST}:`)) return undefined;
  const door = await reserveClosedDoor();
  opened.push({ close: () => Promise.resolve(door.release()) });
  network.register(logical, door);
  return door;
}
