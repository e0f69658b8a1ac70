import { printableStart } from '../../lab/text/printable.ts';

/** Characters of text from the wire that one value shows. */
const SHOWN = 256;

/** Text from the wire, safe for one line of a terminal, cut after 256 characters. */
export function shown(text: string): string {
  return printableStart(text, SHOWN);
}
