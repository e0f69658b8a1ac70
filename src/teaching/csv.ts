import { isUtf8 } from 'node:buffer';

/** A cell of a CSV file: its value, and where it is written, quotes included. Offsets count characters. */
export interface CsvCell {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** A CSV file's rows as they are written (RFC 4180), whatever their lengths; `separator` is the one that the first line has most. */
export interface CsvTable {
  readonly separator: string;
  readonly rows: readonly (readonly CsvCell[])[];
}

const SEPARATORS = [',', ';', '\t'] as const;

/** Reads CSV. Blank lines are left out; a quote that is never closed reaches to the end. Never throws. */
export function readCsv(text: string): CsvTable {
  const separator = separatorOf(text);
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at <= text.length) {
    const cell = cellAt(text, at, separator);
    row.push(cell);
    at = cell.to;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (row.length > 1 || cell.to > cell.from) rows.push(row);
    row = [];
    if (at >= text.length) break;
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return { separator, rows };
}

function cellAt(text: string, from: number, separator: string): CsvCell {
  let at = from;
  let value = '';
  if (text[at] === '"') {
    at += 1;
    for (;;) {
      const quote = text.indexOf('"', at);
      const end = quote === -1 ? text.length : quote;
      value += text.slice(at, end);
      if (text[end + 1] !== '"' || quote === -1) {
        at = Math.min(end + 1, text.length);
        break;
      }
      value += '"';
      at = end + 2;
    }
  }
  const rest = restOf(text, at, separator);
  return { value: value + text.slice(at, rest), from, to: rest };
}

/** Where a cell without quotes ends. */
function restOf(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

function separatorOf(text: string): string {
  const line = text.slice(0, restOf(text, 0, '\n')).replaceAll(/"[^"]*"/g, '');
  const counted = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counted.indexOf(Math.max(...counted))] ?? ',';
}

/** A text as a cell: in quotes where it must be. */
export function csvCell(text: string, separator = ','): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same of text that others wrote: what a spreadsheet would take for a formula gets an apostrophe before it. */
export function harmlessCell(text: string, separator = ','): string {
  return csvCell(
    /^[\s\0]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text,
    separator,
  );
}

/** How a file's bytes are text, and text bytes again. */
interface FileText {
  readonly text: string;
  readonly toBytes: (text: string) => Buffer;
}

/** A CSV file's text as spreadsheets write it: UTF-16 with its mark, UTF-8, or of what is neither each byte a character. */
export function csvFileText(bytes: Buffer): FileText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le'), toBytes: (text) => Buffer.from(text, 'utf16le') };
  return isUtf8(bytes)
    ? { text: bytes.toString('utf8'), toBytes: (text) => Buffer.from(text, 'utf8') }
    : { text: bytes.toString('latin1'), toBytes: (text) => Buffer.from(text, 'latin1') };
}
