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

/** What JSON may hold as it is and a terminal or an editor should not be handed; no other text than that of strings has any. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * JSON text of one line in which no character stands that could steer a terminal, reorder a line or hide in it: each is
 * written as JSON escapes it, `\u009b`, in two halves beyond U+FFFF (RFC 8259, section 7). It reads back the same.
 */
export function printableJson(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNPRINTABLE, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
