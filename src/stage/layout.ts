import { COMPARE_ROWS } from './panes/compare-rows.ts';

/** The smallest terminal that the stage fits in, in columns and rows. */
export const SMALLEST = { columns: 80, rows: 24 } as const;

/** The terminal that the stage is made for. */
export const MADE_FOR = { columns: 100, rows: 30 } as const;

/** The narrowest lane beside another one, borders included; and the narrowest that shows its bytes in hex. */
export const NARROWEST_LANE = 40;
export const NARROWEST_HEX = 48;

/** Where everything goes on one size of screen. Lengths in terminal cells. */
export interface Layout {
  readonly fits: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Lanes side by side, or one at a time behind tabs. */
  readonly tabs: boolean;
  /** In place of the tabs' one row: all lanes compared, a column each, above the chosen one. */
  readonly compared: boolean;
  /** Width of each shown lane, borders included. */
  readonly laneWidths: readonly number[];
  /** Rows inside a lane's border. */
  readonly laneRows: number;
  /** Rows of the victim's part: 4, or more where her browser has a frame. */
  readonly victimRows: number;
  /** Rows of each of the two wires. */
  readonly wireRows: number;
  /** Rows of the attacker's bytes. */
  readonly hexRows: number;
  /** Bytes in each of these rows, and whether they stand there as text alone. */
  readonly hexWidth: 8 | 16 | 32;
  readonly textOnly: boolean;
  /** Cells beside these rows for what the bytes say; 0 where there is no room. */
  readonly decodedWidth: number;
  /** Rows for what was read, and for what was claimed of it. */
  readonly readRows: number;
  readonly claimRows: number;
  /** Rows for the sentence of the step. */
  readonly narrationRows: number;
}

// Header and listeners above; key line below. The lane's own border takes two more.
const HEADER_ROWS = 2;
const FOOTER_ROWS = 1;
const BORDER_ROWS = 2;
const TABS_ROWS = 1;

/** From this height on there is room to compare lanes. */
const ROWS_TO_COMPARE = 28;

/** Rows of a lane that never change beside the victim's: attacker's head and caption, bank 2. */
const FIXED_LANE_ROWS = 4;

/** Rows of the victim: what her browser shows, and on a tall screen the browser around it; in a narrow lane its address has a row of its own. */
const VICTIM_ROWS = { plain: 4, boxed: 7, narrow: 8 } as const;

/** The narrowest lane in whose browser the word and an address stand in one row. */
const WIDE_ENOUGH_FOR_ADDRESS = 60;

/** From this height on there is room for a browser that looks like one. */
const ROWS_TO_BOX = 40;

/** Who gets the rows that are free, in this order, each up to so many. What is left goes to the bytes. */
const GRANTS = [
  ['hexRows', 3],
  ['claimRows', 2],
  ['hexRows', 4],
  ['wireRows', 2],
  ['readRows', 2],
  ['hexRows', 10],
  ['wireRows', 3],
  ['readRows', 4],
  ['claimRows', 3],
] as const;

type Shares = Record<(typeof GRANTS)[number][0], number>;

/** Columns that a row of so many bytes needs inside a lane, borders and wire included. */
const HEX_COLUMNS = { 32: 144, 16: 78, 8: 46 } as const;

/** Columns of them that are the lane's own. */
const INSIDE_LANE = 5;

/** The fewest cells that what the bytes say is worth having beside them. */
const NARROWEST_DECODED = 32;

/** Lays the stage out for a terminal of `columns` × `rows` with `lanes` lanes, of which one may be `zoomed`, and with at least `told` rows below them. Pure. */
export function layOut(
  columns: number,
  rows: number,
  lanes: number,
  { zoomed = false, told = 0 }: { readonly zoomed?: boolean; readonly told?: number } = {},
): Layout {
  const fits = columns >= SMALLEST.columns && rows >= SMALLEST.rows;
  const tabs = lanes > 1 && (zoomed || Math.floor(columns / lanes) < NARROWEST_LANE);
  const shown = tabs ? 1 : Math.max(1, lanes);
  const laneWidths = Array.from({ length: shown }, (_, lane) => {
    const width = Math.floor(columns / shown);
    return lane === shown - 1 ? columns - width * (shown - 1) : width;
  });
  const narrationRows = Math.max(rows >= 40 ? 4 : 3, told);
  const compared = tabs && !zoomed && rows >= ROWS_TO_COMPARE;
  const above = HEADER_ROWS + (compared ? COMPARE_ROWS : tabs ? TABS_ROWS : 0);
  const inside = rows - above - BORDER_ROWS - narrationRows - FOOTER_ROWS;
  const narrowest = Math.min(...laneWidths);
  const boxed = narrowest < WIDE_ENOUGH_FOR_ADDRESS ? VICTIM_ROWS.narrow : VICTIM_ROWS.boxed;
  const victimRows = rows >= ROWS_TO_BOX ? boxed : VICTIM_ROWS.plain;
  const shares = share(inside - FIXED_LANE_ROWS - victimRows);
  const textOnly = narrowest < NARROWEST_HEX;
  const widths = ([32, 16, 8] as const).filter((width) => narrowest >= HEX_COLUMNS[width]);
  // A tall screen has room to say what the bytes say; fewer of them in a row make it.
  const beside =
    rows >= ROWS_TO_BOX
      ? widths.find((width) => narrowest - HEX_COLUMNS[width] >= NARROWEST_DECODED)
      : undefined;
  return {
    fits,
    columns,
    rows,
    tabs,
    compared,
    laneWidths,
    textOnly,
    ...shares,
    victimRows,
    laneRows: FIXED_LANE_ROWS + victimRows + rowsOf(shares),
    hexWidth: textOnly ? 32 : (beside ?? widths[0] ?? 8),
    decodedWidth: beside === undefined ? 0 : narrowest - HEX_COLUMNS[beside],
    narrationRows,
  };
}

/** Bytes in a row that `width` cells hold in hex and as text. */
export function hexWidthIn(width: number): Layout['hexWidth'] {
  return ([32, 16] as const).find((bytes) => width + INSIDE_LANE >= HEX_COLUMNS[bytes]) ?? 8;
}

function rowsOf({ wireRows, hexRows, readRows, claimRows }: Shares): number {
  return 2 * wireRows + hexRows + readRows + claimRows;
}

function share(free: number): Shares {
  const shares: Shares = { wireRows: 1, hexRows: 1, readRows: 1, claimRows: 1 };
  for (const [who, upTo] of GRANTS) {
    const cost = who === 'wireRows' ? 2 : 1;
    while (shares[who] < upTo && rowsOf(shares) + cost <= free) shares[who] += 1;
  }
  shares.hexRows += Math.max(0, free - rowsOf(shares));
  return shares;
}
