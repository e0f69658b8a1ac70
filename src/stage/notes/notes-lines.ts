import { printable } from '../../../lab/text/printable.ts';
import { wrapWords } from '../fit.ts';
import { stepNotes } from './step-notes.ts';
import type { StandingNotes } from './step-notes.ts';

/** More lines than notes of any length give. */
const ALL = 20_000;

/** What stands in the notes of one step, as at most `rows` lines of `width` columns. Safe for a terminal. */
export function stepNoteLines(step: StandingNotes, width: number, rows: number): readonly string[] {
  return stepNotes(step)
    .flatMap((text) => wrapWords(printable(text.trim().replace(/\s+/g, ' ')), width, rows))
    .slice(0, rows);
}

/** Notes as lines of `width` columns: paragraphs are filled anew, with a blank line between them. Safe for a terminal. */
export function notesLines(notes: string, width: number): readonly string[] {
  const paragraphs = notes.trim().split(/\n[ \t]*\n/);
  if (notes.trim() === '') return ['This scenario has no notes.'];
  return paragraphs.flatMap((paragraph, index) => {
    const text = printable(paragraph.trim().replace(/\s+/g, ' '));
    return [...(index === 0 ? [] : ['']), ...wrapWords(text, width, ALL)];
  });
}
