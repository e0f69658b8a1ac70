import { latin1 } from '../bytes.ts';
import type { Span } from '../span.ts';

/** Fields of one form body that are read; the rest is left out. */
export const FORM_FIELDS_LIMIT = 1_000;

/** One field of a sent form: its decoded name and value, and where each lies in the body as it was sent. */
export interface SentField {
  readonly name: string;
  readonly value: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** Reads an `application/x-www-form-urlencoded` body (URL Standard, 5.1), at most `FORM_FIELDS_LIMIT` fields. Never throws. */
export function formFields(body: Uint8Array): SentField[] {
  const fields: SentField[] = [];
  const text = latin1(body);
  let offset = 0;
  while (offset < text.length && fields.length < FORM_FIELDS_LIMIT) {
    const ampersand = text.indexOf('&', offset);
    const end = ampersand === -1 ? text.length : ampersand;
    const part = text.slice(offset, end);
    const equals = part.includes('=') ? part.indexOf('=') : part.length;
    const valueOffset = Math.min(offset + equals + 1, end);
    if (part !== '') {
      fields.push({
        name: formDecoded(part.slice(0, equals)),
        value: formDecoded(part.slice(equals + 1)),
        nameSpan: { offset, length: equals },
        valueSpan: { offset: valueOffset, length: end - valueOffset },
      });
    }
    offset = end + 1;
  }
  return fields;
}

/** Undoes `+` and `%XX` in text with one character for each byte, and reads the bytes as UTF-8. */
function formDecoded(text: string): string {
  return formBytes(text).toString('utf8');
}

/** The bytes that a name or a value of a form stands for, in text with one character for each byte: `+` and `%XX` undone. */
export function formBytes(text: string): Buffer {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
