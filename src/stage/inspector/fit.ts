import stringWidth from 'string-width';

/** Text in exactly `width` columns of a terminal: cut with `…`, or filled with blanks. The text must be printable. */
export function fit(text: string, width: number): string {
  const room = Math.max(0, width);
  const wide = stringWidth(text);
  if (wide <= room) return text + ' '.repeat(room - wide);
  let cut = '';
  let used = 0;
  for (const character of text) {
    const columns = stringWidth(character);
    if (used + columns > room - 1) break;
    cut += character;
    used += columns;
  }
  return room === 0 ? '' : `${cut}…${' '.repeat(room - 1 - used)}`;
}

/** Text broken between words into at most `rows` lines of `width` columns; what does not fit is cut with `…`. */
export function fold(text: string, width: number, rows: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ');
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
    } else if (lines.length === rows - 1) {
      lines.push(fit([line, ...words.slice(index)].filter((part) => part !== '').join(' '), width));
      return lines;
    } else {
      if (line !== '') lines.push(line);
      line = stringWidth(word) <= width ? word : fit(word, width);
    }
  }
  return [...lines, line].slice(0, rows);
}
