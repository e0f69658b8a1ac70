import type { Rung, RungKind, RungParty } from '../../views/ladder/ladder.ts';

/** Cells that the three lifelines take. */
export const DIAGRAM = 25;

const COLUMNS = { victim: 2, attacker: 12, bank: 22 } as const;

/** Other clients have no lifeline: where each stands while it does something, and its mark. */
const ENDS = { ...COLUMNS, stranger: 6, authority: 6 } as const satisfies Record<RungParty, number>;
const MARKS: Partial<Record<RungParty, string>> = { stranger: '?', authority: '§' };

/** Cells of a mixed arrow that are drawn as in clear, its head included. */
const CLEAR_HEAD = 5;

const FILLS = {
  message: '━',
  handshake: '─',
  sealed: '▒',
  mixed: '▒',
  alert: '!',
  bytes: '·',
  open: '╌',
  close: '╌',
  behind: '┄',
  note: ' ',
} as const satisfies Record<RungKind, string>;

/** The names over the lifelines. */
export const DIAGRAM_HEAD = 'victim  attacker    bank ';

/** The same over those of a session from elsewhere. */
export const NEUTRAL_HEAD = 'client  onlooker   server';

/** The lines in words. */
export const DIAGRAM_LEGEND = '━ in clear  ─ handshake  ▒ sealed  ┄ as the bank tells  ● alone';

/** The same of a session from elsewhere. */
export const NEUTRAL_LEGEND = '━ in clear  ─ handshake  ▒ sealed  ● alone';

/** The lifelines when nothing passes. */
export const IDLE = lifelines().join('');

/** A drawn rung in three parts, of which the middle one, from one party to the other, is what passes. */
export function rungParts(rung: Pick<Rung, 'from' | 'to' | 'kind'>): readonly [string, string, string] {
  const drawn = drawRung(rung);
  const [start, end] = [ENDS[rung.from], ENDS[rung.to]].toSorted((a, b) => a - b);
  const [from = 0, until = 0] = start === end ? [start, (end ?? 0) + 1] : [(start ?? 0) + 1, end];
  return [drawn.slice(0, from), drawn.slice(from, until), drawn.slice(until)];
}

/** An arrow between two lifelines, or a dot at one: DIAGRAM cells of text. */
export function drawRung({ from, to, kind }: Pick<Rung, 'from' | 'to' | 'kind'>): string {
  const cells = lifelines();
  const start = ENDS[from];
  const end = ENDS[to];
  if (from === to) {
    cells[start] = MARKS[from] ?? '●';
    return cells.join('');
  }
  const step = Math.sign(end - start);
  for (let at = start + step; at !== end; at += step) {
    cells[at] = cells[at] === '│' ? '┼' : FILLS[kind];
  }
  // What went first, nearest to the arrow's head, was in clear.
  if (kind === 'mixed') {
    for (let at = end - step, left = CLEAR_HEAD; left > 0; at -= step, left -= 1) {
      if (cells[at] !== '┼') cells[at] = FILLS.handshake;
    }
  }
  cells[start] = MARKS[from] ?? (step > 0 ? '├' : '┤');
  cells[end] = MARKS[to] ?? cells[end] ?? ' ';
  cells[end - step] = step > 0 ? '▶' : '◀';
  return cells.join('');
}

function lifelines(): string[] {
  const cells = Array.from({ length: DIAGRAM }, () => ' ');
  for (const column of Object.values(COLUMNS)) cells[column] = '│';
  return cells;
}
