import { SOURCE_LIMITS } from '../limits.ts';

/** LINKTYPE_ numbers (tcpdump.org/linktypes.html) of the links whose packets are read. */
const LINK = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  rawOld: 12,
  rawBsd: 14,
  pppHdlc: 50,
  pppEther: 51,
  raw: 101,
  openbsdLoop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

/** Numbers that say what comes next in an Ethernet frame. IEEE 802 Numbers at IANA. */
const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, pppoe: 0x8864, mpls: 0x8847 } as const;
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200, 0x9300]);
/** Families of addresses that mean IPv6: of Linux, of the BSDs, of macOS. */
const FAMILY_V6: ReadonlySet<number> = new Set([10, 24, 28, 30]);
const FAMILY_V4 = 2;

/** Where a packet of IP begins in a frame; 0 is never a place of one, but a packet of raw IP: then it is the frame's own. */
export type IpPlace = number | undefined;

/** Where in a frame's bytes from `from` to `to` IP begins; undefined where it carries something else, or is cut. */
export function ipIn(link: number, bytes: Buffer, from: number, to: number): IpPlace {
  switch (link) {
    case LINK.ethernet:
      return to - from < 14 ? undefined : behind(bytes, from + 14, to, bytes.readUInt16BE(from + 12));
    case LINK.linuxCooked:
      return to - from < 16 ? undefined : behind(bytes, from + 16, to, bytes.readUInt16BE(from + 14));
    case LINK.linuxCooked2:
      return to - from < 20 ? undefined : behind(bytes, from + 20, to, bytes.readUInt16BE(from));
    case LINK.null:
    case LINK.openbsdLoop:
      return to - from < 4 ? undefined : ofFamily(bytes, from);
    case LINK.raw:
    case LINK.rawOld:
    case LINK.rawBsd:
    case LINK.ipv4:
    case LINK.ipv6:
      return from;
    case LINK.pppEther:
      return to - from < 6 ? undefined : ofPpp(bytes, from + 6, to);
    case LINK.ppp:
    case LINK.pppHdlc:
      return ofPpp(bytes, from, to);
    default:
      return undefined;
  }
}

/** Whether frames of a link of this number are read. */
export function isLinkKnown(link: number): boolean {
  return Object.values<number>(LINK).includes(link);
}

/** The family stands in the byte order of the machine that captured: only one of them gives a number that there is. */
function ofFamily(bytes: Buffer, from: number): IpPlace {
  const family =
    [bytes.readUInt32LE(from), bytes.readUInt32BE(from)].find((number) => number < 0x1_0000) ?? 0;
  return family === FAMILY_V4 || FAMILY_V6.has(family) ? from + 4 : undefined;
}

/** What stands behind a number that says what comes next. */
function behind(bytes: Buffer, first: number, to: number, type: number): IpPlace {
  let at = first;
  let next = type;
  for (let depth = 0; depth < SOURCE_LIMITS.nested; depth += 1) {
    if (next === ETHERTYPE.ipv4 || next === ETHERTYPE.ipv6) return at;
    if (next === ETHERTYPE.pppoe) return to - at < 6 ? undefined : ofPpp(bytes, at + 6, to);
    if (next === ETHERTYPE.mpls) {
      while (at + 4 <= to && ((bytes[at + 2] ?? 0) & 1) === 0) at += 4;
      return at + 4 < to ? at + 4 : undefined;
    }
    // IEEE 802.3 with LLC and SNAP: its length stands in place of a type.
    if (next < 0x0600 && to - at >= 8 && bytes.readUIntBE(at, 3) === 0xaaaa03) {
      next = bytes.readUInt16BE(at + 6);
      at += 8;
    } else if (VLAN.has(next) && to - at >= 4) {
      next = bytes.readUInt16BE(at + 2);
      at += 4;
    } else return undefined;
  }
  return undefined;
}

/** PPP's protocol in one or two bytes, with or without the address and control before it. RFC 1661 §2, RFC 1662 §3.1. */
function ofPpp(bytes: Buffer, from: number, to: number): IpPlace {
  let at = from;
  if (bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2;
  if (to - at < 2) return undefined;
  const short = ((bytes[at] ?? 0) & 1) === 1;
  const protocol = short ? bytes[at] : bytes.readUInt16BE(at);
  return protocol === 0x21 || protocol === 0x57 ? at + (short ? 1 : 2) : undefined;
}
