/** The longest line that is taken from a link, in characters. */
export const LONGEST_LINE = 256 * 1024;
