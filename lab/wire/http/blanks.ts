const isBlank = (character: string): boolean => character === ' ' || character === '\t';

// Loops, because a regular expression for the blanks at a text's end takes quadratic time on hostile text.
/** The first `end` characters without the blanks at their end: spaces and tabs, and nothing else (RFC 9110, 5.6.3). */
export function trimEnd(text: string, end: number): string {
  let stop = end;
  while (stop > 0 && isBlank(text.charAt(stop - 1))) stop -= 1;
  return text.slice(0, stop);
}

/** A text without the blanks around it, and how many stood before it. */
export function trimmed(text: string): { readonly text: string; readonly skipped: number } {
  const line = trimEnd(text, text.length);
  let skipped = 0;
  while (skipped < line.length && isBlank(line.charAt(skipped))) skipped += 1;
  return { text: line.slice(skipped), skipped };
}
