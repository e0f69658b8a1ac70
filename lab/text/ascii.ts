import { hex } from './hex.ts';

/** Bytes from the wire that one value shows. */
const SHOWN = 256;

/**
 * Bytes from the wire as printable ASCII, cut after 256 of them. Any other byte, and the backslash, is
 * written as `\x1b`: two digits stand for one byte as it was sent, where `printable` writes characters.
 */
export function ascii(bytes: Uint8Array | string): string {
  const source = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
  let text = '';
  for (const byte of source.subarray(0, SHOWN)) {
    text += byte >= 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCodePoint(byte) : `\\x${hex([byte])}`;
  }
  return source.length > SHOWN ? `${text}…` : text;
}
