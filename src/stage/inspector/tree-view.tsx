import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { fit } from '../fit.ts';
import type { Row } from './tree.ts';
import { Toned } from '../text.tsx';
import { labelWords, useWords } from '../words.ts';

/** An item and what is right inside it: only these say loudly that the victim's keys have opened them. */
const OPENED_DEPTH = 2;

/** Columns of one step inwards. */
const STEP = 2;

/** The visible rows of the tree, in exactly `height` rows of `width` columns. */
export function TreeView({
  rows,
  top,
  cursor,
  width,
  height,
  empty,
}: {
  readonly rows: readonly Row[];
  readonly top: number;
  readonly cursor: number;
  readonly width: number;
  readonly height: number;
  /** What stands there instead of rows. */
  readonly empty: string;
}): ReactNode {
  return (
    <Box flexDirection="column" width={width} height={height}>
      {rows.slice(top, top + height).map((row, index) => (
        <TreeRow key={row.id} row={row} width={width} chosen={top + index === cursor} />
      ))}
      {rows.length === 0 && <Toned as="muted"> {empty}</Toned>}
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
  const { depth, kind, direction, field, sealed, opened, changed = false } = row;
  const neutralised = useWords();
  const mark = row.openable ? (row.open ? '▾' : '▸') : ' ';
  const way = kind === 'item' ? (direction === 'to-bank' ? '→ ' : '← ') : '';
  const head = `${chosen ? '›' : ' '}${' '.repeat(STEP * Math.min(depth, 8))}${mark} ${way}${printable(labelWords(field.label, neutralised))}`;
  const value = field.value === '' ? '' : `  ${printable(field.value)}`;
  if (chosen) return <Toned as="chosen">{fit(head + value, width)}</Toned>;
  const shown = fit(head + value, width);
  const said = shown.slice(head.length);
  // A tone with a ground of its own lies under the words only, not under the blanks around them.
  const [before = '', words = '', behind = ''] = /^( *)(.*?)( *)$/.exec(said)?.slice(1) ?? [];
  return (
    <Toned>
      <Toned as={kind === 'connection' ? 'title' : 'plain'}>{shown.slice(0, head.length) + before}</Toned>
      <Toned
        as={
          changed
            ? 'warning'
            : opened === true && depth <= OPENED_DEPTH
              ? 'opened'
              : sealed && kind === 'item'
                ? 'sealed'
                : 'muted'
        }
      >
        {words}
      </Toned>
      {behind}
    </Toned>
  );
}
