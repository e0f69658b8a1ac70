import type { ScenarioHead } from '../scenario.ts';

/** The order in which a course plays its scenarios. */
export interface Course {
  readonly chapters: readonly CourseChapter[];
}

/** A chapter of a course's file: its title, and ids of scenarios. */
export interface CourseChapter {
  readonly title: string;
  readonly scenarios: readonly string[];
}

/** A scenario of the catalogue, as `plainsight list` shows it. */
export interface CatalogueEntry extends ScenarioHead {
  readonly id: string;
  /** The path of its file. */
  readonly file: string;
}

/** A chapter with what there is of its scenarios. */
export interface Chapter {
  readonly title: string;
  readonly scenarios: readonly CatalogueEntry[];
}

/** The chapter of what no other chapter names. */
const MORE = 'More';

/** The chapters of a course with the scenarios that there are; the others come last. No chapter is empty. */
export function arrangeChapters(course: Course, entries: readonly CatalogueEntry[]): readonly Chapter[] {
  const named = new Set(course.chapters.flatMap(({ scenarios }) => scenarios));
  return [
    ...course.chapters.map(({ title, scenarios }) => ({
      title,
      scenarios: scenarios.flatMap((id) => entries.find((entry) => entry.id === id) ?? []),
    })),
    { title: MORE, scenarios: entries.filter(({ id }) => !named.has(id)) },
  ].filter(({ scenarios }) => scenarios.length > 0);
}

/** The scenario that follows another in the course, over the end of a chapter too; undefined after the last. */
export function nextInCourse(chapters: readonly Chapter[], id: string): CatalogueEntry | undefined {
  const all = chapters.flatMap(({ scenarios }) => scenarios);
  const at = all.findIndex((entry) => entry.id === id);
  return at === -1 ? undefined : all[at + 1];
}
