import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { CapturedPacket } from './capture/format.ts';
import type { CaptureFacts } from './capture-facts.ts';
import type { ListedConnection } from './capture-index.ts';
import type { Flow, FlowEnd } from './flows/flow-table.ts';
import { ANY_FLOW } from './packet-table.ts';
import type { IpAddresses } from './packets/addresses.ts';
import { PacketDecoder } from './packets/decode.ts';

/** Makes facts of some connections of a file that was read through before, packet by packet. */
export class CaptureSelection {
  readonly #flows: ReadonlyMap<ConnectionId, Flow>;
  readonly #facts: CaptureFacts;
  readonly #decoder: PacketDecoder;

  constructor(listed: readonly ListedConnection[], addresses: IpAddresses, facts: CaptureFacts) {
    this.#flows = new Map(listed.map(({ flow }) => [flow.id, flow]));
    this.#facts = facts;
    this.#decoder = new PacketDecoder(addresses);
  }

  /** Takes a packet that belongs to the connection with this number; ANY_FLOW is a fragment, of which the last tells. */
  take({ link, from, to, length, time }: CapturedPacket, bytes: Buffer, number: number): void {
    const decoded = this.#decoder.decode(link, bytes, from, to, length);
    if (decoded !== 'tcp' && decoded !== 'udp') return;
    const flow = number === ANY_FLOW ? this.#between(decoded) : this.#flows.get(number);
    if (flow !== undefined) this.#facts.packet(flow, this.#decoder, time);
  }

  /** The one of them whose ends are those of the packet just decoded. */
  #between(transport: Flow['transport']): Flow | undefined {
    const { source: address, sourcePort: port, target, targetPort } = this.#decoder;
    const one = { address, port };
    const other = { address: target, port: targetPort };
    return [...this.#flows.values()].find(
      ({ client, server, ...flow }) =>
        flow.transport === transport &&
        ((isSame(client, one) && isSame(server, other)) || (isSame(client, other) && isSame(server, one))),
    );
  }
}

function isSame(a: FlowEnd, b: FlowEnd): boolean {
  return a.address === b.address && a.port === b.port;
}
