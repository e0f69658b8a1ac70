/** What the exit status says. */
export const EXIT = {
  /** No claim failed: all that were checked held. A lesson may have been left before it came to the others, which it says. */
  held: 0,
  /** A claim failed. */
  failed: 1,
  /** Wrong usage, a bad file, or one that could not be written whole. */
  usage: 2,
  /** The lab could not start, or broke down. */
  lab: 3,
} as const;
