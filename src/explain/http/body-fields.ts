import { latin1 } from '../../../lab/wire/bytes.ts';
import { counted, grouped } from '../../../lab/text/count.ts';
import { formFields, type SentField } from '../../../lab/wire/http/form-fields.ts';
import { readable, utf8 } from '../../../lab/text/readable.ts';
import { decodeContent, undoes } from '../../../lab/wire/http/content.ts';
import { headerItems, HTTP_LIMITS, type HttpBody, type HttpMessage } from '../../../lab/wire/http/message.ts';
import type { Field } from '../field.ts';
import { shown, shownBytes } from '../shown.ts';
import { SOURCES } from '../sources/sources.ts';
import { listedFields } from './listed-fields.ts';
import type { Span } from '../../../lab/wire/span.ts';

/** Form fields, and chunks, of one body that get a field each. */
const LISTED = 256;

/** The body as one field, with the form's fields or the chunks as its children; none where there is no body. */
export function bodyField(message: HttpMessage): Field[] {
  const { body } = message;
  if (body.framing === 'none' || body.length === 0) return [];
  const written = (headerItems(message.headers, 'content-type')[0] ?? '').split(';', 1)[0]?.trim() ?? '';
  const type = written.toLowerCase();
  const form = type === 'application/x-www-form-urlencoded' && body.codings.length === 0;
  const kind = form ? 'form' : type === 'text/html' ? 'HTML page' : shownBytes(written, 40);
  const children = [
    ...(form
      ? listedFields(
          formFields(body.content).map((field) => formField(field, body)),
          LISTED,
          'field',
          SOURCES.form,
        )
      : []),
    ...(body.framing === 'chunked' ? framing(body, message.complete) : []),
  ].toSorted((a, b) => a.offset - b.offset);
  return [
    {
      label: 'body',
      offset: body.offset,
      length: body.length,
      value: [kind, counted(body.length, 'byte'), ...cut(body), ...coded(body)]
        .filter((part) => part !== '')
        .join(', '),
      why: bodyWhy(message, form, type === 'text/html'),
      source: body.framing === 'chunked' ? SOURCES.chunkedBody : SOURCES.body,
      ...(children.length > 0 && { children }),
    },
  ];
}

/** How much of a long body is taken apart. */
function cut({ truncated }: HttpBody): string[] {
  return truncated ? [`of which this lab takes the first ${grouped(HTTP_LIMITS.content)} apart`] : [];
}

/** Which codings the body has, and how much comes out when they are undone. */
function coded(body: HttpBody): string[] {
  if (body.codings.length === 0) return [];
  const name = shownBytes(body.codings.join(', '), 40);
  const { bytes, truncated, problem } = decodeContent(body);
  if (bytes === undefined) return [`${name}: ${problem ?? 'not decoded'}`];
  return [`${name}, ${truncated ? 'more than ' : ''}${counted(bytes.length, 'byte')} unpacked`];
}

function bodyWhy(message: HttpMessage, form: boolean, html: boolean): string {
  const packed = packedWhy(message.body.codings);
  if (form && message.kind === 'request')
    return 'What the victim typed into the form and what the form added, name by name. In clear: look at each.';
  if (html && message.kind === 'response')
    return `The page itself: anyone on the path reads it, and can change it before she sees it.${packed}`;
  return message.kind === 'request'
    ? `What the victim hands to the bank. Anyone on the path reads it.${packed}`
    : `What the bank hands to the victim. Anyone on the path reads it, and can change it.${packed}`;
}

function packedWhy(codings: readonly string[]): string {
  if (codings.length === 0) return '';
  return codings.every(undoes)
    ? ' It is packed to be shorter, not to be secret.'
    : ' It is coded in a way that this lab does not undo. That is no secrecy.';
}

function formField(field: SentField, body: HttpBody): Field {
  const { nameSpan, valueSpan } = field;
  const end = valueSpan.offset + valueSpan.length;
  const ranges = onWire(body.spans, nameSpan.offset, end - nameSpan.offset);
  const sent = body.content.subarray(valueSpan.offset, end);
  const [name, value] = [shown(field.name), shown(field.value)];
  const how =
    (utf8(sent) ?? latin1(sent)) === field.value
      ? `travels as it ${/pass/i.test(field.name) ? 'was typed' : 'is'}: ${value === '' ? 'empty' : value}`
      : `reads ${value}, written as ${readable(sent)}; that is how forms write it and hides nothing`;
  return {
    label: name === '' ? '(no name)' : name,
    offset: ranges[0]?.offset ?? body.offset,
    length: end - nameSpan.offset,
    ...(ranges.length > 1 && { ranges }),
    value,
    why: `The form’s field ${name} ${how}. Whoever is on the path has it now.`,
    source: SOURCES.form,
  };
}

/** What frames the chunks: before each its size, after the last one a zero. RFC 9112 §7.1. */
function framing(body: HttpBody, complete: boolean): Field[] {
  const fields: Field[] = [];
  let end = body.offset;
  for (const [index, span] of body.spans.slice(0, LISTED).entries()) {
    if (span.offset > end) fields.push(size(end, span.offset - end, span.length));
    fields.push({
      label: `chunk ${index + 1}`,
      offset: span.offset,
      length: span.length,
      value: counted(span.length, 'byte'),
      why: 'A piece of the body. How it is cut says nothing of what it means.',
      source: SOURCES.chunk,
    });
    end = span.offset + span.length;
  }
  const left = body.offset + body.length - end;
  if (left > 0 && (body.truncated || body.spans.length > LISTED)) {
    fields.push({
      label: 'more',
      offset: end,
      length: left,
      value: counted(left, 'byte'),
      why: 'More chunks, with what frames them; this lab shows the first ones only.',
      source: SOURCES.chunk,
    });
  } else if (left > 0) {
    fields.push({
      label: complete ? 'end of chunks' : 'next chunk',
      offset: end,
      length: left,
      value: counted(left, 'byte'),
      why: complete
        ? 'A chunk of size 0 ends the body; trailers may follow it.'
        : 'The beginning of the next chunk, or of the body’s end: the rest has not been seen.',
      source: SOURCES.chunk,
    });
  }
  return fields;
}

const size = (offset: number, length: number, chunk: number): Field => ({
  label: 'chunk size',
  offset,
  length,
  value: counted(chunk, 'byte follows', 'bytes follow'),
  why: 'The length of the next piece in hexadecimal, on a line of its own. It frames the body and means nothing else; what may stand after a semicolon is passed over.',
  source: SOURCES.chunk,
});

/** Where `length` bytes of the content from `at` stand in the stream; at least one range where the body has any. */
function onWire(spans: readonly Span[], at: number, length: number): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (const span of spans) {
    const from = Math.max(at, start);
    const to = Math.min(at + length, start + span.length);
    if (from < to) found.push({ offset: span.offset + from - start, length: to - from });
    start += span.length;
  }
  return found;
}
