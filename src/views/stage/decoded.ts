import { indexOf } from '../../../lab/wire/bytes.ts';
import type { Excerpt } from './state.ts';

/** One line of what an excerpt says: a name and what stands there. Hostile text, not yet safe for a terminal. */
export interface DecodedLine {
  /** Empty where the line is a whole of its own, as a request line is. */
  readonly name: string;
  readonly text: string;
  /** Whether a value that was looked for stands in it. */
  readonly read: boolean;
}

/** Lines that an excerpt is decoded into. */
export const DECODED_LINES = 40;

const BLANK_LINE = new TextEncoder().encode('\r\n\r\n');

/** Content types of TLS records (RFC 9846, section 5.1) as a record's first byte says them. */
const RECORD_TYPES: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  23: 'application_data',
};

/** Bytes before what a TLS record carries (RFC 9846, section 5.1). */
const RECORD_HEADER = 5;

/**
 * What the bytes of an excerpt say, read as their protocol: of an HTTP message its first line, what a form in it
 * carries, and its header fields; of a sealed record what its header tells. Empty for what is neither. Pure.
 */
export function decodedLines(excerpt: Excerpt): readonly DecodedLine[] {
  const { bytes, sealed, label } = excerpt;
  if (sealed) return sealedRecord(bytes, excerpt.length);
  return label.startsWith('TLS') ? [] : httpMessage(excerpt);
}

function sealedRecord(bytes: Uint8Array, length: number): readonly DecodedLine[] {
  const type = RECORD_TYPES[bytes[0] ?? 0];
  if (type === undefined) return [];
  return [
    { name: 'content type', text: type, read: false },
    { name: 'sealed inside', text: `${Math.max(0, length - RECORD_HEADER)} bytes`, read: false },
    { name: 'what they say', text: 'not to be seen', read: false },
  ];
}

function httpMessage({ bytes, marks }: Excerpt): readonly DecodedLine[] {
  const decoder = new TextDecoder('latin1');
  const end = indexOf(bytes, BLANK_LINE, 0);
  const head = bytes.subarray(0, end === -1 ? bytes.length : end);
  const [first = '', ...fields] = decoder.decode(head).split('\r\n', DECODED_LINES);
  let at = 0;
  const line = (raw: string, separator: string): DecodedLine => {
    const [from, until] = [at, at + raw.length];
    const colon = raw.indexOf(separator);
    const read = marks.some(({ offset, length }) => offset < until && offset + length > from);
    if (colon === -1) return { name: '', text: raw, read };
    return { name: raw.slice(0, colon), text: raw.slice(colon + 1).trim(), read };
  };
  const all = [{ ...line(first, '\0'), name: '' }];
  at = first.length + 2;
  const named = fields.map((field) => {
    const told = line(field, ':');
    at += field.length + 2;
    return told;
  });
  if (end !== -1 && isForm(named)) {
    at = end + BLANK_LINE.length;
    for (const pair of decoder.decode(bytes.subarray(at)).split('&', DECODED_LINES)) {
      const { name, text, read } = line(pair, '=');
      all.push({ name: formText(name), text: formText(text), read });
      at += pair.length + 1;
    }
  }
  return [...all, ...named].slice(0, DECODED_LINES);
}

function isForm(fields: readonly DecodedLine[]): boolean {
  return fields.some(
    ({ name, text }) =>
      name.toLowerCase() === 'content-type' && text.startsWith('application/x-www-form-urlencoded'),
  );
}

/** What a form's text stands for (WHATWG URL, section 5.1). */
function formText(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? text;
}
