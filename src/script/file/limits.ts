/** The bounds of every file that people write. */
export const FILE_LIMITS = {
  /** Bytes of the whole file. */
  bytes: 256 * 1024,
  /** Keys, values and lists in a file, and how deep they may stand in one another. */
  nodes: 5_000,
  depth: 8,
  /** Problems listed of one file. */
  problems: 100,
} as const;
