/** A regular expression, as editors take it, for a TCP port in decimal: 1 to 65535, no 0 before it. */
export const PORT_PATTERN =
  '(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';
