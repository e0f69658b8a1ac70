import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { tallyText } from '../../views/stage/tally.ts';
import type { Tally } from '../../views/stage/tally.ts';
import { cellsOf } from '../fit.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import type { Binding } from '../keys.ts';
import { TextLine, Toned } from '../text.tsx';

/** What may follow a scenario. */
export interface Ahead {
  /** The next one of the course; none after the last. */
  readonly next?: { readonly id: string };
}

interface Entry {
  readonly keys: string;
  readonly word: string;
  /** What is left of it where room is short; without it, nothing. */
  readonly short?: string;
}

/** The bottom row when all is shown: how the class has done, where to go from here, and keys as far as there is room. */
export function EndLine({
  tally,
  ahead,
  bindings,
  columns,
}: {
  readonly tally: Tally;
  readonly ahead: Ahead | undefined;
  readonly bindings: readonly Binding[];
  readonly columns: number;
}): ReactNode {
  const glyphs = useGlyphs();
  const text = tallyText(tally);
  const entries: Entry[] = [
    ...(text === '' ? [] : [{ keys: '', word: `questions: ${text}`, short: text }]),
    ...(ahead?.next === undefined
      ? []
      : [{ keys: 'a', word: `next: ${printable(ahead.next.id)}`, short: 'next' }]),
    ...(ahead === undefined ? [] : [{ keys: 'c', word: 'catalogue', short: 'list' }]),
    ...bindings
      .filter(({ action, word }) => word !== '' && !['pause', 'next', 'tab'].includes(action))
      .map(({ action, keys, word }) => ({ action, keys: keyNames(keys, glyphs), word }))
      .map(({ action, keys, word }) =>
        action === 'quit' || action === 'help' ? { keys, word, short: word } : { keys, word },
      ),
  ];
  return (
    <TextLine>
      {' '}
      {fitting(entries, columns - 1).map(({ keys, word }) => (
        <Toned key={word}>
          <Toned as="key">{keys}</Toned>
          {keys === '' ? <Toned as="title">{word}</Toned> : <Toned as="muted"> {word}</Toned>}
          {'  '}
        </Toned>
      ))}
    </TextLine>
  );
}

/** The entries that fit: those of least weight go first, from the right, then the others are shortened. */
function fitting(entries: readonly Entry[], room: number): readonly Entry[] {
  const shown = [...entries];
  const tooWide = (): boolean =>
    shown.reduce((sum, { keys, word }) => sum + cellsOf(`${keys} ${word}  `), 0) > room;
  for (let at = shown.length - 1; at >= 0 && tooWide(); at -= 1) {
    if (shown[at]?.short === undefined) shown.splice(at, 1);
  }
  for (let at = shown.length - 1; at >= 0 && tooWide(); at -= 1) {
    const entry = shown[at];
    if (entry?.short !== undefined) shown[at] = { ...entry, word: entry.short };
  }
  return shown;
}
