import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { escapeControls } from '../../errors.ts';
import { COURSE_FILE, idsIn, listCatalogue, scenariosFolder } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Chapter } from './chapters.ts';
import { firstFault, inOrder, readText, tooLarge } from '../file/document.ts';
import type { Problem, ProblemAt } from '../file/document.ts';
import { readableLine } from './head.ts';
import { COURSE_LIMITS } from '../format/limits.ts';
import { nearest } from '../file/nearest.ts';
import { decodeText, readBounded } from '../file/read-file.ts';
import { isGroup, shown, wanted } from '../file/words.ts';
import type { FileKind } from '../file/words.ts';

/** The order in which a course plays its scenarios. */
export interface Course {
  readonly chapters: readonly CourseChapter[];
}

/** A chapter of a course's file: its title, and ids of scenarios. */
export interface CourseChapter {
  readonly title: string;
  readonly scenarios: readonly string[];
}

/** A course, or everything that is wrong with its file, in the order of the file; one of the two. */
export interface ParsedCourse {
  readonly course?: Course;
  readonly problems: readonly Problem[];
}

const COURSE: FileKind = { noun: 'course', needs: 'chapters', depth: 5 };

/** The chapter of what no other chapter names. */
const MORE = 'More';

/** Whether a path is that of a course, not of a scenario. */
export function isCourse(path: string): boolean {
  return basename(path) === COURSE_FILE;
}

/** The catalogue by chapter, in the order of the course; what the course does not name comes last. Throws a `UserError`. */
export async function listCourse(folder: string = scenariosFolder()): Promise<readonly Chapter[]> {
  const path = join(folder, COURSE_FILE);
  const course = existsSync(path) ? await loadCourse(path) : NONE;
  return arrange(course, await listCatalogue(folder));
}

const NONE: Course = { chapters: [] };

async function loadCourse(path: string): Promise<Course> {
  const { course, problems } = await readCourse(path);
  if (course !== undefined) return course;
  throw firstFault(problems, path);
}

/**
 * Reads a course's file and lists all that is wrong with it, ids that have no scenario beside it included.
 * Throws a `UserError` where it cannot be read at all.
 */
export async function checkCourse(path: string): Promise<ParsedCourse> {
  return readCourse(path, idsIn(dirname(path)));
}

async function readCourse(path: string, known?: readonly string[]): Promise<ParsedCourse> {
  const bytes = await readBounded(path);
  if (bytes === undefined) return { problems: [tooLarge(COURSE)] };
  const text = decodeText(bytes);
  return typeof text === 'string' ? parseCourse(text, known) : { problems: [text] };
}

/** A course from a file's text. With `known`, an id that is not one of these is wrong. Pure; never throws. */
export function parseCourse(text: string, known?: readonly string[]): ParsedCourse {
  const read = readText(text, COURSE);
  if ('problems' in read) return { problems: inOrder(read.problems) };
  const reader = new CourseReader(read.problemAt, known);
  const course = reader.course(read.value);
  return reader.problems.length > 0 ? { problems: inOrder(reader.problems) } : { course, problems: [] };
}

/** The chapters of a course with the scenarios that there are; the others come last. No chapter is empty. */
export function arrange(course: Course, entries: readonly CatalogueEntry[]): readonly Chapter[] {
  const named = new Set(course.chapters.flatMap(({ scenarios }) => scenarios));
  return [
    ...course.chapters.map(({ title, scenarios }) => ({
      title,
      scenarios: scenarios.flatMap((id) => entries.find((entry) => entry.id === id) ?? []),
    })),
    { title: MORE, scenarios: entries.filter(({ id }) => !named.has(id)) },
  ].filter(({ scenarios }) => scenarios.length > 0);
}

type Path = readonly PropertyKey[];

/** Takes a raw value for a course, and notes what is wrong. By hand: a schema's library costs a start screen its speed. */
class CourseReader {
  readonly problems: Problem[] = [];
  readonly #problemAt: ProblemAt;
  readonly #known: readonly string[] | undefined;
  readonly #seen = new Set<string>();

  constructor(problemAt: ProblemAt, known: readonly string[] | undefined) {
    this.#problemAt = problemAt;
    this.#known = known;
  }

