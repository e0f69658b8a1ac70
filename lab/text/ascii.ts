import { hex } from './hex.ts';

/** Characters of text from the wire that one value shows. */
const SHOWN = 256;

/** Text from the wire as printable ASCII: what is not becomes `\x1b`; cut after SHOWN characters. */
export function ascii(bytes: Uint8Array | string): string {
  const source = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
  let text = '';
  for (const byte of source.subarray(0, SHOWN)) {
    text += byte >= 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCodePoint(byte) : `\\x${hex([byte])}`;
  }
  return source.length > SHOWN ? `${text}…` : text;
}
