import { IpAddresses } from './addresses.ts';
import { Fragments } from './fragments.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { ipIn, isLinkKnown } from './link.ts';

/** Flags of TCP. RFC 9293 §3.1. */
export const TCP_FLAG = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

const PROTOCOL = { ipInIp: 4, tcp: 6, udp: 17, ipv6InIp: 41, gre: 47 } as const;
/** Extension headers of IPv6 that stand before what is carried. RFC 8200 §4, RFC 4302. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const NO_BUFFER = Buffer.alloc(0);

/** What became of a frame. */
export type Decoded = 'tcp' | 'udp' | 'fragment' | 'other' | 'cut' | 'unknown-link';

/**
 * Takes frames apart down to TCP and UDP. What was read of the last one stands in its fields until the next is
 * read: there are millions of them. Never throws.
 */
export class PacketDecoder {
  readonly addresses: IpAddresses;
  readonly fragments = new Fragments();
  source = 0;
  target = 0;
  sourcePort = 0;
  targetPort = 0;
  /** TCP's own. */
  sequence = 0;
  acknowledgment = 0;
  flags = 0;
  /** Where what TCP or UDP carries stands, as far as it was captured. */
  bytes: Buffer = NO_BUFFER;
  from = 0;
  to = 0;
  /** How long it was on the wire. */
  length = 0;
  /** Where the packet of IP ends that is being read, in what was captured and on the wire. */
  #end = 0;
  #wire = 0;
  #depth = 0;
  #joined = false;

  /** Whether the packet was put together of fragments, of which the last has just come. */
  get joined(): boolean {
    return this.#joined;
  }

  /** Addresses that are numbered already keep their numbers. */
  constructor(addresses: IpAddresses = new IpAddresses()) {
    this.addresses = addresses;
  }

  /** Reads a frame of this kind of link between two places in `bytes`; `length` is how long it was on the wire. */
  decode(link: number, bytes: Buffer, from: number, to: number, length: number): Decoded {
    this.#joined = false;
    const place = ipIn(link, bytes, from, to);
    if (place === undefined) return isLinkKnown(link) ? 'other' : 'unknown-link';
    this.#depth = 0;
    this.#end = to;
    this.#wire = from + Math.max(length, to - from);
    return this.#ip(bytes, place);
  }

  #ip(bytes: Buffer, at: number): Decoded {
    this.#depth += 1;
    if (this.#depth > SOURCE_LIMITS.nested || at >= this.#end) return 'cut';
    const version = (bytes[at] ?? 0) >> 4;
    if (version === 4) return this.#v4(bytes, at);
    return version === 6 ? this.#v6(bytes, at) : 'other';
  }

