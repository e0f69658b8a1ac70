import { indexOf, latin1 } from '../../../lab/wire/bytes.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import { readHeader } from '../../../lab/wire/http/head.ts';
import { headerItems } from '../../../lab/wire/http/message.ts';
import type { Header } from '../../../lab/wire/http/message.ts';
import type { Span } from '../../../lab/wire/span.ts';
import { contentTypeName } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { UnitLine } from '../../reading/protocol.ts';
import type { Excerpt, Mark } from './state.ts';

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

const FORM_TYPE = 'application/x-www-form-urlencoded';
const BLANK_LINE = new TextEncoder().encode('\r\n\r\n');

/**
 * What the bytes of an excerpt say, read as their protocol: of an HTTP message its first line, what a form in it
 * carries, and its header fields; of a form that stands alone its fields; of a sealed record what its header tells. Empty for what is neither. Pure.
 */
export function decodedLines(excerpt: Excerpt): readonly DecodedLine[] {
  const { bytes, sealed, label } = excerpt;
  if (sealed) return sealedRecord(bytes, excerpt.length);
  if (excerpt.bodyOf !== undefined) return body(excerpt, excerpt.bodyOf);
  if (excerpt.lines !== undefined) return unitLines(excerpt, excerpt.lines());
  return label.startsWith('TLS') ? [] : httpMessage(excerpt);
}

function sealedRecord(bytes: Uint8Array, length: number): readonly DecodedLine[] {
  const [type] = bytes;
  if (type === undefined) return [];
  return [
    { name: 'content type', text: contentTypeName(type), read: false },
    { name: 'sealed inside', text: `${Math.max(0, length - RECORD_HEADER)} bytes`, read: false },
    { name: 'what they say', text: 'not to be seen', read: false },
  ];
}

/** A body whose head is not here: a form's fields, or else no more than what kind of thing it is. */
function body({ bytes, marks }: Excerpt, type: string): readonly DecodedLine[] {
  if (type.trim().toLowerCase().startsWith(FORM_TYPE))
    return fieldLines(bytes, 0, marks).slice(0, DECODED_LINES);
  return type === '' ? [] : [{ name: 'content type', text: type, read: false }];
}

function fieldLines(bytes: Uint8Array, offset: number, marks: readonly Mark[]): readonly DecodedLine[] {
  return formFields(bytes).map(({ name, value, valueSpan }) => ({
    name,
    text: value,
    read: isRead(marks, { offset: offset + valueSpan.offset, length: valueSpan.length }),
  }));
}

function isRead(marks: readonly Mark[], span: Span): boolean {
  return marks.some(
    ({ offset, length }) => offset < span.offset + span.length && offset + length > span.offset,
  );
}

/** What a unit says of itself, line by line. */
function unitLines({ offset, marks }: Excerpt, lines: readonly UnitLine[]): readonly DecodedLine[] {
  return lines.slice(0, DECODED_LINES).map(({ name, text, span }) => ({
    name,
    text,
    read: span !== undefined && isRead(marks, { offset: span.offset - offset, length: span.length }),
  }));
}

function httpMessage({ bytes, marks }: Excerpt): readonly DecodedLine[] {
  const end = indexOf(bytes, BLANK_LINE, 0);
  const head = bytes.subarray(0, end === -1 ? bytes.length : end);
  const [first = '', ...fields] = latin1(head).split('\r\n', DECODED_LINES);
  const headers: Header[] = [];
  let at = first.length + 2;
  for (const field of fields) {
    readHeader(field, at, headers, () => undefined);
    at += field.length + 2;
  }
  const isForm = headerItems(headers, 'content-type').some((type) => type.startsWith(FORM_TYPE));
  const start = end === -1 || !isForm ? bytes.length : end + BLANK_LINE.length;
  return [
    { name: '', text: first, read: isRead(marks, { offset: 0, length: first.length }) },
    ...fieldLines(bytes.subarray(start), start, marks),
    ...headers.map((header) => ({ name: header.name, text: header.value, read: isRead(marks, header) })),
  ].slice(0, DECODED_LINES);
}
