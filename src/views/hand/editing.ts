import type { HeldMessage } from '../../../lab/facts/facts.ts';
import { hex } from '../../../lab/text/hex.ts';
import { linesOfText } from '../../../lab/text/readable.ts';
import { changedParts, faultOf, sized } from '../../../lab/wire/http/edited.ts';
import type { HeldKind } from '../../../lab/wire/http/edited.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import { isForm } from '../exchanges/exchange-log.ts';

/** How a body is shown to be edited. */
export type BodyAs = 'fields' | 'text' | 'hex';

/** One row of a message that is edited. Its text is hostile, and so is its name. */
export interface EditRow {
  readonly part: 'line' | 'header' | BodyAs;
  /** The name of a form's field, where it has one already: its text is its value. A new one is typed as `name=value`. */
  readonly name?: string;
  readonly text: string;
  /** A field as it travelled: as long as its value is not another, it stays byte for byte. */
  readonly raw?: { readonly part: string; readonly value: string };
}

/** A message that is edited, row by row. */
export interface Editing {
  readonly kind: HeldKind;
  readonly before: HeldMessage;
  readonly as: BodyAs;
  readonly rows: readonly EditRow[];
}

/** Bytes in a row of hex. */
const PER_ROW = 16;

/** Begins to edit a message: a form as fields, other text as text, anything else as hex. */
export function startEditing(kind: HeldKind, before: HeldMessage): Editing {
  const as = isForm(before.headers) ? 'fields' : linesOfText(before.body) !== undefined ? 'text' : 'hex';
  const head: EditRow[] = [
    { part: 'line', text: before.line },
    ...before.headers.map(([name, value]): EditRow => ({ part: 'header', text: `${name}: ${value}` })),
  ];
  return { kind, before, as, rows: [...head, ...bodyRows(before.body, as)] };
}

/** The ways in which a body can be edited as it is by now. */
export function bodyWaysOf(editing: Editing): readonly BodyAs[] {
  const made = messageFrom(editing);
  if ('fault' in made) return [editing.as];
  const { headers, body } = made.message;
  return [
    ...(isForm(headers) ? (['fields'] as const) : []),
    ...(linesOfText(body) !== undefined ? (['text'] as const) : []),
    'hex',
  ];
}

/** Shows the body in the next way; gives why not, where it cannot be read as it stands. */
export function nextWay(editing: Editing): Editing | { readonly fault: string } {
  const made = messageFrom(editing);
  if ('fault' in made) return made;
  const ways = bodyWaysOf(editing);
  const as = ways[(ways.indexOf(editing.as) + 1) % ways.length] ?? editing.as;
  const head = editing.rows.filter(({ part }) => part === 'line' || part === 'header');
  return { ...editing, as, rows: [...head, ...bodyRows(made.message.body, as)] };
}

/** Another text in a row. What a field is called is part of it only where the row has no name. */
export function withRowText(editing: Editing, index: number, text: string): Editing {
  const rows = editing.rows.map((row, at): EditRow => {
    if (at !== index) return row;
    if (row.part !== 'fields' || row.name !== undefined) return { ...row, text };
    const equals = text.indexOf('=');
    return equals < 1
      ? { ...row, text }
      : { part: 'fields', name: text.slice(0, equals), text: text.slice(equals + 1) };
  });
  return { ...editing, rows };
}

/** A new, empty row after this one, of the same part: a header after the line. */
export function withNewRow(editing: Editing, index: number): Editing {
  const row = editing.rows[index];
  if (row === undefined || editing.kind === 'message') return editing;
  const part = row.part === 'line' ? 'header' : row.part;
  return { ...editing, rows: editing.rows.toSpliced(index + 1, 0, { part, text: '' }) };
}

/** Without a row; the line stays. */
export function withoutRow(editing: Editing, index: number): Editing {
  const row = editing.rows[index];
  return row === undefined || row.part === 'line'
    ? editing
    : { ...editing, rows: editing.rows.toSpliced(index, 1) };
}

/** The message that the rows say, or why they say none. Its length is put right where it goes on. */
export function messageFrom({
  kind,
  before,
  as,
  rows,
}: Editing): { readonly message: HeldMessage } | { readonly fault: string } {
  const headers: (readonly [string, string])[] = [];
  for (const { part, text } of rows) {
    if (part !== 'header' || text.trim() === '') continue;
    const colon = text.indexOf(':');
    if (colon < 1) return { fault: 'A header is a name, a colon, and a value.' };
    headers.push([text.slice(0, colon), text.slice(colon + 1).replace(/^ /, '')]);
  }
  const body = bodyFrom(rows, as, before.body);
  if ('fault' in body) return body;
  const message = { line: rows[0]?.text ?? '', headers, body: body.bytes };
  const fault = faultOf(kind, message);
  return fault === undefined ? { message } : { fault };
}

