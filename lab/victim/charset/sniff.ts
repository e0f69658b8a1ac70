import { encodingOf, type Encoding } from './encoding.ts';
import { prescan } from './prescan.ts';

/** The byte order marks that a page may begin with. */
const MARKS = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
] as const;

/**
 * The encoding in which a browser reads these bytes (HTML, section 13.2.3.1): a byte order mark says it
 * before the `charset` of Content-Type, which says it before a page's `meta`. A page that says nothing is
 * UTF-8 here; browsers guess, by their user's language.
 */
export function sniffEncoding(bytes: Uint8Array, charset: string | undefined, isHtml: boolean): Encoding {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  return marked ?? encodingOf(charset ?? '') ?? (isHtml ? prescan(bytes) : undefined) ?? 'utf-8';
}
