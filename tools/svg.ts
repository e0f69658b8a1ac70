import { cellsOf } from '../src/stage/fit.ts';
import type { ScreenCell } from './support/stage-terminal.ts';

/** One cell of the picture, and its font: px. */
const CELL = { width: 8.4, height: 17 } as const;
const FONT_SIZE = 14;
const MARGIN = 14;

const INK = '#d8dee9';
const PAPER = '#11151c';

/** The 16 colours, dark ones first. */
const COLOURS = [
  '#11151c',
  '#e06c75',
  '#8fbf7f',
  '#d7ba7d',
  '#6ca0dc',
  '#b48ead',
  '#6fc3c3',
  '#d8dee9',
  '#5c6773',
  '#ff7b85',
  '#9ee493',
  '#ffd866',
  '#7cb7ff',
  '#d3a4e0',
  '#7fe3e3',
  '#ffffff',
] as const;

interface Look {
  readonly color: string;
  readonly background: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

interface Run extends Look {
  readonly at: number;
  readonly cells: number;
  readonly text: string;
}

/** A terminal's screen as an SVG: every run of cells stands exactly in its place, whatever font there is. */
export function toSvg(screen: readonly (readonly ScreenCell[])[], title: string): string {
  const columns = Math.max(...screen.map((row) => row.length));
  const width = columns * CELL.width + 2 * MARGIN;
  const height = screen.length * CELL.height + 2 * MARGIN;
  const rows = screen.flatMap((row, index) => runsOf(row).map((run) => drawn(run, index)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(1)} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    `<g font-family="'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE}">`,
    ...rows.filter((line) => line !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function runsOf(row: readonly ScreenCell[]): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const cell of row) {
    const look = lookOf(cell);
    const last = runs.at(-1);
    if (cell.width === 0) {
      // The second half of a wide character belongs to the first.
    } else if (last !== undefined && isSame(last, look)) {
      runs[runs.length - 1] = { ...last, cells: last.cells + cell.width, text: last.text + cell.text };
    } else {
      runs.push({ ...look, at, cells: cell.width, text: cell.text });
    }
    at += 1;
  }
  return runs;
}

function lookOf(cell: ScreenCell): Look {
  const color = cell.color === undefined ? INK : (COLOURS[cell.color] ?? INK);
  const background = cell.background === undefined ? PAPER : (COLOURS[cell.background] ?? PAPER);
  const { bold, dim } = cell;
  return cell.inverse
    ? { color: background, background: color, bold, dim }
    : { color, background, bold, dim };
}

function isSame(a: Look, b: Look): boolean {
  return a.color === b.color && a.background === b.background && a.bold === b.bold && a.dim === b.dim;
}

function drawn({ at, cells, text, color, background, bold, dim }: Run, row: number): string {
  const x = (MARGIN + at * CELL.width).toFixed(1);
  const y = MARGIN + row * CELL.height;
  const width = (cells * CELL.width).toFixed(1);
  const paper =
    background === PAPER
      ? ''
      : `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${background}"/>`;
  const weight = bold ? ' font-weight="bold"' : '';
  const faint = dim ? ' opacity="0.6"' : '';
  const baseline = (y + CELL.height * 0.76).toFixed(1);
  // Words that stand apart are placed apart: viewers do not agree on spaces.
  const words = [...text.matchAll(/\S+(?: \S+)*/g)].map(([word], index, all) => {
    const before = cellsOf(text.slice(0, all[index]?.index));
    const left = (MARGIN + (at + before) * CELL.width).toFixed(1);
    const long = (cellsOf(word) * CELL.width).toFixed(1);
    return `<text x="${left}" y="${baseline}" textLength="${long}" lengthAdjust="spacingAndGlyphs" fill="${color}"${weight}${faint}>${escaped(word)}</text>`;
  });
  return paper + words.join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
