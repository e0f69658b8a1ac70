import type { Key } from 'ink';
import { actionOf } from '../keys.ts';
import { START_BINDINGS } from './keys.ts';

/** A scenario as the start screen lists it. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly shows: string;
}

/** A chapter of the course, never empty. */
export interface ListedChapter {
  readonly title: string;
  readonly scenarios: readonly Listed[];
}

/** Where the start screen stands. */
export interface StartModel {
  /** The id of the chosen scenario; of none where nothing is found. */
  readonly chosen: string;
  /** What is looked for; undefined while nothing is typed. */
  readonly query?: string;
  /** What a key asks to be done with the model as it now is. */
  readonly wants?: 'play' | 'quit' | 'interrupt';
}

/** A row of the list. */
export type StartRow =
  | { readonly kind: 'gap' }
  | { readonly kind: 'chapter'; readonly title: string }
  | { readonly kind: 'scenario'; readonly scenario: Listed };

/** Characters that may be looked for. */
const LONGEST_QUERY = 40;

/** The chapters with what matches the query: every word of it, anywhere in id, title, sentence or chapter. */
export function found(chapters: readonly ListedChapter[], query: string): readonly ListedChapter[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return chapters;
  return chapters
    .map(({ title, scenarios }) => ({
      title,
      scenarios: scenarios.filter(({ id, title: own, shows }) => {
        const text = `${id} ${own} ${shows} ${title}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

/** The rows of the list: each chapter's heading with its scenarios below it. */
export function rowsOf(chapters: readonly ListedChapter[]): readonly StartRow[] {
  return chapters.flatMap(({ title, scenarios }, index): StartRow[] => [
    ...(index === 0 ? [] : [{ kind: 'gap' } as const]),
    { kind: 'chapter', title },
    ...scenarios.map((scenario): StartRow => ({ kind: 'scenario', scenario })),
  ]);
}

/** The row at the top of a window of `height` rows with row `chosen` in its middle, as far as the ends allow. */
export function topRow(total: number, chosen: number, height: number): number {
  return Math.max(0, Math.min(total - height, chosen - Math.floor(height / 2)));
}

/** The model after a key. `page` is how many rows a page has. Pure. */
export function pressed(
  model: StartModel,
  chapters: readonly ListedChapter[],
  input: string,
  key: Key,
  page: number,
): StartModel {
  const { wants: _done, ...now } = model;
  const action = actionOf(START_BINDINGS, input, key);
  if (action === 'interrupt') return { ...now, wants: 'interrupt' };
  if (action === 'play') return { ...now, wants: 'play' };
  const typing = now.query !== undefined;
  if (typing && key.escape) return { chosen: now.chosen };
  if (now.query !== undefined && (key.backspace || key.delete)) {
    const query = now.query.slice(0, -1);
    return now.query === '' ? { chosen: now.chosen } : settled({ ...now, query }, chapters);
  }
  if (!typing && action === 'quit') return { ...now, wants: 'quit' };
  if (!typing && action === 'find') return { ...now, query: '' };
  switch (action) {
    case 'up':
      return moved(now, chapters, -1);
    case 'down':
      return moved(now, chapters, 1);
    case 'page-up':
      return moved(now, chapters, -page);
    case 'page-down':
      return moved(now, chapters, page);
    case 'first':
      return moved(now, chapters, -Infinity);
    case 'last':
      return moved(now, chapters, Infinity);
    default: {
      const isText = !key.ctrl && !key.meta && /^[^\p{C}]+$/u.test(input) && (typing || input.trim() !== '');
      if (!isText) return now;
      return settled({ ...now, query: `${now.query ?? ''}${input}`.slice(0, LONGEST_QUERY) }, chapters);
    }
  }
}

function moved(model: StartModel, chapters: readonly ListedChapter[], by: number): StartModel {
  const ids = idsOf(found(chapters, model.query ?? ''));
  const at = Math.max(0, ids.indexOf(model.chosen));
  return { ...model, chosen: ids[Math.max(0, Math.min(ids.length - 1, at + by))] ?? model.chosen };
}

/** Keeps the chosen scenario while it is among those found, else chooses the first of them: by its id, if one begins so. */
function settled(model: StartModel, chapters: readonly ListedChapter[]): StartModel {
  const ids = idsOf(found(chapters, model.query ?? ''));
  const begins = ids.find((id) => id.startsWith((model.query ?? '').trim().toLowerCase()));
  if (ids.includes(model.chosen) && begins === undefined) return model;
  return { ...model, chosen: (model.query === '' ? undefined : begins) ?? ids[0] ?? model.chosen };
}

function idsOf(chapters: readonly ListedChapter[]): readonly string[] {
  return chapters.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
}
