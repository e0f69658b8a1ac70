/**
 * What must never reach a terminal: controls (C0, DEL, C1), format characters (bidi overrides and
 * isolates, zero width), line and paragraph separators, lone surrogates, what draws nothing, and
 * what is no character.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/**
 * Hostile text made safe for one line of a terminal: what could steer it, reorder it or hide in it is
 * shown as `\x1b` or `\u{202e}`. Applying it again changes nothing.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
