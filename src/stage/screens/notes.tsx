import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Binding } from '../keys.ts';
import { SCROLL_BINDINGS } from '../notes/keys.ts';
import { ScrollingNotes } from '../notes/scrolling.tsx';
import { Line } from '../panes/line.tsx';
import { tone } from '../theme.ts';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';

const LEAVE: readonly Binding<'leave'>[] = [
  {
    action: 'leave',
    keys: 'n esc',
    word: 'stage',
    says: 'away with the notes, back to the stage',
    matches: (input, key) => input === 'n' || key.escape,
  },
];

/** What the instructor says and points at, in place of the lanes for as long as it is wanted. */
export const NOTES: Screen = { bindings: [...LEAVE, ...SCROLL_BINDINGS], View: NotesScreen };

function NotesScreen({ scene, size, rows, go }: ScreenProps): ReactNode {
  useBindings(LEAVE, () => go('lanes'));
  return (
    <Box flexDirection="column" height={rows}>
      <Line>
        {'  '}
        <Text {...tone('warning')}>NOTES FOR THE INSTRUCTOR</Text>
        <Text {...tone('muted')}>{'   plainsight notes shows them in a second terminal'}</Text>
      </Line>
      <Line> </Line>
      <ScrollingNotes notes={scene.state.notes} rows={rows - 2} columns={size.columns} />
    </Box>
  );
}
