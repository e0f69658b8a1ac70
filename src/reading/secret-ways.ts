/** A disguise in which a secret may travel, and the bytes that then stand on the wire, whatever stands around them. */
export interface Way {
  readonly label: string;
  readonly patterns: readonly Uint8Array[];
}

/** Ways to look for a secret, and the labels of those left out because they leave too few bytes to know it by. */
export interface WaysToSearch {
  readonly ways: readonly Way[];
  readonly skipped: readonly string[];
}

/** A disguised secret of fewer bytes than this could stand anywhere by chance. */
export const SHORTEST_PATTERN = 4;

const AS_IT_IS = 'as it is';

/**
 * Every usual disguise of the secret. Bytes that two ways share belong to the first of them, and a way
 * with none of its own is not listed. As it is, a secret is looked for however short it is.
 */
export function waysOf(secret: string): WaysToSearch {
  const seen = new Set<string>();
  const ways: Way[] = [];
  const skipped: string[] = [];
  for (const [label, disguises] of disguisesOf(secret)) {
    const all = disguises.map((disguise) =>
      typeof disguise === 'string' ? Buffer.from(disguise) : disguise,
    );
    const long = all.filter((pattern) => label === AS_IT_IS || pattern.length >= SHORTEST_PATTERN);
    const patterns = long.filter((pattern) => {
      const key = pattern.toString('latin1');
      return !seen.has(key) && seen.add(key);
    });
    if (patterns.length > 0) ways.push({ label, patterns });
    else if (long.length === 0) skipped.push(label);
  }
  return { ways, skipped };
}

type Disguises = readonly (readonly [label: string, patterns: readonly (string | Buffer)[]])[];

function disguisesOf(secret: string): Disguises {
  const utf8 = Buffer.from(secret);
  // A lone surrogate has no UTF-8: what travels is U+FFFD, here as in an encoder.
  const text = secret.toWellFormed();
  const utf16 = Buffer.from(secret, 'utf16le');
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const component = encodeURIComponent(text);
  const strict = component.replace(/[!'()*]/g, (character) => percent(Buffer.from(character)));
  return [
    [AS_IT_IS, [utf8]],
    ['form-encoded', bothCases([form, strict.replaceAll('%20', '+')])],
    ['percent-encoded', bothCases([component, strict, encodeURI(text), percent(utf8)])],
    ['base64', base64Inner(utf8, 'base64')],
    ['base64url', base64Inner(utf8, 'base64url')],
    ['hex, lower case', [utf8.toString('hex')]],
    ['hex, upper case', [utf8.toString('hex').toUpperCase()]],
    ['UTF-16, little-endian', [utf16]],
    ['UTF-16, big-endian', [Buffer.from(utf16).swap16()]],
    ['JSON-escaped', jsonEscaped(text)],
    ['HTML-escaped', htmlEscaped(text)],
  ];
}

const percent = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');

const bothCases = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => [text, text.replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase())]);

/**
 * The characters that depend on the secret alone, for each of the three places in a group of three bytes
 * at which it may begin. Those at its edges also hold bits of what stands next to it.
 */
function base64Inner(secret: Uint8Array, encoding: 'base64' | 'base64url'): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString(encoding);
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + secret.length) * 8) / 6);
    return Buffer.from(text.slice(first, end));
  });
}

/** As JavaScript writes it, with `/` escaped (PHP), in ASCII only (Python), and both. */
function jsonEscaped(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const upper = ascii.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => `\\u${hex.toUpperCase()}`);
  return [plain, ascii, upper].flatMap((one) => [one, one.replaceAll('/', String.raw`\/`)]);
}

/** The spellings of quotes that templates use: text only, then by name, decimal and hexadecimal number. */
function htmlEscaped(text: string): string[] {
  const base = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quotes = [
    ['"', "'"],
    ['&quot;', "'"],
    ['&quot;', '&#39;'],
    ['&quot;', '&#x27;'],
    ['&quot;', '&apos;'],
    ['&quot;', '&#039;'],
    ['&#34;', '&#39;'],
  ] as const;
  return quotes.flatMap(([double, single]) => {
    const escaped = base.replaceAll('"', double).replaceAll("'", single);
    return [escaped, escaped.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`)];
  });
}
