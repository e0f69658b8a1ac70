/** A character encoding by its name in lower case, as `TextDecoder` gives it: `utf-8`, `windows-1252`. */
export type Encoding = string;

/** The encoding that a label names, such as `latin1`; nothing for a label that no browser knows (Encoding standard, section 4.2). */
export function encodingOf(label: string): Encoding | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** The name as a browser writes it into a form: `UTF-8`, `windows-1252`, `Shift_JIS`. */
export function encodingName(encoding: Encoding): string {
  if (encoding === 'shift_jis') return 'Shift_JIS';
  if (encoding === 'big5') return 'Big5';
  return /^(utf|iso|koi8|euc|ibm|gbk)/.test(encoding) ? encoding.toUpperCase() : encoding;
}

/** The encoding in which text leaves where a page is read in this one: UTF-16 is never written (Encoding standard, section 4.3). */
export function outputEncoding(encoding: Encoding): Encoding {
  return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
}

/** What the bytes 0x80 to 0x9F mean in windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/** Bytes as text. Some versions of Node read windows-1252 as Latin-1, so that one is read here. */
export function decoded(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding !== 'windows-1252') return new TextDecoder(encoding).decode(bytes);
  const latin1 = Buffer.from(bytes).toString('latin1');
  return latin1.replace(/[\u0080-\u009F]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80));
}

/** The bytes of one character, or nothing where the encoding has none for it. */
type Encoder = (character: string) => Uint8Array | undefined;

const utf8 = new TextEncoder();
const ENCODERS = new Map<Encoding, Encoder>([['utf-8', (character) => utf8.encode(character)]]);

/** Encodings of one byte a character: their encoder is their decoder, turned round. */
const SINGLE_BYTE = /^(windows-|iso-8859-|koi8-|ibm866$|macintosh$|x-mac-cyrillic$|x-user-defined$)/;

/** The encoder of an encoding; nothing where this browser writes no more than ASCII in it: those of Chinese, Japanese and Korean but for UTF-8. */
function encoderOf(encoding: Encoding): Encoder | undefined {
  const known = ENCODERS.get(encoding);
  if (known !== undefined || !SINGLE_BYTE.test(encoding)) return known;
  const bytes = new Map<string, Uint8Array>();
  for (let byte = 0; byte < 0x100; byte++) {
    const character = decoded(Uint8Array.of(byte), encoding);
    if (character !== '\uFFFD') bytes.set(character, Uint8Array.of(byte));
  }
  const encoder: Encoder = (character) => bytes.get(character);
  ENCODERS.set(encoding, encoder);
  return encoder;
}

/** Whether this browser can write the text in that encoding. */
export function canWrite(text: string, encoding: Encoding): boolean {
  return !/\P{ASCII}/u.test(text) || encoderOf(encoding) !== undefined;
}

/**
 * Escapes text as a URL or a form does (URL standard, "percent-encode after encoding"): the bytes that
 * its characters have in the encoding, each as `%E9` but for the ASCII that `plain` matches. A character
 * that the encoding has not becomes `%26%23601%3B`. Throws `RangeError` where the text cannot be written.
 */
export function percentEncoded(text: string, encoding: Encoding, plain: RegExp): string {
  if (!canWrite(text, encoding)) throw new RangeError(`no encoder for ${encoding}`);
  const encode = encoderOf(encoding) ?? ((character) => utf8.encode(character));
  let escaped = '';
  for (const character of text.toWellFormed()) {
    if (plain.test(character)) {
      escaped += character;
      continue;
    }
    const bytes = encode(character);
    if (bytes === undefined) escaped += `%26%23${character.codePointAt(0) ?? 0}%3B`;
    else for (const byte of bytes) escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
