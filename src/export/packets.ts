/** Bytes of TCP payload in a full packet: an Ethernet payload of 1,500 without the IPv4 and TCP headers (RFC 9293, section 3.7.1). */
export const SEGMENT_SIZE = 1460;

/** Flags of a TCP header (RFC 9293, section 3.1). */
export const TCP = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** One side of a conversation: its Ethernet address (6 bytes), IPv4 address (4 bytes) and port. */
export interface PacketEndpoint {
  readonly mac: Uint8Array;
  readonly ip: Uint8Array;
  readonly port: number;
}

/** What one packet says. Sequence numbers may be any whole number: they are written modulo 2^32. */
export interface TcpPacket {
  readonly from: PacketEndpoint;
  readonly to: PacketEndpoint;
  readonly identification: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

const ETHERNET = 14;
const IPV4 = 20;
const TCP_HEADER = 20;
const ETHERTYPE_IPV4 = 0x0800;
const DONT_FRAGMENT = 0x4000;
const TIME_TO_LIVE = 64;
const PROTOCOL_TCP = 6;
const WINDOW = 0xffff;
/** Maximum segment size, kind 2 (RFC 9293, section 3.2); stands on SYNs only. */
const MAXIMUM_SEGMENT = Uint8Array.of(2, 4, SEGMENT_SIZE >> 8, SEGMENT_SIZE & 0xff);
const NO_OPTIONS = new Uint8Array(0);

/** The packet as an Ethernet frame without its check sequence, IPv4 (RFC 791) and TCP (RFC 9293) checksums in place. */
export function ethernetFrame(packet: TcpPacket): Uint8Array {
  const { from, to, payload, flags } = packet;
  const options = (flags & TCP.syn) === 0 ? NO_OPTIONS : MAXIMUM_SEGMENT;
  const tcpLength = TCP_HEADER + options.length + payload.length;
  const frame = Buffer.allocUnsafe(ETHERNET + IPV4 + tcpLength);

  frame.set(to.mac, 0);
  frame.set(from.mac, 6);
  frame.writeUInt16BE(ETHERTYPE_IPV4, 12);

  const ip = ETHERNET;
  frame.writeUInt16BE(0x4500, ip);
  frame.writeUInt16BE(IPV4 + tcpLength, ip + 2);
  frame.writeUInt16BE(packet.identification & 0xffff, ip + 4);
  frame.writeUInt16BE(DONT_FRAGMENT, ip + 6);
  frame.writeUInt16BE((TIME_TO_LIVE << 8) | PROTOCOL_TCP, ip + 8);
  frame.writeUInt16BE(0, ip + 10);
  frame.set(from.ip, ip + 12);
  frame.set(to.ip, ip + 16);
  frame.writeUInt16BE(checksum(sum(frame, ip, ip + IPV4)), ip + 10);

  const tcp = ip + IPV4;
  frame.writeUInt16BE(from.port, tcp);
  frame.writeUInt16BE(to.port, tcp + 2);
  frame.writeUInt32BE(modulo32(packet.sequence), tcp + 4);
  frame.writeUInt32BE(modulo32(packet.acknowledgment), tcp + 8);
  frame.writeUInt16BE((((TCP_HEADER + options.length) / 4) << 12) | flags, tcp + 12);
  frame.writeUInt16BE(WINDOW, tcp + 14);
  frame.writeUInt32BE(0, tcp + 16);
  frame.set(options, tcp + TCP_HEADER);
  frame.set(payload, tcp + TCP_HEADER + options.length);
  // The pseudo-header is the two addresses, the protocol and the length (RFC 9293, section 3.1).
  const pseudo = sum(frame, ip + 12, ip + IPV4) + PROTOCOL_TCP + tcpLength;
  frame.writeUInt16BE(checksum(pseudo + sum(frame, tcp, frame.length)), tcp + 16);
  return frame;
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
