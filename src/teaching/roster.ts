import { counted } from '../../lab/text/count.ts';
import { UserError } from '../errors.ts';
import { readCsv } from './csv.ts';
import { TEACHING_LIMITS } from './limits.ts';

/** A student of a class. */
export interface Student {
  readonly id: string;
  readonly name: string;
  /** What the student's folder is called: the id without what leads out of a folder. */
  readonly folder: string;
}

const CONTROL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** The students of a roster: CSV with the columns `student` and `name`. Throws a `UserError` with the line's number where one is wrong. */
export function readRoster(text: string, path: string): readonly Student[] {
  const [head = [], ...rows] = readCsv(text).rows;
  const titles = head.map(({ value }) => value.trim().toLowerCase());
  const [idAt, nameAt] = [titles.indexOf('student'), titles.indexOf('name')];
  if (idAt === -1 || nameAt === -1)
    throw new UserError(
      `${path}:1: a roster's first line names its columns, among them student and name: student,name`,
    );
  for (const title of ['student', 'name'])
    if (titles.indexOf(title) !== titles.lastIndexOf(title))
      throw new UserError(`${path}:1: two columns of this roster are called ${title}: leave one of them`);
  if (rows.length === 0) throw new UserError(`${path}: there is no student in this roster`);
  if (rows.length > TEACHING_LIMITS.students)
    throw new UserError(
      `${path}: this roster has ${counted(rows.length, 'student')}, and ${TEACHING_LIMITS.students} are the most: make several of it`,
    );
  const seen = new Map<string, number>();
  return rows.map((row, index) => {
    const line = text.slice(0, row[0]?.from ?? 0).split('\n').length;
    const id = (row[idAt]?.value ?? '').trim();
    const name = (row[nameAt]?.value ?? '').trim();
    const wrong = (message: string): UserError => new UserError(`${path}:${line}: ${message}`);
    if (id === '') throw wrong('this student has no id');
    if (id.length > TEACHING_LIMITS.id)
      throw wrong(`this id is longer than ${TEACHING_LIMITS.id} characters`);
    if (name.length > TEACHING_LIMITS.name)
      throw wrong(`this name is longer than ${TEACHING_LIMITS.name} characters`);
    if (CONTROL.test(id) || CONTROL.test(name)) throw wrong('control characters stand here: take them out');
    const folder = folderOf(id);
    const before = seen.get(folder.toLowerCase());
    if (before !== undefined)
      throw wrong(
        `this student and that of row ${before + 1} would have one folder, ${folder}: give them ids that differ`,
      );
    seen.set(folder.toLowerCase(), index + 1);
    return { id, name, folder };
  });
}

function folderOf(id: string): string {
  const safe = id
    .replaceAll(/[^\p{L}\p{N}._@+-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .replace(/[.-]+$/, '');
  return safe === '' ? 'student' : safe;
}
