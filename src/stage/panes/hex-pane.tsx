import { Box } from 'ink';
import type { ReactNode } from 'react';
import { hexRows, hexRowsAround } from '../../../lab/text/hex-dump.ts';
import type { Excerpt, Mark } from '../../views/stage/state.ts';
import { POINTED, redirectOf } from '../../views/stage/excerpt.ts';
import { TextLine } from '../text.tsx';
import { HexLine } from './hex-line.tsx';

/** Bytes of an excerpt, in hex and as text, around what was read in them. Exactly `rows` rows, as many of them drawn as `written` (0 to 1) says. */
export function HexPane({
  excerpt,
  rows,
  width,
  written = 1,
  textOnly = false,
}: {
  readonly excerpt: Excerpt;
  readonly rows: number;
  readonly width: 8 | 16 | 32;
  readonly written?: number;
  /** Whether only their text is shown, where there is no room for hex. */
  readonly textOnly?: boolean;
}): ReactNode {
  const { bytes, offset, marks, sealed } = excerpt;
  const from = Math.ceil(firstByte(excerpt, rows, width) / width);
  const shown = hexRows(bytes, { offset, width, from, count: rows });
  // What was read in them lights up when they stand there.
  const isMarked = (at: number): boolean =>
    written >= 1 &&
    marks.some((mark) => at - offset >= mark.offset && at - offset < mark.offset + mark.length);
  return (
    <Box flexDirection="column" height={rows}>
      {Array.from({ length: rows }, (_, index) => {
        const row = index < rows * written ? shown[index] : undefined;
        if (row === undefined) return <TextLine key={index}> </TextLine>;
        return (
          <HexLine
            key={index}
            row={row}
            width={width}
            isMarked={isMarked}
            as="read"
            sealed={sealed}
            textOnly={textOnly}
          />
        );
      })}
    </Box>
  );
}

/**
 * Where in the excerpt the first row begins, so that the mark that matters most stands in the middle.
 * Rows start at whole multiples of `width` in the stream: the first may begin before the excerpt does.
 */
export function firstByte(excerpt: Excerpt, rows: number, width: number): number {
  const { offset, bytes, marks } = excerpt;
  const start = 0 - (offset % width);
  const first = marks.find(({ secret }) => secret === 'password' || secret === POINTED);
  const mark = first ?? formOf(excerpt) ?? redirectOf(excerpt) ?? marks[0];
  if (mark === undefined) return start;
  const window = { offset, length: bytes.length, width, rows };
  return start + width * hexRowsAround(mark.offset + mark.length / 2, window);
}

/** What was typed into a form stands at the end of the request that sends it. */
function formOf({ label, bytes }: Excerpt): Pick<Mark, 'offset' | 'length'> | undefined {
  return label.startsWith('POST ') ? { offset: bytes.length, length: 0 } : undefined;
}
