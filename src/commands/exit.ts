/** What the exit status says. */
export const EXIT = {
  /** All claims held. */
  held: 0,
  /** A claim failed. */
  failed: 1,
  /** Wrong usage, a bad file, or one that could not be written whole. */
  usage: 2,
  /** The lab could not start, or broke down. */
  lab: 3,
} as const;
