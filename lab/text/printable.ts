/**
 * What must never reach a terminal: controls (C0, DEL, C1), format characters (bidi overrides and
 * isolates, zero width), line and paragraph separators, lone surrogates, what draws nothing, and
 * what is no character.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/**
 * Hostile text made safe for one line of a terminal: a character that could steer it, reorder it or hide in
 * it is written as `\u001b`, or `\u{e0041}` beyond U+FFFF. Applying it again changes nothing.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** Hostile text made safe as `printable` does and cut after `limit` characters, where `…` says so. */
export function printableStart(text: string, limit: number): string {
  if (text.length <= limit) return printable(text);
  return `${printable(text.slice(0, limit).replace(/[\ud800-\udbff]$/, ''))}…`;
}
