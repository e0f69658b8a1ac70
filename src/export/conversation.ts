import type { CloseReason, ConnectionClosed } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { grouped } from '../../lab/text/count.ts';
import { looksLikeTls } from '../../lab/wire/tls/records.ts';
import { SEGMENT_SIZE, TCP } from './packets.ts';
import type { PacketEndpoint, TcpPacket, UdpPacket } from './packets.ts';

/** A packet with what is to be said of it. */
export interface CommentedPacket {
  readonly packet: TcpPacket | UdpPacket;
  readonly comment?: string;
}

/** How a connection ended, as `connection-closed` says it. */
export interface ConnectionEnd {
  readonly by: ConnectionClosed['by'];
  readonly how: CloseReason;
  readonly toBank: number;
  readonly toVictim: number;
}

/** A connection as packets: how it opens, what passes, how it ends. */
export interface PacketConversation {
  readonly open: (comment: string) => Iterable<CommentedPacket>;
  readonly data: (direction: Direction, offset: number, bytes: Uint8Array) => Iterable<CommentedPacket>;
  readonly close: (end: ConnectionEnd) => Iterable<CommentedPacket>;
}

/** One sender's side: the stream's next byte, whether its FIN went out, and the count of its packets. */
interface Side {
  readonly end: PacketEndpoint;
  readonly initial: number;
  sent: number;
  finished: boolean;
  packets: number;
}

/** The port on which tools look for TLS by themselves. */
const TLS_PORT = 443;
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The TCP conversation around one connection's captured bytes (RFC 9293). The tap keeps payload and no
 * headers: handshake, acknowledgments and teardown are what two ordinary hosts would have sent.
 */
export class TcpConversation implements PacketConversation {
  readonly #victim: Side;
  readonly #bank: Side;

  /** `key` makes the initial sequence numbers, so that the same session gives the same bytes. */
  constructor(victim: PacketEndpoint, bank: PacketEndpoint, key: number) {
    this.#victim = side(victim, mix(key * 2));
    this.#bank = side(bank, mix(key * 2 + 1));
  }

