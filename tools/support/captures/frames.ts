/** Captures written by hand, byte for byte: frames, packets, and the files around them. Checksums are left 0: no reader here asks for them. */

/** A segment of TCP as a test says it. */
export interface MadeSegment {
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly acknowledgment?: number;
  /** Letters: S, A, F, R, P. */
  readonly flags: string;
  readonly payload?: string | Uint8Array;
}

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };

const word16 = (value: number): Buffer => Buffer.of((value >> 8) & 0xff, value & 0xff);
const word32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** `192.0.2.1:80`, `[2001:db8::1]:80` in its parts. */
export function endOf(text: string): { readonly address: Buffer; readonly port: number } {
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(text) ?? [];
  const address = six === undefined ? Buffer.from((four ?? '').split('.').map(Number)) : v6(six);
  return { address, port: Number(port) };
}

const hexWords = (part: string): number[] =>
  part === '' ? [] : part.split(':').map((each) => parseInt(each, 16));

function v6(text: string): Buffer {
  const [before = '', after] = text.split('::');
  const [left, right] = [hexWords(before), hexWords(after ?? '')];
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return Buffer.concat([...left, ...Array.from<number>({ length: zeros }).fill(0), ...right].map(word16));
}

const bytesOf = (payload: string | Uint8Array = ''): Buffer =>
  typeof payload === 'string' ? Buffer.from(payload, 'latin1') : Buffer.from(payload);

/** A segment of TCP around its payload. RFC 9293 §3.1. */
export function tcp({ from, to, sequence, acknowledgment = 0, flags, payload }: MadeSegment): Buffer {
  const bits = Array.from(flags).reduce((sum, letter) => sum | (FLAGS[letter] ?? 0), 0);
  return Buffer.concat([
    word16(endOf(from).port),
    word16(endOf(to).port),
    word32(sequence),
    word32(acknowledgment),
    Buffer.of(0x50, bits),
    word16(65_535),
    word32(0),
    bytesOf(payload),
  ]);
}

/** A datagram of UDP around its payload. */
export function udp(from: string, to: string, payload: string | Uint8Array): Buffer {
  const bytes = bytesOf(payload);
  return Buffer.concat([
    word16(endOf(from).port),
    word16(endOf(to).port),
    word16(8 + bytes.length),
    word16(0),
    bytes,
  ]);
}

/** What of a packet of IP a test says otherwise. */
export interface IpWishes {
  readonly protocol?: number;
  readonly id?: number;
  /** Bytes before this fragment, and whether others follow. */
  readonly offset?: number;
  readonly more?: boolean;
  /** Extension headers of IPv6 without their first byte, by their numbers. */
  readonly extensions?: readonly (readonly [number, Uint8Array])[];
}

/** A packet of IPv4 or IPv6, as the addresses of `from` and `to` say. */
export function ip(from: string, to: string, carried: Uint8Array, wishes: IpWishes = {}): Buffer {
  const { protocol = 6, id = 1, offset = 0, more = false, extensions = [] } = wishes;
  const [source, target] = [endOf(from).address, endOf(to).address];
  if (source.length === 4)
    return Buffer.concat([
      Buffer.of(0x45, 0),
      word16(20 + carried.length),
      word16(id),
      word16((more ? 0x2000 : 0) | (offset >> 3)),
      Buffer.of(64, protocol, 0, 0),
      source,
      target,
      carried,
    ]);
  const fragmented = offset > 0 || more;
  const fragment = Buffer.concat([Buffer.of(0), word16(offset | (more ? 1 : 0)), word32(id)]);
  const all: (readonly [number, Uint8Array])[] = [
    ...extensions,
    ...(fragmented ? [[44, fragment] as const] : []),
  ];
  const numbers = [...all.map(([number]) => number), protocol];
  const headers = all.map(([, rest], index) => Buffer.concat([Buffer.of(numbers[index + 1] ?? 59), rest]));
  const length = carried.length + headers.reduce((sum, each) => sum + each.length, 0);
  return Buffer.concat([
    word32(0x6000_0000),
    word16(length),
    Buffer.of(numbers[0] ?? protocol, 64),
    source,
    target,
    ...headers,
    carried,
  ]);
}

/** A segment in its packet. */
export function segment(said: MadeSegment, wishes: IpWishes = {}): Buffer {
  return ip(said.from, said.to, tcp(said), wishes);
}

const ethertype = (packet: Uint8Array): Buffer => word16((packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800);
const MACS = Buffer.from('020000000001020000000002', 'hex');

/** How a packet of IP is put into a frame of each kind of link: its LINKTYPE_ number, and the frame. */
export const LINKS: Readonly<Record<string, readonly [number, (packet: Uint8Array) => Buffer]>> = {
  ethernet: [1, (packet) => Buffer.concat([MACS, ethertype(packet), packet])],
  vlan: [1, (packet) => Buffer.concat([MACS, word16(0x8100), word16(7), ethertype(packet), packet])],
  qinq: [
    1,
    (packet) =>
      Buffer.concat([MACS, word16(0x88a8), word16(7), word16(0x8100), word16(8), ethertype(packet), packet]),
  ],
  snap: [
    1,
    (packet) =>
      Buffer.concat([
        MACS,
        word16(8 + packet.length),
        Buffer.from('aaaa03000000', 'hex'),
        ethertype(packet),
        packet,
      ]),
  ],
  mpls: [
    1,
    (packet) => Buffer.concat([MACS, word16(0x8847), word32(0x0001_0040), word32(0x0002_0140), packet]),
  ],
  pppoe: [
    1,
    (packet) =>
      Buffer.concat([
        MACS,
        word16(0x8864),
        Buffer.of(0x11, 0),
        word16(1),
        word16(2 + packet.length),
        ppp(packet),
        packet,
      ]),
  ],
  linuxCooked: [113, (packet) => Buffer.concat([Buffer.alloc(14), ethertype(packet), packet])],
  linuxCooked2: [276, (packet) => Buffer.concat([ethertype(packet), Buffer.alloc(18), packet])],
  bsdLoopback: [
    0,
    (packet) => Buffer.concat([Buffer.of((packet[0] ?? 0) >> 4 === 6 ? 30 : 2, 0, 0, 0), packet]),
  ],
  bsdLoopbackBig: [
    0,
    (packet) => Buffer.concat([Buffer.of(0, 0, 0, (packet[0] ?? 0) >> 4 === 6 ? 24 : 2), packet]),
  ],
  openbsdLoop: [
    108,
    (packet) => Buffer.concat([Buffer.of(0, 0, 0, (packet[0] ?? 0) >> 4 === 6 ? 24 : 2), packet]),
  ],
  raw: [101, (packet) => Buffer.from(packet)],
  rawByVersion: [228, (packet) => Buffer.from(packet)],
  ppp: [9, (packet) => Buffer.concat([Buffer.of(0xff, 0x03), ppp(packet), packet])],
};

function ppp(packet: Uint8Array): Buffer {
  return word16((packet[0] ?? 0) >> 4 === 6 ? 0x57 : 0x21);
}
