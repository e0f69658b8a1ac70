/** Bytes of TCP payload in a full packet: an Ethernet payload of 1,500 without the IPv4 and TCP headers (RFC 9293, section 3.7.1). */
export const SEGMENT_SIZE = 1460;

/** Flags of a TCP header (RFC 9293, section 3.1). */
export const TCP = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** One side of a conversation: its Ethernet address (6 bytes), its address of IPv4 (4 bytes) or IPv6 (16) and port. */
export interface PacketEndpoint {
  readonly mac: Uint8Array;
  readonly ip: Uint8Array;
  readonly port: number;
}

/** What one datagram of UDP says. */
export interface UdpPacket {
  readonly from: PacketEndpoint;
  readonly to: PacketEndpoint;
  readonly identification: number;
  readonly payload: Uint8Array;
}

/** What one packet of TCP says. Sequence numbers may be any whole number: they are written modulo 2^32. */
export interface TcpPacket extends UdpPacket {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
}

const ETHERNET = 14;
const IPV4 = 20;
const IPV6 = 40;
const TCP_HEADER = 20;
const UDP_HEADER = 8;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const DONT_FRAGMENT = 0x4000;
const TIME_TO_LIVE = 64;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const WINDOW = 0xffff;
/** Maximum segment size, kind 2 (RFC 9293, section 3.2); stands on SYNs only. */
const MAXIMUM_SEGMENT = Uint8Array.of(2, 4, SEGMENT_SIZE >> 8, SEGMENT_SIZE & 0xff);
const NO_OPTIONS = new Uint8Array(0);

/**
 * The packet as an Ethernet frame without its check sequence: IPv4 (RFC 791) or IPv6 (RFC 8200), as its addresses are, and
 * TCP (RFC 9293) or UDP (RFC 768), with their checksums. Throws a RangeError where its payload is too long for a packet.
 */
export function ethernetFrame(packet: TcpPacket | UdpPacket): Uint8Array {
  const { from, to, payload } = packet;
  const v6 = to.ip.length === 16;
  const tcp = 'flags' in packet;
  const options = tcp && (packet.flags & TCP.syn) !== 0 ? MAXIMUM_SEGMENT : NO_OPTIONS;
  const length = (tcp ? TCP_HEADER + options.length : UDP_HEADER) + payload.length;
  const at = ETHERNET + (v6 ? IPV6 : IPV4);
  const protocol = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
  const frame = Buffer.alloc(at + length);

  frame.set(to.mac, 0);
  frame.set(from.mac, 6);
  frame.writeUInt16BE(v6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4, 12);
  if (v6) writeIpv6(frame, packet, length, protocol);
  else writeIpv4(frame, packet, length, protocol);
  if (tcp) writeTcp(frame, packet, at, options);
  else {
    frame.writeUInt16BE(from.port, at);
    frame.writeUInt16BE(to.port, at + 2);
    frame.writeUInt16BE(length, at + 4);
  }
  frame.set(payload, at + length - payload.length);
  // The pseudo-header is the two addresses, the protocol and the length (RFC 9293, section 3.1, and RFC 8200).
  const pseudo = sum(frame, at - 2 * to.ip.length, at) + protocol + length;
  const check = checksum(pseudo + sum(frame, at, frame.length));
  frame.writeUInt16BE(tcp || check !== 0 ? check : 0xffff, at + (tcp ? 16 : 6));
  return frame;
}

function writeIpv4(
  frame: Buffer,
  { from, to, identification }: UdpPacket,
  length: number,
  protocol: number,
): void {
  const ip = ETHERNET;
  frame.writeUInt16BE(0x4500, ip);
  frame.writeUInt16BE(IPV4 + length, ip + 2);
  frame.writeUInt16BE(identification & 0xffff, ip + 4);
  frame.writeUInt16BE(DONT_FRAGMENT, ip + 6);
  frame.writeUInt16BE((TIME_TO_LIVE << 8) | protocol, ip + 8);
  frame.set(from.ip, ip + 12);
  frame.set(to.ip, ip + 16);
  frame.writeUInt16BE(checksum(sum(frame, ip, ip + IPV4)), ip + 10);
}

function writeIpv6(frame: Buffer, { from, to }: UdpPacket, length: number, protocol: number): void {
  const ip = ETHERNET;
  frame.writeUInt16BE(0x6000, ip);
  frame.writeUInt16BE(length, ip + 4);
  frame.writeUInt16BE((protocol << 8) | TIME_TO_LIVE, ip + 6);
  frame.set(from.ip, ip + 8);
  frame.set(to.ip, ip + 24);
}

function writeTcp(frame: Buffer, packet: TcpPacket, at: number, options: Uint8Array): void {
  frame.writeUInt16BE(packet.from.port, at);
  frame.writeUInt16BE(packet.to.port, at + 2);
  frame.writeUInt32BE(modulo32(packet.sequence), at + 4);
  frame.writeUInt32BE(modulo32(packet.acknowledgment), at + 8);
  frame.writeUInt16BE((((TCP_HEADER + options.length) / 4) << 12) | packet.flags, at + 12);
  frame.writeUInt16BE(WINDOW, at + 14);
  frame.set(options, at + TCP_HEADER);
}

/** The 16-bit words from `start` to `end` added up, an odd last byte as the high half of a word. */
function sum(bytes: Uint8Array, start: number, end: number): number {
  let total = 0;
  let at = start;
  for (; at + 1 < end; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return at < end ? total + ((bytes[at] ?? 0) << 8) : total;
}

/** The Internet checksum of a sum of words (RFC 1071): carries folded in, then the complement. */
function checksum(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

function modulo32(number: number): number {
  return (number % 0x1_0000_0000) >>> 0;
}
