import { setImmediate } from 'node:timers/promises';
import { renderToString } from 'ink';
import { printable } from '../../lab/text/printable.ts';
import { UserError } from '../errors.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { Session } from '../session/session.ts';
import { Director } from '../stage/director.ts';
import { Stage } from '../stage/stage.tsx';
import { VirtualClock } from '../stage/virtual-clock.ts';
import { openingOf } from './opening.ts';

/** The terminal that the recording is of: what the stage is made for. */
export const CAST_SIZE = { columns: 100, rows: 30 } as const;

/** The longest recording, how close its frames follow each other, and how long the last one stays: ms. */
const CAST_TIMES = { longest: 30 * 60_000, frame: 100, last: 5_000 } as const;

/** Erases the screen, hides the cursor, and lets no row that a terminal takes for wider run into the next. */
const OPENING = '\x1b[?25l\x1b[?7l\x1b[2J';

/**
 * The stage as it shows a session, as an asciicast (version 2, docs.asciinema.org/manual/asciicast/v2), line
 * by line. No time passes and no terminal is asked: the same session gives the same lines. Throws a UserError
 * for a session that takes longer than half an hour to show.
 */
export async function toCast(facts: readonly Fact[]): Promise<string[]> {
  // Gone through once without drawing, so that a session which is too long is refused at once.
  await played(facts, () => undefined);
  const lines = [`${JSON.stringify(headerOf(facts))}\n`];
  let shown: readonly string[] = [];
  const end = await played(facts, (director, now) => {
    const rows = drawn(director);
    const changes = changed(shown, rows);
    if (changes === '') return;
    lines.push(eventLine(now, shown.length === 0 ? OPENING + changes : changes));
    shown = rows;
  });
  lines.push(eventLine(end + CAST_TIMES.last, ''));
  return lines;
}

/** Plays the facts with no time passing, and calls `show` for every frame; gives the moment of the end in ms. */
async function played(
  facts: readonly Fact[],
  show: (director: Director, now: number) => void,
): Promise<number> {
  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  const clock = new VirtualClock();
  const director = new Director(session, clock, { live: false });
  try {
    director.ended();
    show(director, clock.now());
    let drawnAt = clock.now();
    while (clock.next()) {
      if (clock.now() > CAST_TIMES.longest)
        throw new UserError('this session takes more than half an hour to show: too long for cast');
      if (clock.now() - drawnAt < CAST_TIMES.frame) continue;
      drawnAt = clock.now();
      show(director, drawnAt);
      // A stage that this is asked from stays awake.
      await setImmediate();
    }
    show(director, clock.now());
  } finally {
    director.stop();
  }
  return clock.now();
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

function drawn(director: Director): readonly string[] {
  const { columns, rows } = CAST_SIZE;
  const lines = renderToString(<Stage director={director} size={CAST_SIZE} />, { columns }).split('\n');
  return Array.from({ length: rows }, (_, row) => lines[row] ?? '');
}

/** What turns one screen into the other: every row that differs, erased and written anew. */
function changed(before: readonly string[], after: readonly string[]): string {
  return after
    .map((line, row) => (line === (before[row] ?? '') ? '' : `\x1b[${row + 1};1H\x1b[2K${line}`))
    .join('');
}

function eventLine(ms: number, text: string): string {
  return `${JSON.stringify([Math.round(ms * 1000) / 1_000_000, 'o', text])}\n`;
}
