import { cellsOf } from '../src/stage/fit.ts';
import type { ScreenCell } from './support/stage-terminal.ts';

/** One cell of the picture, and its font: px. */
const CELL = { width: 8.4, height: 17 } as const;
const FONT_SIZE = 14;
const MARGIN = 14;

/** The terminal of a picture: its own ink and ground, and its first 16 colours, dark ones first. */
export interface PicturePage {
  readonly ink: string;
  readonly paper: string;
  readonly sixteen: readonly string[];
}

const DARK_PAGE: PicturePage = {
  ink: '#d8dee9',
  paper: '#11151c',
  sixteen: [
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
  ],
};

interface Look {
  readonly color: string;
  readonly background: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
}

interface Run extends Look {
  readonly at: number;
  readonly cells: number;
  readonly text: string;
}

/** A terminal's screen as an SVG, on a dark page as a rule: every run of cells stands exactly in its place, whatever font there is. */
export function toSvg(
  screen: readonly (readonly ScreenCell[])[],
  title: string,
  page: PicturePage = DARK_PAGE,
): string {
  const rows = screen.map((row, index) => drawnRow(row, index, page));
  return framed(rows, screen, title, page);
}

/** What a screen shows from `at` on, in ms after the first of several. */
export interface SvgFrame {
  readonly at: number;
  readonly screen: readonly (readonly ScreenCell[])[];
}

/**
 * A terminal's screen as an SVG that moves (SMIL), over and over: the last frame stands for `last` ms. Each row is
 * drawn once for all the time that it stays the same. What does not move shows the last frame.
 */
export function toMovingSvg(
  frames: readonly SvgFrame[],
  last: number,
  title: string,
  page: PicturePage = DARK_PAGE,
): string {
  const screen = frames.at(-1)?.screen ?? [];
  const end = (frames.at(-1)?.at ?? 0) + last;
  const rows = screen.map((_, row) => {
    const looks: { readonly from: number; readonly svg: string }[] = [];
    for (const frame of frames) {
      const svg = drawnRow(frame.screen[row] ?? [], row, page);
      if (svg !== looks.at(-1)?.svg) looks.push({ from: frame.at / end, svg });
    }
    return looks.map(({ from, svg }, index) => shownFrom(svg, from, looks[index + 1]?.from, end)).join('');
  });
  return framed(rows, screen, title, page);
}

/** Part of a moving picture, to be seen from one share of its time until another. */
function shownFrom(svg: string, from: number, until: number | undefined, ms: number): string {
  if (svg === '' || (from === 0 && until === undefined)) return svg;
  const turns = [
    ...(from > 0 ? [['hidden', 0]] : []),
    ['visible', from],
    ...(until === undefined ? [] : [['hidden', until]]),
  ] as const;
  const values = turns.map(([value]) => value).join(';');
  const times = turns.map(([, at]) => Number(at).toFixed(5)).join(';');
  const still = until === undefined ? 'visible' : 'hidden';
  return (
    `<g visibility="${still}"><animate attributeName="visibility" calcMode="discrete" dur="${ms}ms" ` +
    `repeatCount="indefinite" values="${values}" keyTimes="${times}"/>${svg}</g>`
  );
}

function drawnRow(row: readonly ScreenCell[], index: number, page: PicturePage): string {
  return runsOf(row, page)
    .map((run) => drawn(run, index, page))
    .join('');
}

function framed(
  rows: readonly string[],
  screen: readonly (readonly ScreenCell[])[],
  title: string,
  page: PicturePage,
): string {
  const columns = Math.max(...screen.map((row) => row.length));
  const width = columns * CELL.width + 2 * MARGIN;
  const height = screen.length * CELL.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(1)} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${page.paper}"/>`,
    `<g font-family="'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE}">`,
    ...rows.filter((line) => line !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function runsOf(row: readonly ScreenCell[], page: PicturePage): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const cell of row) {
    const look = lookOf(cell, page);
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

function lookOf(cell: ScreenCell, page: PicturePage): Look {
  const color = cell.color === undefined ? page.ink : colourOf(cell.color, page);
  const background = cell.background === undefined ? page.paper : colourOf(cell.background, page);
  const { bold, dim, underline } = cell;
  return cell.inverse
    ? { color: background, background: color, bold, dim, underline }
    : { color, background, bold, dim, underline };
}

/** Of xterm's 256 colours the first 16 are the page's; then come a cube and greys. */
function colourOf(index: number, { sixteen }: PicturePage): string {
  if (index < 16) return sixteen[index] ?? '#000000';
  if (index >= 232) return `#${hex(8 + 10 * (index - 232)).repeat(3)}`;
  const steps = [36, 6, 1].map((place) => Math.floor((index - 16) / place) % 6);
  return `#${steps.map((step) => hex(step === 0 ? 0 : 55 + 40 * step)).join('')}`;
}

function hex(part: number): string {
  return part.toString(16).padStart(2, '0');
}

function isSame(a: Look, b: Look): boolean {
  return (
    a.color === b.color &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.underline === b.underline
  );
}

function drawn(run: Run, row: number, page: PicturePage): string {
  const { at, cells, text, color, background, bold, dim, underline } = run;
  const x = (MARGIN + at * CELL.width).toFixed(1);
  const y = MARGIN + row * CELL.height;
  const width = (cells * CELL.width).toFixed(1);
  const paper =
    background === page.paper
      ? ''
      : `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${background}"/>`;
  const weight = bold ? ' font-weight="bold"' : '';
  const faint = `${dim ? ' opacity="0.6"' : ''}${underline ? ' text-decoration="underline"' : ''}`;
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
