import stringWidth from 'string-width';

/** Text of these characters is as wide as it is long. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Terminal cells that a text takes. */
export function cellsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text itself where it fits into `width` cells, else as much of it as fits with `…` at its end. */
export function cutToWidth(text: string, width: number): string {
  if (cellsOf(text) <= width) return text;
  return width < 1 ? '' : `${startOf(text, width - 1)}…`;
}

/** The text in exactly `width` cells: cut as `cutToWidth` does, or filled with blanks. */
export function fit(text: string, width: number): string {
  const shown = cutToWidth(text, width);
  return shown + ' '.repeat(Math.max(0, width - cellsOf(shown)));
}

/** Texts that share `width` cells: the longest are cut first, all to the same width. */
export function cutTogether(texts: readonly string[], width: number): string[] {
  let widest = Math.max(0, ...texts.map(cellsOf));
  const taken = (): number => texts.reduce((sum, text) => sum + Math.min(widest, cellsOf(text)), 0);
  while (widest > 0 && taken() > width) widest -= 1;
  return texts.map((text) => cutToWidth(text, widest));
}

/** The first of some ways to say a thing that fits into `width` cells, else the last one. */
export function firstFitting(width: number, ways: readonly string[]): string {
  return ways.find((way) => cellsOf(way) <= width) ?? ways.at(-1) ?? '';
}

/**
 * Breaks a text at spaces, though not at no-break ones, into at most `rows` rows of at most `width` cells. A
 * word that is longer than a row is broken; where the rows do not suffice the last one ends with `…`.
 */
export function wrapWords(text: string, width: number, rows: number): string[] {
  if (rows < 1 || width < 2) return [];
  const lines: string[] = [];
  let line = '';
  let rest = text.replaceAll(/^ +| +$/g, '');
  while (rest !== '') {
    const word = /^[^ ]+/.exec(rest)?.[0] ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellsOf(longer) <= width) {
      line = longer;
      rest = rest.slice(word.length).replace(/^ +/, '');
    } else if (lines.length === rows - 1) {
      // The last row takes all that is left, and says that it was too much.
      lines.push(cutToWidth(line === '' ? rest : `${line} ${rest}`, width));
      return lines;
    } else if (line === '') {
      const start = startOf(word, width);
      lines.push(start);
      rest = rest.slice(start.length);
    } else {
      lines.push(line);
      line = '';
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** As many whole characters from the start as fit. A mark that combines stays with what it stands on. */
function startOf(text: string, width: number): string {
  let start = '';
  let cells = 0;
  for (const character of text) {
    cells += cellsOf(character);
    if (cells > width) return start;
    start += character;
  }
  return start;
}
