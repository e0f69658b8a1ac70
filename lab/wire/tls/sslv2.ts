import type { ClientHello } from './hello.ts';
import { WireReader } from './reader.ts';

/**
 * The first bytes of a CLIENT-HELLO in SSLv2's format, which old victims send so that old banks understand it: a length
 * of two bytes with its highest bit set, a 1, and the version offered. RFC 5246 §E.2.
 */
export const SSLV2_START = 5;

/** The shortest length that such a hello can say: all its fixed fields. */
const SHORTEST = 9;

/** Whether the bytes from `index` on begin a CLIENT-HELLO in SSLv2's format; undefined where more must tell. */
export function beginsSslv2Hello(bytes: ArrayLike<number>, index = 0): boolean | undefined {
  const [high, low, type, major, minor] = [0, 1, 2, 3, 4].map((at) => bytes[index + at]);
  if (high === undefined) return undefined;
  if (high < 0x80) return false;
  if (low === undefined) return undefined;
  if (sslv2Length(high, low) < SHORTEST || (type ?? 1) !== 1) return false;
  if (minor === undefined) return major === undefined || major === 3 || major === 0 ? undefined : false;
  return major === 3 || (major === 0 && minor === 2);
}

/** Bytes that follow the first two of such a hello. */
export function sslv2Length(high: number, low: number): number {
  return ((high & 0x7f) << 8) | low;
}

/** Reads such a hello from what follows its SSLV2_START bytes, as the ClientHello that it stands for. Never throws. */
export function readSslv2Hello(version: number, rest: Uint8Array): ClientHello {
  const reader = new WireReader(rest);
  const [kinds, id, challenge] = [reader.number(2), reader.number(2), reader.number(2)];
  const specs = new WireReader(reader.take(kinds));
  const numbers = specs.numbers(3);
  return {
    legacyVersion: version,
    sessionId: reader.take(id),
    random: reader.take(challenge),
    // Those with a first byte of 0 are TLS's; the others were SSLv2's own.
    cipherSuites: numbers.filter((kind) => kind <= 0xffff),
    compressionMethods: [],
    extensions: [],
    alpn: [],
    versions: [version],
    groups: [],
    keyShareGroups: [],
    signatureSchemes: [],
    pskOffered: false,
    ticketOffered: false,
    earlyDataOffered: false,
    echOffered: false,
    malformed: reader.failed || specs.failed || reader.left > 0,
  };
}
