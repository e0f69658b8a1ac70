import { Box } from 'ink';
import type { ReactNode } from 'react';
import { hexRows } from '../../../lab/text/hex-dump.ts';
import type { Span } from '../../../lab/wire/span.ts';
import type { Stream } from '../../reading/streams.ts';
import { HexLine } from '../panes/hex-line.tsx';
import type { InspectorLayout } from './layout.ts';

/** A stream's bytes in hex and as text. Text is printable ASCII, all else a dot. */
export function BytesView({
  run,
  top,
  ranges,
  cursor,
  sealed,
  layout,
}: {
  readonly run: Stream;
  /** Offset at which the first visible row begins: a multiple of the row's bytes. */
  readonly top: number;
  /** Bytes that are marked. */
  readonly ranges: readonly Span[];
  /** Offset of the byte under the cursor, where there is one. */
  readonly cursor: number | undefined;
  readonly sealed: boolean;
  readonly layout: InspectorLayout;
}): ReactNode {
  const { perRow, digits } = layout;
  const from = Math.floor(top / perRow) - Math.floor(run.offset / perRow);
  const rows = hexRows(run.bytes, { offset: run.offset, width: perRow, from, count: layout.rows });
  const isMarked = (at: number): boolean =>
    ranges.some(({ offset, length }) => at >= offset && at < offset + length);
  return (
    <Box flexDirection="column" width={layout.bytesWidth} height={layout.rows} paddingLeft={1}>
      {rows.map((row) => (
        <HexLine
          key={row.offset}
          row={row}
          width={perRow}
          digits={digits}
          isMarked={isMarked}
          as="chosen"
          sealed={sealed}
          cursor={cursor}
        />
      ))}
    </Box>
  );
}
