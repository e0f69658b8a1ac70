import { CONTENT } from '../tls/names.ts';

/** What a datagram of UDP is, as far as its first bytes tell. */
export type DatagramKind = 'quic' | 'dtls' | 'dns' | 'datagram';

const DTLS_VERSIONS: ReadonlySet<number> = new Set([0xfeff, 0xfefd, 0xfefc, 0x0100]);
const DTLS_HEADER = 13;
const DNS_PORTS: ReadonlySet<number> = new Set([53, 5353, 5355]);

/** Recognises a datagram. QUIC: a long header (RFC 9000 §17.2); DTLS: a record's header (RFC 6347 §4.1); DNS by its port. Never throws. */
export function datagramKind(bytes: Uint8Array, port: number): DatagramKind {
  if (isDtls(bytes)) return 'dtls';
  if (isQuicLong(bytes)) return 'quic';
  return DNS_PORTS.has(port) && bytes.length >= 12 ? 'dns' : 'datagram';
}

function isDtls(bytes: Uint8Array): boolean {
  const [type = 0, high = 0, low = 0] = bytes;
  if (bytes.length < DTLS_HEADER || type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat) return false;
  const length = ((bytes[11] ?? 0) << 8) | (bytes[12] ?? 0);
  return DTLS_VERSIONS.has((high << 8) | low) && DTLS_HEADER + length <= bytes.length;
}

/** A long header with the fixed bit, a version that there is, and ids that fit; or a Version Negotiation. */
function isQuicLong(bytes: Uint8Array): boolean {
  const [first = 0, a = 0, b = 0, c = 0, d = 0, id = 255] = bytes;
  if (bytes.length < 20 || (first & 0x80) === 0 || id > 20) return false;
  const version = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const known =
    version === 1 || version === 0x6b33_43cf || version >>> 8 === 0xff_0000 || version >>> 12 === 0x51303;
  return version === 0
    ? bytes.length > 7 + id && (bytes.length - 7 - id) % 4 !== 3
    : known && (first & 0x40) !== 0;
}
