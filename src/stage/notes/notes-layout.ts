/** How many rows each part of the notes' terminal has, beside one for the title and one for the keys. */
export interface NotesLayout {
  /** Whether a blank row stands below the title, and one above the rule. */
  readonly gaps: boolean;
  /** Whether a rule stands above the notes of the whole. */
  readonly rule: boolean;
  /** The step that is shown, and the one that comes next. */
  readonly now: number;
  readonly next: number;
  /** What belongs to the step alone. */
  readonly own: number;
  /** The notes of the whole, with their last row that says what there is more of; none at all where there is no room for two. */
  readonly notes: number;
}

/** Fewer rows than this leave no room for blank ones. */
const ROOMY = 14;

/** Rows of a part that announces a step where there is room. */
const ANNOUNCED = 2;

/** Lays `rows` rows out, of which the step's own notes want some: on a small screen they go before those of the whole. */
export function layOutNotes(rows: number, wanted: number): NotesLayout {
  const gaps = rows >= ROOMY;
  const now = Math.min(ANNOUNCED, Math.max(1, rows - 2));
  const next = gaps ? ANNOUNCED : Math.max(0, Math.min(1, rows - 2 - now));
  const below = rows - 2 - now - next - (gaps ? 2 : 0);
  const free = Math.max(0, below - 1);
  const own = Math.min(wanted, gaps ? Math.floor(rows / 3) - 2 : Math.max(free - 2, Math.min(free, 1)));
  const notes = free - own;
  return { gaps, rule: below > 0, now, next, own, notes: notes < 2 ? 0 : notes };
}
