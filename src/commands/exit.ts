/** What the exit status says. */
export const EXIT = {
  /** All claims held. */
  held: 0,
  /** A claim failed. */
  failed: 1,
  /** Wrong usage or a bad file. */
  usage: 2,
  /** The lab could not start, or broke down. */
  lab: 3,
} as const;
