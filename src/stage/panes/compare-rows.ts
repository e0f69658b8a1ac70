/** Rows that the comparison of lanes takes, the line under it included. */
export const COMPARE_ROWS = 5;
