import type { CatalogueEntry } from './catalogue.ts';

/** A chapter with what there is of its scenarios. */
export interface Chapter {
  readonly title: string;
  readonly scenarios: readonly CatalogueEntry[];
}

/** The scenario that follows another in the course, over the end of a chapter too; undefined after the last. */
export function nextInCourse(chapters: readonly Chapter[], id: string): CatalogueEntry | undefined {
  const all = chapters.flatMap(({ scenarios }) => scenarios);
  const at = all.findIndex((entry) => entry.id === id);
  return at === -1 ? undefined : all[at + 1];
}
