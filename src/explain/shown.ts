import { cutText, readable } from '../../lab/text/readable.ts';
import { printable } from '../../lab/text/printable.ts';

/** Text that is decoded already, safe for one line of a terminal, cut after 256 characters. */
export function shown(text: string): string {
  return printable(cutText(text));
}

/**
 * Text from the wire that has one character for each byte, safe for one line of a terminal, cut after `most` characters:
 * what is UTF-8 is shown as it reads, other bytes beyond ASCII as `\xe9`.
 */
export function shownBytes(text: string, most?: number): string {
  return readable(Buffer.from(text, 'latin1'), most);
}
