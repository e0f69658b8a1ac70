import type { Key } from 'ink';
import { actionOf } from '../keys.ts';
import { pastePresses, queryAfter, queryPresses } from '../query.ts';
import type { QueryPress } from '../query.ts';
import { scrolledTo, topShowing } from '../scroll.ts';
import type { ScrollAction } from '../scroll.ts';
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
  /** Index of the first visible row. */
  readonly top: number;
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

/** The row at the top of a window of `height` rows, in which the chosen row stands, and its chapter's title above the first of one. */
export function topOf(model: StartModel, list: readonly StartRow[], height: number): number {
  const at = list.findIndex((row) => row.kind === 'scenario' && row.scenario.id === model.chosen);
  const first = list[at - 1]?.kind === 'chapter' ? at - 1 : at;
  return topShowing({ first: Math.max(0, first), last: Math.max(0, at) }, model.top, height, list.length);
}

/** The model after a key, on a list of `height` rows. Pure. */
export function pressed(
  model: StartModel,
  chapters: readonly ListedChapter[],
  input: string,
  key: Key,
  height: number,
): StartModel {
  const { wants: _done, ...now } = model;
  const action = actionOf(START_BINDINGS, input, key);
  if (action === 'interrupt') return { ...now, wants: 'interrupt' };
  if (action === 'play') return { ...now, wants: 'play' };
  if (now.query === undefined && action === 'quit') return { ...now, wants: 'quit' };
  const next =
    action !== undefined && action !== 'quit' && action !== 'find'
      ? moved(now, chapters, action, height)
      : typed(now, chapters, input, key);
  return { ...next, top: topOf(next, rowsOf(found(chapters, next.query ?? '')), height) };
}

function moved(
  model: StartModel,
  chapters: readonly ListedChapter[],
  action: ScrollAction,
  height: number,
): StartModel {
  const ids = idsOf(found(chapters, model.query ?? ''));
  const at = Math.max(0, ids.indexOf(model.chosen));
  return { ...model, chosen: ids[scrolledTo(at, action, ids.length - 1, height)] ?? model.chosen };
}

/** The model after what is typed: the first letter begins a query, with or without a `/` before it. */
function typed(model: StartModel, chapters: readonly ListedChapter[], input: string, key: Key): StartModel {
  if (model.query === undefined && input.trim() === '') return model;
  if (model.query === undefined && input === '/') return { ...model, query: '' };
  return queried(model, chapters, queryPresses(input, key));
}

/** The model after a paste, on a list of `height` rows: it belongs to the query that is open, or to nothing. Pure. */
export function pasted(
  model: StartModel,
  chapters: readonly ListedChapter[],
  paste: string,
  height: number,
): StartModel {
  const { wants: _done, ...now } = model;
  if (now.query === undefined) return now;
  const next = queried(now, chapters, pastePresses(paste));
  return { ...next, top: topOf(next, rowsOf(found(chapters, next.query ?? '')), height) };
}

function queried(
  model: StartModel,
  chapters: readonly ListedChapter[],
  presses: readonly QueryPress[],
): StartModel {
  return presses.reduce<StartModel>((now, press) => {
    if (press === 'enter') return { ...now, wants: 'play' };
    const { query: _before, ...rest } = now;
    const query = queryAfter(now.query ?? '', press, LONGEST_QUERY);
    return query === undefined ? rest : settled({ ...rest, query }, chapters);
  }, model);
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
