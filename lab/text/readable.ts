import { printable } from './printable.ts';

/** Characters of text from the wire that one value shows. */
const SHOWN = 256;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes as text for one line of a terminal: UTF-8 is shown as what it says; where the bytes are not UTF-8, those beyond
 * ASCII become `\xe9`. What could steer or hide is escaped, and a long text is cut after `most` characters.
 */
export function readable(bytes: Uint8Array, most = SHOWN): string {
  return printable(cutText(utf8(bytes) ?? escaped(bytes), most));
}

/** Text cut after `most` characters; a cut is marked with `…`. No character is cut in two. */
export function cutText(text: string, most = SHOWN): string {
  // A character takes at most two code units.
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** Bytes as the text that they are in UTF-8, or undefined where they are not. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes as lines of text, or undefined where they are not UTF-8 or hold controls other than tabs and line ends. */
export function linesOfText(bytes: Uint8Array): string | undefined {
  return bytes.some(isOdd) ? undefined : utf8(bytes);
}

function isOdd(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d;
}

function escaped(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
