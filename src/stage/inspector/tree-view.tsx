import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { fit } from '../fit.ts';
import { tone } from '../theme.ts';
import type { Row } from './tree.ts';

/** Columns of one step inwards. */
const STEP = 2;

/** The visible rows of the tree, in exactly `height` rows of `width` columns. */
export function TreeView({
  rows,
  top,
  cursor,
  width,
  height,
}: {
  readonly rows: readonly Row[];
  readonly top: number;
  readonly cursor: number;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  return (
    <Box flexDirection="column" width={width} height={height}>
      {rows.slice(top, top + height).map((row, index) => (
        <TreeRow key={row.id} row={row} width={width} chosen={top + index === cursor} />
      ))}
      {rows.length === 0 && <Text {...tone('muted')}> nothing has passed yet</Text>}
    </Box>
  );
}

function TreeRow({
  row,
  width,
  chosen,
}: {
  readonly row: Row;
  readonly width: number;
  readonly chosen: boolean;
}): ReactNode {
  const { depth, kind, direction, field, sealed } = row;
  const mark = row.openable ? (row.open ? '▾' : '▸') : ' ';
  const way = kind === 'item' ? (direction === 'to-bank' ? '→ ' : '← ') : '';
  const head = `${chosen ? '›' : ' '}${' '.repeat(STEP * Math.min(depth, 8))}${mark} ${way}${printable(field.label)}`;
  const value = field.value === '' ? '' : `  ${printable(field.value)}`;
  if (chosen) return <Text {...tone('chosen')}>{fit(head + value, width)}</Text>;
  const shown = fit(head + value, width);
  const said = shown.slice(head.length);
  // A tone with a ground of its own lies under the words only, not under the blanks around them.
  const [before = '', words = '', behind = ''] = /^( *)(.*?)( *)$/.exec(said)?.slice(1) ?? [];
  return (
    <Text>
      <Text {...tone(kind === 'connection' ? 'title' : 'plain')}>{shown.slice(0, head.length) + before}</Text>
      <Text {...tone(sealed && kind === 'item' ? 'sealed' : 'muted')}>{words}</Text>
      {behind}
    </Text>
  );
}
