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
  /** A fault of plainsight itself; a stack trace stands on the screen. */
  bug: 70,
} as const;

/** The exit status after a signal, as shells count it: 128 and the signal's number. */
export const SIGNAL_EXIT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that ends a run in order. */
export type EndingSignal = keyof typeof SIGNAL_EXIT;
