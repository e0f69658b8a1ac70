import * as z from 'zod/mini';

/** What is said of text that `isReadable` refuses. */
export const UNREADABLE = 'must not contain control characters: take them out';

/** Whether text has no character that could steer a terminal or turn the direction of text. */
export function isReadable(text: string): boolean {
  return !/[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(text);
}

/** One line of text of at most so many characters; several lines of a folded YAML text become one. */
export function textLine(most: number, description: string): z.ZodMiniString {
  return z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(most),
      z.refine(isReadable, UNREADABLE),
      z.overwrite(foldedLine),
      z.describe(description),
    );
}

/** Text from several lines of a file, as one line. */
function foldedLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
