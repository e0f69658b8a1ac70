import { Box } from 'ink';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import { scrolledTo } from '../scroll.ts';
import type { ScrollAction } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import { useBindings } from '../use-bindings.ts';
import { notesLines } from './notes-lines.ts';

/** The widest that a line of text stays easy to read. */
const WIDEST = 96;

/** The keys that move the notes. */
export const NOTES_BINDINGS: readonly Binding<ScrollAction>[] = [
  ...lineBindings('scroll', 'the notes by a line'),
  ...pageBindings('', 'by a screenful'),
];

/** Notes in `rows` rows, moved with the keys; the last row says what there is more of. */
export function ScrollingNotes({
  notes,
  rows,
  columns,
  bindings = NOTES_BINDINGS,
}: {
  readonly notes: string;
  /** The keys that move them, where they are not the usual ones. */
  readonly bindings?: readonly Binding<ScrollAction>[];
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const [top, setTop] = useState(0);
  const lines = notesLines(notes, Math.min(WIDEST, columns - 4));
  const room = Math.max(1, rows - 1);
  const last = Math.max(0, lines.length - room);
  useBindings(bindings, (action) => setTop((now) => scrolledTo(now, action, last, room)));
  const from = Math.min(top, last);
  const below = last - from;
  return (
    <Box flexDirection="column" height={rows} paddingX={2}>
      <Box height={room} flexDirection="column">
        {lines.slice(from, from + room).map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a line has no other name than its place
          <TextLine key={from + index}>{line === '' ? ' ' : line}</TextLine>
        ))}
      </Box>
      <Toned as="muted">
        {from > 0 ? '↑ more  ' : ''}
        {below > 0 ? `↓ ${below} more ${below === 1 ? 'line' : 'lines'}` : ' '}
      </Toned>
    </Box>
  );
}
