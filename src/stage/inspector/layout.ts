/** How much room the inspector's parts have, in rows and columns of the terminal. */
export interface InspectorLayout {
  /** Inside the frame. */
  readonly treeWidth: number;
  readonly bytesWidth: number;
  /** Rows of the tree, and of the bytes beside it. */
  readonly rows: number;
  readonly detailRows: number;
  /** Bytes in a row. */
  readonly perRow: 8 | 16;
  /** Hex digits of an offset. */
  readonly digits: number;
}

/** The narrowest tree beside sixteen bytes in a row. */
const ROOMY_TREE = 56;

// Lanes above; the frame's top, middle and bottom.
const FIXED_ROWS = 4;

/** Lays the inspector out in `rows` rows for streams of at most `longest` bytes. Pure. */
export function inspectorLayout(columns: number, rows: number, longest: number): InspectorLayout {
  const digits = Math.max(4, longest.toString(16).length);
  // Blank, offset, two blanks, hex with a blank after each, a blank, text, blank.
  const widthOf = (perRow: number): number => 1 + digits + 2 + 3 * perRow + 1 + perRow + 1;
  const inside = columns - 3;
  const perRow = inside - widthOf(16) >= ROOMY_TREE ? 16 : 8;
  const detailRows = rows >= 30 ? 6 : 5;
  return {
    treeWidth: Math.max(1, inside - widthOf(perRow)),
    bytesWidth: widthOf(perRow),
    rows: Math.max(1, rows - FIXED_ROWS - detailRows),
    detailRows,
    perRow,
    digits,
  };
}
