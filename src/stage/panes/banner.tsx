import { Box } from 'ink';
import type { ReactNode } from 'react';
import { cellsOf, cutToWidth, firstFitting } from '../fit.ts';
import { TextLine } from '../text.tsx';
import type { Tone } from '../theme.ts';

/** Rows of a banner where there is room for a large one. */
export const LARGE_BANNER = 3;

/** A bar as wide as its place that says one thing, to be read from the last row. `ways` are ways to say it, the longest first. */
export function Banner({
  as,
  ways,
  rows,
  width,
  fill = ' ',
}: {
  readonly as: Tone;
  readonly ways: readonly string[];
  readonly rows: number;
  readonly width: number;
  readonly fill?: string;
}): ReactNode {
  const text = cutToWidth(firstFitting(width - 2, ways), width - 2);
  const free = Math.max(0, width - cellsOf(text) - 2);
  const left = Math.floor(free / 2);
  const bar = `${fill.repeat(left)} ${text} ${fill.repeat(free - left)}`;
  const middle = Math.floor((rows - 1) / 2);
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      {Array.from({ length: rows }, (_, row) => (
        <TextLine key={row} as={as}>
          {row === middle ? bar : fill.repeat(width)}
        </TextLine>
      ))}
    </Box>
  );
}
