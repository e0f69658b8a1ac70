import type { ConnectionId } from '../../lab/facts/facts.ts';
import { counted, grouped } from '../../lab/text/count.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { CapturedPacket } from './capture/format.ts';
import { FlowBeginning } from './flows/beginning.ts';
import type { Recognised } from './flows/beginning.ts';
import { flowDirection, FlowTable } from './flows/flow-table.ts';
import type { Flow } from './flows/flow-table.ts';
import { ToldFields } from './flows/told-fields.ts';
import type { ToldKind } from './flows/told-fields.ts';
import { SOURCE_LIMITS } from './limits.ts';
import { PacketTable } from './packet-table.ts';
import { PacketDecoder } from './packets/decode.ts';
import type { Decoded } from './packets/decode.ts';

/** A connection of a file as a list shows it. Times in ms since 1970, bytes as segments brought them: those that came twice, twice. */
export class ListedConnection {
  readonly flow: Flow;
  readonly begun: number;
  last: number;
  packets = 0;
  readonly bytes: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  #told: ToldFields | undefined;
  #recognised: Recognised | undefined;
  #beginning: FlowBeginning | undefined = new FlowBeginning();

  constructor(flow: Flow, time: number) {
    this.flow = flow;
    this.begun = time;
    this.last = time;
  }

  /** What it carries, as far as its beginning tells. */
  get recognised(): Recognised {
    return (
      this.#recognised ??
      this.#beginning?.sofar(this.flow.server.port) ?? { protocol: this.flow.transport.toUpperCase() }
    );
  }

  /** What fields in clear tell by their names. */
  get told(): ReadonlySet<ToldKind> {
    return this.#told?.kinds ?? NOTHING_TOLD;
  }

  take(packet: PacketDecoder, time: number): void {
    this.packets += 1;
    if (time > this.last) this.last = time;
    if (packet.length === 0) return;
    const direction = flowDirection(this.flow, packet);
    this.bytes[direction] += packet.length;
    const { protocol } = this.#recognised ?? {};
    if (protocol !== undefined && !IN_CLEAR.has(protocol)) return;
    const bytes = packet.bytes.subarray(packet.from, packet.to);
    if (this.flow.transport === 'tcp') (this.#told ??= new ToldFields()).take(direction, bytes);
    if (this.#beginning === undefined) return;
    const { transport, server } = this.flow;
    this.#recognised = this.#beginning.take(transport, direction, bytes, server.port);
    if (this.#recognised !== undefined) this.#beginning = undefined;
  }
}

const NOTHING_TOLD: ReadonlySet<ToldKind> = new Set();

/** Protocols in which fields may be told. */
const IN_CLEAR: ReadonlySet<string> = new Set(['HTTP', 'HTTP/2', 'SMTP', 'FTP', 'POP3', 'IMAP']);

/** Which connections a capture holds, and where their packets stand, as it is read through once. Never throws. */
export class CaptureIndex {
  readonly decoder = new PacketDecoder();
  readonly packets = new PacketTable();
  readonly #flows = new FlowTable();
  readonly #listed: ListedConnection[] = [];
  readonly #counts: Record<Decoded, number> = {
    tcp: 0,
    udp: 0,
    fragment: 0,
    other: 0,
    cut: 0,
    'unknown-link': 0,
  };
  readonly #links = new Set<number>();
  #unplaced = 0;

  /** The connections so far, by their numbers from 1 on. */
  get listed(): readonly ListedConnection[] {
    return this.#listed;
  }

  /** The connection with this number. */
  connection(id: ConnectionId): ListedConnection | undefined {
    return this.#listed[id - 1];
  }

  /** Takes the next packet of the file; gives its connection where it belongs to one, with the decoder standing on it. */
  take({ at, link, from, to, length, time }: CapturedPacket, bytes: Buffer): Flow | undefined {
    const decoded = this.decoder.decode(link, bytes, from, to, length);
    this.#counts[decoded] += 1;
    if (decoded === 'unknown-link') this.#links.add(link);
    const piece = decoded === 'fragment' || this.decoder.joined;
    const flow = decoded === 'tcp' || decoded === 'udp' ? this.#flows.of(this.decoder, decoded) : undefined;
    // Fragments of all kinds: what is put together anew must come out as it did.
    if (piece || flow !== undefined) this.#place(at, flow, piece);
    if (flow === undefined) return undefined;
    const listed = (this.#listed[flow.id - 1] ??= new ListedConnection(flow, time));
    listed.take(this.decoder, time);
    return flow;
  }

  /** What a reader must know of the file beside its connections, in sentences. */
  get notices(): readonly string[] {
    const { other, cut } = this.#counts;
    const unknown = this.#counts['unknown-link'];
    const links = [...this.#links]
      .toSorted((a, b) => a - b)
      .slice(0, SOURCE_LIMITS.comments)
      .join(', ');
    const unfinished = this.decoder.fragments.unfinished;
    const said: readonly (readonly [number, string])[] = [
      [unknown, `${counted(unknown, 'packet')} came over a link that is not read here (LINKTYPE ${links}).`],
      [other, `${counted(other, 'packet')} carried neither TCP nor UDP and were left out.`],
      [cut, `${counted(cut, 'packet')} were captured too short to tell whose they are.`],
      [unfinished, `${counted(unfinished, 'datagram')} came in fragments of which some are missing.`],
      [
        this.#flows.left,
        `${counted(this.#flows.left, 'packet')} of connections after the first ${grouped(SOURCE_LIMITS.flows)} were left out.`,
      ],
      [
        this.#unplaced,
        `${counted(this.#unplaced, 'packet')} after the first ${grouped(SOURCE_LIMITS.packets)} are counted only.`,
      ],
    ];
    return said.filter(([count]) => count > 0).map(([, text]) => text);
  }

  #place(at: number, flow: Flow | undefined, piece: boolean): void {
    if (this.packets.length >= SOURCE_LIMITS.packets) this.#unplaced += 1;
    else if (piece) this.packets.pushPiece(at, flow?.id);
    else if (flow !== undefined) this.packets.push(at, flow.id);
  }
}
