import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { nearest } from '../../../lab/text/nearest.ts';
import { checkBytes, checkText, contentOf } from '../file/checked-file.ts';
import type { CheckedFile } from '../file/checked-file.ts';
import type { FileFormat } from '../file/file-format.ts';
import type { FileProblem, ProblemAt } from '../file/problem.ts';
import { readBounded } from '../file/read-file.ts';
import { textLine } from '../file/text-line.ts';
import { excerpt, isGroup } from '../file/words.ts';
import { worded } from '../file/wording.ts';
import { idsIn } from './folder.ts';
import type { Course } from './course.ts';

/** The bounds of a course's file, beside those of every file. Text lengths in characters. */
const COURSE_LIMITS = {
  chapters: 20,
  /** In one chapter. */
  scenarios: 50,
  title: 40,
} as const;

const ChapterSchema = z.strictObject({
  title: worded(textLine(COURSE_LIMITS.title, 'The name of the chapter.'), { example: 'title: Ports' }),
  scenarios: worded(
    z
      .array(worded(z.string(), { entry: 'scenario' }))
      .check(z.minLength(1), z.maxLength(COURSE_LIMITS.scenarios)),
    { example: 'scenarios: with a list under it' },
  ),
});

const CourseSchema = z.strictObject({
  chapters: worded(
    z
      .array(worded(ChapterSchema, { entry: 'chapter' }))
      .check(z.minLength(1), z.maxLength(COURSE_LIMITS.chapters)),
    { example: 'chapters: with a list under it' },
  ),
});

/** Reads a course's file and lists all that is wrong with it, ids that have no scenario beside it included. Throws a `UserError` where it cannot be read at all. */
export async function checkCourse(path: string): Promise<CheckedFile<Course>> {
  return checkBytes(await readBounded(path), courseFormat(idsIn(dirname(path))));
}

/** The course in a file's bytes, whether or not its scenarios are there. Throws a `UserError` with the first problem's place where there is one. */
export function courseIn(bytes: Uint8Array | undefined, path: string): Course {
  return contentOf(checkBytes(bytes, courseFormat()), path);
}

/** A course from a file's text. With `known`, an id that is not one of these is wrong. Pure; never throws. */
export function parseCourse(text: string, known?: readonly string[]): CheckedFile<Course> {
  return checkText(text, courseFormat(known));
}

function courseFormat(known?: readonly string[]): FileFormat<Course> {
  return {
    noun: 'course',
    needs: 'chapters',
    depth: 5,
    schema: CourseSchema,
    crossCheck: (content, problemAt) => wrongIds(content, problemAt, known),
  };
}

/** Every id must stand in the course once, and be that of a scenario where these are known. */
function wrongIds(
  content: unknown,
  problemAt: ProblemAt,
  known: readonly string[] | undefined,
): readonly FileProblem[] {
  const seen = new Set<string>();
  return idsOf(content).flatMap(({ id, path }) => {
    const twice = seen.has(id)
      ? [problemAt(path, `"${excerpt(id)}" stands in the course twice: keep one of them`)]
      : [];
    seen.add(id);
    if (known === undefined || known.includes(id)) return twice;
    const meant = nearest(id, known);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const strange = `no scenario "${excerpt(id)}" lies in the folder of this course${hint}`;
    return [...twice, problemAt(path, strange)];
  });
}

/** The ids in a course whose shape may be wrong, as many as there may be, each with its place. */
function idsOf(content: unknown): readonly { readonly id: string; readonly path: readonly PropertyKey[] }[] {
  return listUnder(content, 'chapters', COURSE_LIMITS.chapters).flatMap((chapter, at) =>
    listUnder(chapter, 'scenarios', COURSE_LIMITS.scenarios).flatMap((id, index) =>
      typeof id === 'string' ? [{ id, path: ['chapters', at, 'scenarios', index] }] : [],
    ),
  );
}

function listUnder(group: unknown, key: string, most: number): readonly unknown[] {
  const list: unknown = isGroup(group) ? group[key] : undefined;
  return Array.isArray(list) ? list.slice(0, most) : [];
}
