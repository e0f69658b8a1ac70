import * as z from 'zod/mini';

/** What is said of text that `isReadable` refuses. */
export const UNREADABLE = 'must not contain control characters: take them out';

/** Whether text has no character that could steer a terminal or turn the direction of text. */
export function isReadable(text: string): boolean {
  return !/[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(text);
}

const UNWANTED = String.raw`\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069`;

/** What `isReadable` takes, as editors take a regular expression; of one line of text where no line may end in it. */
export const READABLE_PATTERN = {
  lines: String.raw`^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f${UNWANTED}]*$`,
  line: String.raw`^[^\u0000-\u001f\u007f-\u009f${UNWANTED}]*$`,
  /** Of lines that are not all white space. */
  filled: String.raw`^(?=\s*\S)[^\u0000-\u0008\u000b-\u001f\u007f-\u009f${UNWANTED}]*$`,
} as const;

/** One line of text of at most so many characters; several lines of a folded YAML text become one. */
export function textLine(most: number, description: string): z.ZodMiniString {
  return z
    .string()
    .check(
      z.maxLength(most),
      z.trim(),
      z.minLength(1),
      z.refine(isReadable, UNREADABLE),
      z.overwrite(foldedLine),
      z.describe(description),
      z.meta({ pattern: READABLE_PATTERN.filled }),
    );
}

/** Text from several lines of a file, as one line. */
function foldedLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
