import stringWidth from 'string-width';

/** Characters of a drawing and of typographic text, each with the one of ASCII that stands for it, in as many cells. */
const GLYPHS: readonly (readonly [from: string, to: string])[] = [
  ['─┄┈╴╶–—‐‑−', '-'],
  ['━═', '='],
  ['╌', '~'],
  ['│┃║', '|'],
  ['╭╮╰╯┌┐└┘├┤┬┴┼', '+'],
  ['▶▸►→›»', '>'],
  ['◀◂◄←‹«', '<'],
  ['▲▴↑', '^'],
  ['▼▾↓', 'v'],
  ['•', '*'],
  ['●', 'o'],
  ['✓✔', '+'],
  ['⚠', '!'],
  ['✗✘×', 'x'],
  ['▒░▓█', '#'],
  ['▏', '_'],
  ['·', '-'],
  ['…', '~'],
  ['⏎', '~'],
  ['§', 'S'],
  ['✉', '@'],
  ['‘’‚′', "'"],
  ['“”„″', '"'],
  ['\u00a0\u2007\u202f', ' '],
];

const ASCII_OF: ReadonlyMap<string, string> = new Map(
  GLYPHS.flatMap(([from, to]) => Array.from(from, (character) => [character, to] as const)),
);

/** A stretch that is not ASCII, with the character that it may stand on. */
// oxlint-disable-next-line no-control-regex -- what is kept is all of ASCII
const BEYOND = /[\x20-\x7e]?[^\x00-\x7e]+/g;

const CLUSTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A frame, or any part of one, in ASCII: every character takes as many cells as before, so that columns stay, whatever
 * part of a row is written. What ASCII has nothing like is `?`.
 */
export function toAscii(text: string): string {
  return text.replaceAll(BEYOND, (stretch) =>
    Array.from(CLUSTERS.segment(stretch), ({ segment }) => asciiOf(segment)).join(''),
  );
}

function asciiOf(cluster: string): string {
  const known = ASCII_OF.get(cluster);
  if (known !== undefined) return known;
  const cells = stringWidth(cluster);
  const [base = ''] = cluster;
  // A character of ASCII with marks on it stays; a sign with a selector of its look is the sign.
  const shown = base < '\u007f' ? base : (ASCII_OF.get(base) ?? '?');
  return cells === 0 ? '' : shown.padEnd(cells, '?');
}

/** The same terminal, to which nothing but ASCII is written. */
export function asciiOutput(output: NodeJS.WriteStream): NodeJS.WriteStream {
  const write: NodeJS.WriteStream['write'] = (text: Uint8Array | string, ...rest: never[]): boolean =>
    output.write(typeof text === 'string' ? toAscii(text) : text, ...rest);
  return new Proxy(output, {
    get: (terminal, name): unknown => {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(terminal, name, terminal);
      // oxlint-disable-next-line typescript/no-unsafe-return -- a method is handed on as it is
      return typeof value === 'function' ? value.bind(terminal) : value;
    },
  });
}
