/** The longest line that is taken from a link, in characters. */
export const LONGEST_LINE = 256 * 1024;

/** Terminals that may follow one demo. */
export const MOST_CLIENTS = 8;

/** What one more is told before it is hung up on: a line of the link's own, which no message is. */
export const FULL = '{"link":"full"}';
