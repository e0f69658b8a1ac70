import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { CapturedPacket } from './capture/format.ts';
import type { CaptureFacts } from './capture-facts.ts';
import type { ListedConnection } from './capture-index.ts';
import type { Flow } from './flows/flow-table.ts';
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

  /** Takes a packet that belongs to the connection with this number, as the table of packets has it; fragments are put together first. */
  take({ link, from, to, length, time }: CapturedPacket, bytes: Buffer, number: number): void {
    const decoded = this.#decoder.decode(link, bytes, from, to, length);
    if (decoded !== 'tcp' && decoded !== 'udp') return;
    const flow = this.#flows.get(number);
    if (flow !== undefined) this.#facts.packet(flow, this.#decoder, time);
  }
}
