import { Box, Text } from 'ink';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Line } from '../panes/line.tsx';
import { tone } from '../theme.ts';
import { useBindings } from '../use-bindings.ts';
import { SCROLL_BINDINGS, scrolled } from './keys.ts';
import { notesLines } from './text.ts';

/** The widest that a line of text stays easy to read. */
const WIDEST = 96;

/** Notes in `rows` rows, moved with the keys; the last row says what there is more of. */
export function ScrollingNotes({
  notes,
  rows,
  columns,
}: {
  readonly notes: string;
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const [top, setTop] = useState(0);
  const lines = notesLines(notes, Math.min(WIDEST, columns - 4));
  const room = Math.max(1, rows - 1);
  useBindings(SCROLL_BINDINGS, (action) => setTop((now) => scrolled(now, action, lines.length, room)));
  const from = Math.max(0, Math.min(top, lines.length - room));
  const below = lines.length - from - room;
  return (
    <Box flexDirection="column" height={rows} paddingX={2}>
      <Box height={room} flexDirection="column">
        {lines.slice(from, from + room).map((line, index) => (
          // A line has no other name than its place.
          // oxlint-disable-next-line react/no-array-index-key
          <Line key={from + index}>{line === '' ? ' ' : line}</Line>
        ))}
      </Box>
      <Text {...tone('muted')}>
        {from > 0 ? '↑ more  ' : ''}
        {below > 0 ? `↓ ${below} more ${below === 1 ? 'line' : 'lines'}` : ' '}
      </Text>
    </Box>
  );
}
