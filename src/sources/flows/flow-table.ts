import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { TCP_FLAG } from '../packets/decode.ts';
import type { PacketDecoder } from '../packets/decode.ts';
import { clientSent } from './client-side.ts';

/** What carries a connection's bytes. */
export type Transport = 'tcp' | 'udp';

/** One end of a connection: the number of its address, and its port. */
export interface FlowEnd {
  readonly address: number;
  readonly port: number;
}

/** A connection as its packets tell it. A conversation of UDP counts as one, too. */
export interface Flow {
  /** Counts those of a file from 1, by their first packets. */
  readonly id: ConnectionId;
  readonly transport: Transport;
  readonly client: FlowEnd;
  readonly server: FlowEnd;
  /** Where each side's sequence numbers begin: those of its first packet. */
  readonly base: Record<Direction, number | undefined>;
}

/** The number of a pair of an address and a port. */
const keyOf = (address: number, port: number): number => address * 65_536 + port;

/** Tells connections apart by addresses and ports; a SYN of another number begins another one on the same ports. */
export class FlowTable {
  readonly #most: number;
  readonly #flows = new Map<number, Map<number, Flow>>();
  #count = 0;
  #left = 0;
  #last:
    | { readonly tcp: boolean; readonly source: number; readonly target: number; readonly flow: Flow }
    | undefined;

  /** Tells so many apart. */
  constructor(most: number = SOURCE_LIMITS.flows) {
    this.#most = most;
  }

  /** How many there are. */
  get size(): number {
    return this.#count;
  }

  /** Packets of connections beyond those that are told apart. */
  get left(): number {
    return this.#left;
  }

  /** The connection that the packet just decoded belongs to; undefined where there are too many. */
  of(packet: PacketDecoder, transport: Transport): Flow | undefined {
    const source = keyOf(packet.source, packet.sourcePort);
    const target = keyOf(packet.target, packet.targetPort);
    const flow = this.#known(packet, transport, source, target);
    if (flow === undefined) return undefined;
    const direction = flowDirection(flow, packet);
    if (transport === 'udp') return flow;
    flow.base[direction] ??= packet.sequence;
    return flow;
  }

  #known(packet: PacketDecoder, transport: Transport, source: number, target: number): Flow | undefined {
    const tcp = transport === 'tcp';
    const last = this.#last;
    const begins = tcp && (packet.flags & (TCP_FLAG.syn | TCP_FLAG.ack)) === TCP_FLAG.syn;
    if (!begins && last?.tcp === tcp && last.source === source && last.target === target) return last.flow;
    // Ports of UDP and TCP are apart: the sign tells them.
    const [low, high] = source <= target ? [source, target] : [target, source];
    const first = tcp ? low : -low - 1;
    const others = this.#flows.get(first);
    let flow = others?.get(high);
    if (flow === undefined || (begins && isAnother(flow, packet))) {
      if (this.#count >= this.#most) {
        this.#left += 1;
        return undefined;
      }
      this.#count += 1;
      flow = flowOf(this.#count, transport, packet);
      if (others === undefined) this.#flows.set(first, new Map([[high, flow]]));
      else others.set(high, flow);
    }
    this.#last = { tcp, source, target, flow };
    return flow;
  }
}

/** Which way the packet just decoded went. */
export function flowDirection({ client, server }: Flow, packet: PacketDecoder): Direction {
  const fromClient = packet.source === client.address && packet.sourcePort === client.port;
  // Of a connection of an end with itself the two are the same: all goes one way.
  return fromClient || packet.source !== server.address || packet.sourcePort !== server.port
    ? 'to-bank'
    : 'to-victim';
}

/** Whether a SYN begins another connection than the one known on these ports: with the same number it is the same one, tried again. */
function isAnother(flow: Flow, packet: PacketDecoder): boolean {
  const base = flow.base[flowDirection(flow, packet)];
  return base !== undefined && base !== packet.sequence;
}

function flowOf(id: ConnectionId, transport: Transport, packet: PacketDecoder): Flow {
  const from = { address: packet.source, port: packet.sourcePort };
  const to = { address: packet.target, port: packet.targetPort };
  const [client, server] = clientSent(packet, transport) ? [from, to] : [to, from];
  return {
    id,
    transport,
    client,
    server,
    base: { 'to-bank': undefined, 'to-victim': undefined },
  };
}
