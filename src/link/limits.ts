/** The longest line that is taken from a link, in characters. */
export const LONGEST_LINE = 256 * 1024;

/** The longest line that a demo takes from a terminal, in characters, and how many lines of one read. */
export const ORDER_LIMITS = { line: 256, lines: 64 } as const;

/** Terminals that may follow one demo. */
export const MOST_CLIENTS = 8;

/** What one more is told before it is hung up on: a line of the link's own, which no message is. */
export const FULL = '{"link":"full"}';
