/** The smallest terminal that the stage fits in, in columns and rows. */
export const SMALLEST = { columns: 80, rows: 24 } as const;

/** The narrowest lane that still reads from the back of a room, borders included. */
export const NARROWEST_LANE = 48;

/** Where everything goes on one size of screen. Lengths in terminal cells. */
export interface Layout {
  readonly fits: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Lanes side by side, or one at a time behind tabs. */
  readonly tabs: boolean;
  /** Width of each shown lane, borders included. */
  readonly laneWidths: readonly number[];
  /** Rows inside a lane's border. */
  readonly laneRows: number;
  /** Rows of each of the two wires. */
  readonly wireRows: number;
  /** Rows of the attacker's bytes. */
  readonly hexRows: number;
  /** Bytes in each of these rows. */
  readonly hexWidth: 8 | 16;
  /** Rows for the sentence of the step. */
  readonly narrationRows: number;
}

// Header and doors above; key line below. The lane's own border takes two more.
const HEADER_ROWS = 2;
const FOOTER_ROWS = 1;
const BORDER_ROWS = 2;
const TABS_ROWS = 1;
// Inside a lane besides wires and bytes: victim 4, attacker's head, what passed, two verdicts, bank 2.
const FIXED_LANE_ROWS = 10;

/** Lays the stage out for a terminal of `columns` × `rows` with `lanes` lanes. Pure. */
export function layOut(columns: number, rows: number, lanes: number): Layout {
  const fits = columns >= SMALLEST.columns && rows >= SMALLEST.rows;
  const tabs = lanes > 1 && Math.floor(columns / lanes) < NARROWEST_LANE;
  const shown = tabs ? 1 : Math.max(1, lanes);
  const laneWidths = Array.from({ length: shown }, (_, lane) => {
    const width = Math.floor(columns / shown);
    return lane === shown - 1 ? columns - width * (shown - 1) : width;
  });
  const narrationRows = rows >= 40 ? 4 : 2;
  const laneRows = Math.max(
    FIXED_LANE_ROWS,
    rows - HEADER_ROWS - FOOTER_ROWS - BORDER_ROWS - narrationRows - (tabs ? TABS_ROWS : 0),
  );
  const free = laneRows - FIXED_LANE_ROWS;
  const wireRows = free >= 16 ? 3 : free >= 9 ? 2 : 1;
  const narrowest = Math.min(...laneWidths);
  return {
    fits,
    columns,
    rows,
    tabs,
    laneWidths,
    laneRows,
    wireRows,
    hexRows: Math.max(1, free - 2 * wireRows),
    hexWidth: narrowest >= 76 ? 16 : 8,
    narrationRows,
  };
}
