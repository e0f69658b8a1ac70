import type { Fact } from '../../lab/facts/session.ts';
import { printable, printableJson } from '../../lab/text/printable.ts';
import { openingOf } from './opening.ts';

/** The terminal that the recording is of: what the stage is made for. */
export const CAST_SIZE = { columns: 100, rows: 30 } as const;

/** How long the last frame stays: ms. */
const LAST = 5_000;

/** Erases the screen, hides the cursor, and lets no row that a terminal takes for wider run into the next. */
const OPENING = '\x1b[?25l\x1b[?7l\x1b[2J';

/** What a terminal shows at one moment, `at` ms after the beginning, row by row. */
export interface CastFrame {
  readonly at: number;
  readonly rows: readonly string[];
}

/** Draws a session as a terminal of this size shows it, frame by frame; the last frame stands at the end. */
export type DrawFrames = (facts: readonly Fact[], size: typeof CAST_SIZE) => AsyncIterable<CastFrame>;

/**
 * A session as an asciicast (version 2, docs.asciinema.org/manual/asciicast/v2), line by line, of the frames
 * that `draw` makes of it. Throws what `draw` throws.
 */
export async function toCast(facts: readonly Fact[], draw: DrawFrames): Promise<string[]> {
  const lines = [`${JSON.stringify(headerOf(facts))}\n`];
  let before: readonly string[] = [];
  let end = 0;
  for await (const { at, rows } of draw(facts, CAST_SIZE)) {
    end = at;
    const changes = changed(before, rows);
    if (changes === '') continue;
    lines.push(eventLine(at, before.length === 0 ? OPENING + changes : changes));
    before = rows;
  }
  lines.push(eventLine(end + LAST, ''));
  return lines;
}

function headerOf(facts: readonly Fact[]): object {
  const opened = openingOf(facts);
  const time = Date.parse(opened?.time ?? '');
  return {
    version: 2,
    width: CAST_SIZE.columns,
    height: CAST_SIZE.rows,
    ...(Number.isFinite(time) && { timestamp: Math.floor(time / 1000) }),
    title: `${printable(opened?.title ?? 'A session without a beginning')} · Plainsight`,
  };
}

/** What turns one screen into the other: every row that differs, erased and written anew. */
function changed(before: readonly string[], after: readonly string[]): string {
  return after
    .map((line, row) => (line === (before[row] ?? '') ? '' : `\x1b[${row + 1};1H\x1b[2K${line}`))
    .join('');
}

function eventLine(ms: number, text: string): string {
  return `${printableJson(JSON.stringify([Math.round(ms * 1000) / 1_000_000, 'o', text]))}\n`;
}
