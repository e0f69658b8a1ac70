import { counted } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { UserError } from '../../errors.ts';
import { wordList } from '../../script/file/words.ts';
import { csvCell, csvFileText, readCsv } from '../csv.ts';
import type { CsvCell, CsvTable } from '../csv.ts';

/** A gradebook that was filled in, and what to tell of it. */
export interface FilledGradebook {
  readonly bytes: Buffer;
  readonly filled: number;
  readonly notices: readonly string[];
}

/** What is to be filled in: the points of each student by id. */
export interface GradebookOptions {
  readonly column: string;
  readonly points: ReadonlyMap<string, number>;
  /** The column with the students' ids; without it, the one that has most of them. */
  readonly by?: string;
}

/**
 * Fills a column of a gradebook that was exported as CSV (Moodle's, Canvas's, or any): only the cells of students that
 * were graded are written anew, and all other bytes stay as they are. Throws a `UserError` where there is no such
 * column, or none with the students.
 */
export function fillGradebook(bytes: Buffer, path: string, options: GradebookOptions): FilledGradebook {
  const { text, toBytes } = csvFileText(bytes);
  const table = readCsv(text);
  const [head = [], ...rows] = table.rows;
  const target = columnAt(head, options.column, path);
  const ids = idsOf(options.points);
  const idAt = options.by === undefined ? idColumn(head, rows, ids, path) : columnAt(head, options.by, path);
  const seen = new Set<string>();
  const notices: string[] = [];
  const changes = new Map<string, { readonly cell: CsvCell; readonly value: string }>();
  for (const row of rows) {
    const student = ids(row[idAt]?.value);
    if (student === undefined) continue;
    const cell = row[target];
    if (cell === undefined) notices.push(`the row of ${printable(student)} is too short for the column`);
    else if (seen.has(student)) {
      notices.push(`${printable(student)} stands in two rows: neither is filled in`);
      changes.delete(student);
    } else {
      seen.add(student);
      changes.set(student, { cell, value: written(options.points.get(student) ?? 0, table) });
    }
  }
  const missing = [...options.points.keys()].filter((student) => !seen.has(student));
  if (missing.length > 0)
    notices.push(
      `${counted(missing.length, 'student')} graded and not in the gradebook: ${missing.slice(0, 10).map(printable).join(', ')}`,
    );
  let filled = text;
  for (const { cell, value } of [...changes.values()].toSorted((a, b) => b.cell.from - a.cell.from))
    filled = `${filled.slice(0, cell.from)}${inSameQuotes(filled, cell, value)}${filled.slice(cell.to)}`;
  return { bytes: toBytes(filled), filled: changes.size, notices };
}

/** Where a comma parts cells numbers have a point; where a semicolon does, a spreadsheet that writes so has a comma in numbers. */
function written(points: number, { separator, rows }: CsvTable): string {
  const comma = separator === ';' && rows.some((row) => row.some(({ value }) => /^\d+,\d+$/.test(value)));
  return csvCell(comma ? String(points).replace('.', ',') : String(points), separator);
}

function inSameQuotes(text: string, { from, to }: CsvCell, value: string): string {
  return text[from] === '"' && to > from && !value.startsWith('"') ? `"${value}"` : value;
}

/** Finds the student whose id a cell has: as it is written, or else in other letters' case. */
type FindStudent = (value: string | undefined) => string | undefined;

function idsOf(points: ReadonlyMap<string, number>): FindStudent {
  const byLower = new Map([...points.keys()].toReversed().map((id) => [id.toLowerCase(), id]));
  return (value) => {
    const id = value?.trim() ?? '';
    return points.has(id) ? id : byLower.get(id.toLowerCase());
  };
}

/** The column of this title; Canvas puts a number in brackets behind it, Moodle the kind of the activity before it. */
function columnAt(head: readonly CsvCell[], title: string, path: string): number {
  const titles = head.map(({ value }) => value.trim());
  const tries: readonly ((own: string) => boolean)[] = [
    (own) => own === title,
    (own) => own.replace(/ \(\d+\)$/, '') === title,
    (own) => own.replace(/^[^:]+: ?/, '').replace(/ \([^()]*\)$/, '') === title,
  ];
  for (const fits of tries) {
    const found = titles.flatMap((own, index) => (fits(own) ? [index] : []));
    if (found.length === 1) return found[0] ?? -1;
    if (found.length > 1)
      throw new UserError(
        `${path} has ${counted(found.length, 'column')} that could be "${title}": ${wordList(
          found.map((index) => titles[index] ?? ''),
          'and',
        )}; write the whole title`,
      );
  }
  throw new UserError(
    `${path} has no column "${title}": it has ${wordList(titles.map((own) => `"${own}"`).slice(0, 30), 'and')}`,
  );
}

/** The column with most of the graded students. */
function idColumn(
  head: readonly CsvCell[],
  rows: readonly (readonly CsvCell[])[],
  ids: FindStudent,
  path: string,
): number {
  const counts = head.map((_, column) => rows.filter((row) => ids(row[column]?.value) !== undefined).length);
  const most = Math.max(0, ...counts);
  if (most === 0)
    throw new UserError(
      `${path} has none of the graded students in any column: name the one with their ids with --by, and use those ids in the roster`,
    );
  return counts.indexOf(most);
}
