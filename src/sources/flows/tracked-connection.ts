import type { CloseReason } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { TCP_FLAG } from '../packets/decode.ts';
import type { PacketDecoder } from '../packets/decode.ts';
import { flowDirection } from './flow-table.ts';
import type { Flow } from './flow-table.ts';
import { TcpSide } from './tcp-side.ts';
import type { HeldTogether } from './tcp-side.ts';

/** What is told of a connection. */
export interface ConnectionEvents {
  readonly bytes: (direction: Direction, offset: number, bytes: Uint8Array) => void;
  /** Counts are bytes that passed each way, those in gaps too. */
  readonly closed: (by: 'victim' | 'bank', how: CloseReason, toBank: number, toVictim: number) => void;
}

/** One connection whose bytes are put together as its packets come. */
export class TrackedConnection {
  readonly #flow: Flow;
  readonly #events: ConnectionEvents;
  readonly #sides: Readonly<Record<Direction, TcpSide>>;
  /** Where each side's FIN stands, and who sent the first. */
  readonly #ends: Record<Direction, number | undefined> = { 'to-bank': undefined, 'to-victim': undefined };
  #first: Direction | undefined;
  /** Of UDP: bytes so far. */
  readonly #datagrams: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  #closed = false;
  #reset: Direction | undefined;

  constructor(flow: Flow, together: HeldTogether, events: ConnectionEvents) {
    this.#flow = flow;
    this.#events = events;
    const side = (direction: Direction): TcpSide =>
      new TcpSide(together, (offset, bytes) => events.bytes(direction, offset, bytes));
    this.#sides = { 'to-bank': side('to-bank'), 'to-victim': side('to-victim') };
  }

  /** Takes the packet of it that was just decoded. */
  packet(packet: PacketDecoder): void {
    if (this.#closed) return;
    const direction = flowDirection(this.#flow, packet);
    if (this.#flow.transport === 'udp') this.#datagram(packet, direction);
    else this.#segment(packet, direction);
  }

  /** Hands over what waits, since no more packets come. */
  end(): void {
    this.#flush();
    if (this.#reset !== undefined && !this.#closed) this.#close(this.#reset, 'reset');
    if (this.#first !== undefined && !this.#closed) this.#close(this.#first, 'end');
  }

  /** The same, in want of room for others: what still comes of it is left out. */
  giveWay(): void {
    this.#flush();
    if (!this.#closed) this.#close('to-bank', 'limit');
  }

  #datagram({ bytes, from, to, length }: PacketDecoder, direction: Direction): void {
    const offset = this.#datagrams[direction];
    if (to > from) this.#events.bytes(direction, offset, bytes.subarray(from, to));
    this.#datagrams[direction] = offset + length;
  }

  #segment(packet: PacketDecoder, direction: Direction): void {
    const { flags, sequence, acknowledgment, bytes, from, to, length } = packet;
    const own = this.#sides[direction];
    const other = this.#sides[direction === 'to-bank' ? 'to-victim' : 'to-bank'];
    const syn = (flags & TCP_FLAG.syn) !== 0;
    if ((flags & TCP_FLAG.ack) !== 0 && (flags & TCP_FLAG.rst) === 0) {
      // What the other side is said to have sent tells where it stands, where its own SYN was not seen.
      other.begin(acknowledgment);
      other.acknowledged(acknowledgment);
    }
    const first = syn ? (sequence + 1) >>> 0 : sequence;
    if ((flags & TCP_FLAG.rst) !== 0) {
      this.#flush();
      this.#reset = direction;
      // Who is refused may try once more with the same numbers.
      if (own.next > 0 || other.next > 0 || own.begun === other.begun) this.#close(direction, 'reset');
      return;
    }
    if (syn) own.beginAt(first);
    if (length > 0) own.take(first, bytes.subarray(from, to), length);
    if ((flags & TCP_FLAG.fin) !== 0) {
      own.begin(first);
      this.#ends[direction] ??= own.placeOf((first + length) >>> 0);
      this.#first ??= direction;
    }
    const [toBank, toVictim] = [this.#ends['to-bank'], this.#ends['to-victim']];
    if (toBank === undefined || toVictim === undefined) return;
    if (this.#sides['to-bank'].next >= toBank && this.#sides['to-victim'].next >= toVictim)
      this.#close(this.#first ?? direction, 'end');
  }

  #flush(): void {
    this.#sides['to-bank'].flush();
    this.#sides['to-victim'].flush();
  }

  #close(by: Direction, how: CloseReason): void {
    this.#closed = true;
    const udp = this.#flow.transport === 'udp';
    const passed = (direction: Direction): number =>
      udp ? this.#datagrams[direction] : this.#sides[direction].next;
    this.#events.closed(by === 'to-bank' ? 'victim' : 'bank', how, passed('to-bank'), passed('to-victim'));
  }
}