  #v4(bytes: Buffer, at: number): Decoded {
    if (this.#end - at < 20) return 'cut';
    const header = ((bytes[at] ?? 0) & 0x0f) * 4;
    const total = bytes.readUInt16BE(at + 2);
    if (header < 20) return 'other';
    // A length of 0 is what a network card that cuts segments itself is handed: the frame says how long it is.
    if (total >= header) this.#limit(at + total);
    else if (total !== 0) return 'other';
    const start = at + header;
    if (start > this.#end) return 'cut';
    this.source = this.addresses.v4(bytes, at + 12);
    this.target = this.addresses.v4(bytes, at + 16);
    const protocol = bytes[at + 9] ?? 0;
    const place = bytes.readUInt16BE(at + 6);
    const offset = (place & 0x1fff) * 8;
    const more = (place & 0x2000) !== 0;
    if (!more && offset === 0) return this.#payload(bytes, start, protocol);
    const key = `4 ${this.source} ${this.target} ${protocol} ${bytes.readUInt16BE(at + 4)}`;
    return this.#fragment(key, bytes.subarray(start, this.#end), offset, more, protocol);
  }

  #v6(bytes: Buffer, at: number): Decoded {
    if (this.#end - at < 40) return 'cut';
    const length = bytes.readUInt16BE(at + 4);
    if (length !== 0) this.#limit(at + 40 + length);
    const source = this.addresses.v6(bytes, at + 8);
    const target = this.addresses.v6(bytes, at + 24);
    if (source === undefined || target === undefined) return 'other';
    this.source = source;
    this.target = target;
    let next = bytes[at + 6] ?? 0;
    let here = at + 40;
    for (let count = 0; count < SOURCE_LIMITS.nested; count += 1) {
      const isFragment = next === FRAGMENT;
      if (!isFragment && next !== AUTHENTICATION && !EXTENSIONS.has(next))
        return this.#payload(bytes, here, next);
      if (this.#end - here < 8) return 'cut';
      const after = bytes[here] ?? 0;
      if (isFragment) {
        const place = bytes.readUInt16BE(here + 2);
        const [offset, more] = [place & 0xfff8, (place & 1) !== 0];
        const key = `6 ${source} ${target} ${bytes.readUInt32BE(here + 4)}`;
        if (offset !== 0 || more)
          return this.#fragment(key, bytes.subarray(here + 8, this.#end), offset, more, after);
        here += 8;
      } else
        here += next === AUTHENTICATION ? ((bytes[here + 1] ?? 0) + 2) * 4 : ((bytes[here + 1] ?? 0) + 1) * 8;
      next = after;
    }
    return 'other';
  }

  #fragment(key: string, bytes: Buffer, offset: number, more: boolean, protocol: number): Decoded {
    const whole = this.fragments.take(key, offset, bytes, more);
    if (whole === undefined) return 'fragment';
    this.#joined = true;
    this.#end = whole.length;
    this.#wire = whole.length;
    const decoded = this.#payload(whole, 0, protocol);
    return decoded === 'fragment' ? 'other' : decoded;
  }

  #payload(bytes: Buffer, at: number, protocol: number): Decoded {
    switch (protocol) {
      case PROTOCOL.tcp:
        return this.#tcp(bytes, at);
      case PROTOCOL.udp:
        return this.#udp(bytes, at);
      case PROTOCOL.ipInIp:
      case PROTOCOL.ipv6InIp:
        return this.#ip(bytes, at);
      case PROTOCOL.gre:
        return this.#gre(bytes, at);
      default:
        return 'other';
    }
  }

  #tcp(bytes: Buffer, at: number): Decoded {
    if (this.#end - at < 20) return 'cut';
    const header = ((bytes[at + 12] ?? 0) >> 4) * 4;
    if (header < 20) return 'other';
    this.sourcePort = bytes.readUInt16BE(at);
    this.targetPort = bytes.readUInt16BE(at + 2);
    this.sequence = bytes.readUInt32BE(at + 4);
    this.acknowledgment = bytes.readUInt32BE(at + 8);
    this.flags = bytes[at + 13] ?? 0;
    this.#carries(bytes, at + header);
    return 'tcp';
  }

  #udp(bytes: Buffer, at: number): Decoded {
    if (this.#end - at < 8) return 'cut';
    this.sourcePort = bytes.readUInt16BE(at);
    this.targetPort = bytes.readUInt16BE(at + 2);
    const length = bytes.readUInt16BE(at + 4);
    if (length >= 8) this.#limit(at + length);
    this.#carries(bytes, at + 8);
    return 'udp';
  }

  /** Generic Routing Encapsulation around IP. RFC 2784, RFC 2890. */
  #gre(bytes: Buffer, at: number): Decoded {
    if (this.#end - at < 4) return 'cut';
    const flags = bytes.readUInt16BE(at);
    const type = bytes.readUInt16BE(at + 2);
    if ((flags & 7) !== 0 || (type !== 0x0800 && type !== 0x86dd)) return 'other';
    const more = [0x8000, 0x2000, 0x1000].filter((flag) => (flags & flag) !== 0).length;
    return this.#ip(bytes, at + 4 + 4 * more);
  }

  /** What is carried begins at `at`; nothing of it is there where the header was cut. */
  #carries(bytes: Buffer, at: number): void {
    this.bytes = bytes;
    this.from = Math.min(at, this.#end);
    this.to = this.#end;
    this.length = Math.max(0, this.#wire - at);
  }

  /** What follows ends at `at` on the wire: behind it a frame is padded. */
  #limit(at: number): void {
    this.#end = Math.min(this.#end, at);
    // Of fragments the packet that is being read is longer than the frame.
    this.#wire = this.#joined ? Math.min(this.#wire, at) : at;
  }
}