/** Whether the rows say another message than the one that came, or none. */
export function isChanged(editing: Editing): boolean {
  const made = messageFrom(editing);
  return 'fault' in made || changedParts(editing.before, made.message).length > 0;
}

/** What will be put right of the message's length, in words; empty where nothing is, or where it cannot go on. */
export function lengthNote(editing: Editing): string {
  const made = messageFrom(editing);
  if ('fault' in made || changedParts(editing.before, made.message).length === 0) return '';
  const { length } = sized(editing.kind, made.message);
  if (length === undefined) return '';
  return `Content-Length ${length.before === '' ? '' : `${length.before} → `}${length.after} is put right`;
}

/** Whether a row is not as it came. */
export function isChangedRow({ before, rows }: Editing, index: number): boolean {
  const row = rows[index];
  if (row === undefined) return false;
  if (row.part === 'line') return row.text !== before.line;
  if (row.part === 'header') return !before.headers.some(([name, value]) => `${name}: ${value}` === row.text);
  const was = rowsBefore(before.body, row.part);
  if (row.part === 'fields') return !was.some(({ name, text }) => name === row.name && text === row.text);
  const first = rows.findIndex(({ part }) => part === row.part);
  return was[index - first]?.text !== row.text;
}

const BEFORE = new WeakMap<Uint8Array, Partial<Record<BodyAs, readonly EditRow[]>>>();

/** The rows of a body as it came, which are asked for at every frame. */
function rowsBefore(body: Uint8Array, as: BodyAs): readonly EditRow[] {
  const known = BEFORE.get(body) ?? {};
  BEFORE.set(body, known);
  return (known[as] ??= bodyRows(body, as));
}

function bodyRows(body: Uint8Array, as: BodyAs): readonly EditRow[] {
  if (as === 'text') return (linesOfText(body) ?? '').split('\n').map((text) => ({ part: 'text', text }));
  if (as === 'hex')
    return Array.from({ length: Math.max(1, Math.ceil(body.length / PER_ROW)) }, (_, row) => ({
      part: 'hex',
      text: hex(body.subarray(row * PER_ROW, (row + 1) * PER_ROW)).replace(/..(?=.)/g, '$& '),
    }));
  return formFields(body).map(({ name, value, nameSpan, valueSpan }): EditRow => {
    const raw = Buffer.from(body.subarray(nameSpan.offset, valueSpan.offset + valueSpan.length));
    return { part: 'fields', name, text: value, raw: { part: raw.toString('latin1'), value } };
  });
}

function bodyFrom(
  rows: readonly EditRow[],
  as: BodyAs,
  before: Uint8Array,
): { readonly bytes: Uint8Array } | { readonly fault: string } {
  const own = rows.filter(({ part }) => part === as);
  if (as === 'text') return { bytes: Buffer.from(own.map(({ text }) => text).join('\n'), 'utf8') };
  if (as === 'hex') {
    const digits = own.map(({ text }) => text.replaceAll(/\s+/g, '')).join('');
    return /^(?:[0-9a-f]{2})*$/i.test(digits)
      ? { bytes: Buffer.from(digits, 'hex') }
      : { fault: 'Hex is two digits for each byte: 61 62 0a.' };
  }
  const fields = own.filter(({ name, text }) => name !== undefined || text !== '');
  const whole = rowsBefore(before, 'fields');
  // A form as it came stays as it came, also where it was put together oddly.
  if (
    fields.length === whole.length &&
    fields.every(({ raw, text }, at) => raw?.value === text && raw.part === whole[at]?.raw?.part)
  )
    return { bytes: before };
  return {
    bytes: Buffer.from(fields.map(fieldPart).join('&'), 'latin1'),
  };
}

function fieldPart({ name, text, raw }: EditRow): string {
  if (raw !== undefined && raw.value === text) return raw.part;
  // The name stays as it was spelled; a new one is spelled as forms are (URL Standard, 5.2).
  const spelled = raw?.part.split('=', 1)[0];
  const fresh = new URLSearchParams([[name ?? text, name === undefined ? '' : text]]).toString();
  return spelled === undefined ? fresh : `${spelled}${fresh.slice(fresh.indexOf('='))}`;
}
