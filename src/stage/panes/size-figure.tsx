import { Box } from 'ink';
import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { SizeBeside } from '../../views/stage/state.ts';
import { TextLine } from '../text.tsx';
import { Banner, LARGE_BANNER } from './banner.tsx';

/** Each digit as three by five dots. */
const DIGITS = [
  ['###', '# #', '# #', '# #', '###'],
  [' # ', '## ', ' # ', ' # ', '###'],
  ['###', '  #', '###', '#  ', '###'],
  ['###', '  #', '###', '  #', '###'],
  ['# #', '# #', '###', '  #', '  #'],
  ['###', '#  ', '###', '  #', '###'],
  ['###', '#  ', '###', '# #', '###'],
  ['###', '  #', '  #', '  #', '  #'],
  ['###', '# #', '###', '# #', '###'],
  ['###', '# #', '###', '  #', '###'],
] as const;

/** Rows of a figure. */
const FIGURE_ROWS = 5;

/** Rows that a size takes at least: its figure, and how far it is from the other. */
export const SIZE_ROWS = FIGURE_ROWS + 1;

/** The size of what was sealed in figures to be read from the last row, and by how much the other lane's differs. Exactly `rows` rows. */
export function SizeFigure({
  size: { bytes, than },
  rows,
  width,
}: {
  readonly size: SizeBeside;
  readonly rows: number;
  readonly width: number;
}): ReactNode {
  const apart = bytes - than.bytes;
  const many = `${grouped(Math.abs(apart))} BYTES ${apart < 0 ? 'FEWER' : 'MORE'}`;
  const title = printable(than.title);
  const ways =
    apart === 0 ? ['THE SAME SIZE'] : [`${many}  than in “${title}”`, `${many} than the other`, many];
  const free = rows - FIGURE_ROWS;
  const high = free > LARGE_BANNER ? LARGE_BANNER : 1;
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      {free > high && <TextLine> </TextLine>}
      {figureRows(bytes, width).map((row, index) => (
        <TextLine key={index} as="packet">
          {row}
        </TextLine>
      ))}
      {free > high + 1 && <TextLine> </TextLine>}
      <Banner as="read" ways={ways} rows={high} width={width} />
    </Box>
  );
}

/** A number in large digits with `B` behind them, in the middle of `width` cells: two cells a dot where there is room. */
function figureRows(bytes: number, width: number): readonly string[] {
  const digits = Array.from(String(bytes), (digit) => DIGITS[Number(digit)] ?? DIGITS[0]);
  const across = (dot: number): number => digits.length * (3 * dot + dot) - dot;
  const dot = across(2) <= width ? 2 : 1;
  const left = ' '.repeat(Math.max(0, Math.floor((width - across(dot)) / 2)));
  return Array.from({ length: FIGURE_ROWS }, (_, row) => {
    const dots = digits.map((digit) => digit[row] ?? '').join(' ');
    return left + Array.from(dots, (each) => (each === '#' ? '█' : ' ').repeat(dot)).join('');
  });
}