  course(raw: unknown): Course {
    if (!this.#group(raw, [], 'a course', ['chapters'])) return NONE;
    const chapters = this.#list(raw, 'chapters', [], 'a course', COURSE_LIMITS.chapters);
    return { chapters: chapters.map((chapter, index) => this.#chapter(chapter, ['chapters', index])) };
  }

  #chapter(raw: unknown, path: Path): CourseChapter {
    const name = `chapter ${Number(path[1]) + 1}`;
    if (!this.#group(raw, path, name, ['title', 'scenarios'])) return { title: '', scenarios: [] };
    const scenarios = this.#list(raw, 'scenarios', path, name, COURSE_LIMITS.scenarios);
    return {
      title: this.#title(raw, path, name),
      scenarios: scenarios.map((id, index) => this.#id(id, [...path, 'scenarios', index])),
    };
  }

  #title(chapter: Readonly<Record<string, unknown>>, path: Path, name: string): string {
    const { title } = chapter;
    const at = [...path, 'title'];
    if (title === undefined) this.#missing(chapter, path, name, 'title', 'title: Ports');
    else if (typeof title !== 'string') this.#wrong(at, `title must be ${wanted('string', title)}`);
    else if (title.trim() === '') this.#wrong(at, 'title must not be empty');
    else if (title.trim().length > COURSE_LIMITS.title)
      this.#wrong(
        at,
        `title must have at most ${COURSE_LIMITS.title} characters, not ${title.trim().length}`,
      );
    else if (readableLine(title, COURSE_LIMITS.title) === undefined)
      this.#wrong(at, 'title must not contain control characters: take them out');
    return readableLine(title, COURSE_LIMITS.title) ?? '';
  }

  #id(id: unknown, path: Path): string {
    if (typeof id !== 'string') {
      this.#wrong(path, `scenario ${Number(path.at(-1)) + 1} must be ${wanted('string', id)}`);
      return '';
    }
    if (this.#seen.has(id)) this.#wrong(path, `"${shown(id)}" stands in the course twice: keep one of them`);
    this.#seen.add(id);
    if (this.#known !== undefined && !this.#known.includes(id)) {
      const meant = nearest(id, this.#known);
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
      this.#wrong(path, `no scenario "${shown(id)}" lies in the folder of this course${hint}`);
    }
    return id;
  }

  /** Whether a value is a map; every key of it that is none of `keys` is told of. */
  #group(
    raw: unknown,
    path: Path,
    name: string,
    keys: readonly string[],
  ): raw is Readonly<Record<string, unknown>> {
    if (!isGroup(raw)) {
      this.#wrong(path, `${name} must be ${wanted('object', raw)}`);
      return false;
    }
    for (const key of Object.keys(raw).filter((each) => !keys.includes(each))) {
      const meant = nearest(key, keys);
      const right = meant === undefined ? `it may have ${keys.join(' and ')}` : `did you mean "${meant}"?`;
      this.#wrong([...path, key], `unknown key "${shown(key)}" in ${name}; ${right}`, 'key');
    }
    return true;
  }

  #list(
    group: Readonly<Record<string, unknown>>,
    key: string,
    path: Path,
    name: string,
    most: number,
  ): readonly unknown[] {
    const value = group[key];
    if (value === undefined) {
      this.#missing(group, path, name, key, `${key}: with a list under it`);
      return [];
    }
    const at = [...path, key];
    if (!Array.isArray(value)) {
      this.#wrong(at, `${key} must be ${wanted('array', value)}`);
      return [];
    }
    if (value.length === 0) this.#wrong(at, `${key} must have at least 1 entry, not 0`);
    if (value.length > most) this.#wrong(at, `${key} must have at most ${most} entries, not ${value.length}`);
    return value.slice(0, most);
  }

  #missing(
    group: Readonly<Record<string, unknown>>,
    path: Path,
    name: string,
    key: string,
    example: string,
  ): void {
    // A slip of the pen is told of already, as an unknown key.
    if (Object.keys(group).some((each) => nearest(each, [key]) === key)) return;
    this.#wrong(path, `${name} needs "${key}": add ${example}`);
  }

  #wrong(path: Path, message: string, at?: 'key'): void {
    this.problems.push(this.#problemAt(path, escapeControls(message), at));
  }
}