  /** The handshake: SYN, SYN-ACK, ACK. */
  *open(comment: string): Generator<CommentedPacket> {
    const [victim, bank] = [this.#victim, this.#bank];
    yield { packet: this.#packet(victim, TCP.syn, -1), comment };
    yield { packet: this.#packet(bank, TCP.syn | TCP.ack, -1) };
    yield { packet: this.#packet(victim, TCP.ack) };
  }

  /** Captured bytes in full packets, every second and the last acknowledged (RFC 9293, section 3.8.6.3). */
  *data(direction: Direction, offset: number, bytes: Uint8Array): Generator<CommentedPacket> {
    const [from, to] = this.#sides(direction === 'to-bank');
    const begin = Number.isSafeInteger(offset) && offset >= 0 ? offset : from.sent;
    const comment =
      missing(begin - from.sent) ?? (from === this.#victim && begin === 0 ? this.#oddPort(bytes) : undefined);
    for (let start = 0, count = 1; start < bytes.length; start += SEGMENT_SIZE, count++) {
      const payload = bytes.subarray(start, start + SEGMENT_SIZE);
      const last = start + payload.length === bytes.length;
      const packet = this.#packet(from, last ? TCP.psh | TCP.ack : TCP.ack, begin + start, payload);
      yield { packet, ...(start === 0 && comment !== undefined && { comment }) };
      from.sent = Math.max(from.sent, begin + start + payload.length);
      if (last || count % 2 === 0) yield { packet: this.#packet(to, TCP.ack) };
    }
  }

  /** The teardown: FINs both ways, or a reset. What the attacker does comes from the bank's side, where the victim sees it. */
  *close({ by, how, toBank, toVictim }: ConnectionEnd): Generator<CommentedPacket> {
    const [from, to] = this.#sides(by !== 'bank' && by !== 'attacker');
    const lost = missing(this.#relayed(this.#victim, toBank) + this.#relayed(this.#bank, toVictim));
    const comment = `closed by the ${by} (${how})${lost === undefined ? '' : `; ${lost}`}`;
    if (how === 'reset' || how === 'refused') {
      yield { packet: this.#packet(from, TCP.rst | TCP.ack), comment };
      return;
    }
    yield { packet: this.#packet(from, TCP.fin | TCP.ack), comment };
    from.finished = true;
    yield { packet: this.#packet(to, TCP.fin | TCP.ack) };
    to.finished = true;
    yield { packet: this.#packet(from, TCP.ack) };
  }

  /** What a reader must know of TLS where tools do not look for it. */
  #oddPort(first: Uint8Array): string | undefined {
    const port = this.#bank.end.port;
    if (port === TLS_PORT || !looksLikeTls(first)) return undefined;
    const asTls = `tcp.port==${this.#victim.end.port},tls`;
    return `this is TLS on port ${port}, where Wireshark looks for another protocol: Decode As TLS (tshark -d ${asTls})`;
  }

  #sides(fromVictim: boolean): readonly [from: Side, to: Side] {
    return fromVictim ? [this.#victim, this.#bank] : [this.#bank, this.#victim];
  }

  /** Moves a side on to all that was relayed from it; the bytes by which it moved. */
  #relayed(from: Side, count: number): number {
    const before = from.sent;
    if (Number.isSafeInteger(count)) from.sent = Math.max(before, count);
    return from.sent - before;
  }

  /** `offset` in the sender's stream; -1 is the SYN's own number. */
  #packet(from: Side, flags: number, offset = from.sent, payload = NOTHING): TcpPacket {
    const to = from === this.#victim ? this.#bank : this.#victim;
    from.packets += 1;
    const sequence = from.initial + 1 + (offset % 0x1_0000_0000) + (from.finished ? 1 : 0);
    const received = to.initial + 1 + (to.sent % 0x1_0000_0000) + (to.finished ? 1 : 0);
    return {
      from: from.end,
      to: to.end,
      identification: (from.initial + from.packets) & 0xffff,
      sequence,
      acknowledgment: (flags & TCP.ack) === 0 ? 0 : received,
      flags,
      payload,
    };
  }
}

function side(end: PacketEndpoint, initial: number): Side {
  return { end, initial, sent: 0, finished: false, packets: 0 };
}

function missing(bytes: number): string | undefined {
  if (bytes <= 0) return undefined;
  return `${grouped(bytes)} bytes before this were relayed but are not in the recording`;
}

/** A number of 32 bits that looks like any other (the finisher of MurmurHash3). */
function mix(key: number): number {
  let hash = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Payload of the longest datagram of UDP over IPv4. */
const DATAGRAM = 65_507;

/** The datagrams of one connection of UDP, each as it was captured. */
export class UdpConversation implements PacketConversation {
  readonly #client: PacketEndpoint;
  readonly #server: PacketEndpoint;
  #comment: string | undefined;
  #packets = 0;

  constructor(client: PacketEndpoint, server: PacketEndpoint) {
    this.#client = client;
    this.#server = server;
  }

  /** Nothing opens it: the comment goes with the first datagram. */
  open(comment: string): readonly CommentedPacket[] {
    this.#comment = comment;
    return [];
  }

  /** One datagram. */
  data(direction: Direction, _offset: number, bytes: Uint8Array): readonly CommentedPacket[] {
    const [from, to] = direction === 'to-bank' ? [this.#client, this.#server] : [this.#server, this.#client];
    const comment = this.#comment;
    this.#comment = undefined;
    this.#packets += 1;
    const packet = { from, to, identification: this.#packets, payload: bytes.subarray(0, DATAGRAM) };
    return [{ packet, ...(comment !== undefined && { comment }) }];
  }

  /** Nothing closes it. */
  close(): readonly CommentedPacket[] {
    return [];
  }
}
