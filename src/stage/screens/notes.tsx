import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Binding } from '../keys.ts';
import { stepNoteLines } from '../notes/notes-lines.ts';
import { NOTES_BINDINGS, ScrollingNotes } from '../notes/scrolling-notes.tsx';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';
import { TextLine, Toned } from '../text.tsx';

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
export const NOTES: Screen = {
  bindings: [...LEAVE, ...NOTES_BINDINGS],
  claims: ['choose'],
  View: NotesScreen,
};

function NotesScreen({ scene, size, rows, go }: ScreenProps): ReactNode {
  useBindings(LEAVE, () => go('lanes'));
  const { note } = scene.state.steps[scene.state.step] ?? {};
  // The answer to a question is for the second terminal alone: the class sees this one.
  const own = note === undefined ? [] : stepNoteLines({ note }, size.columns - 4, Math.floor(rows / 3));
  return (
    <Box flexDirection="column" height={rows}>
      <TextLine>
        {'  '}
        <Toned as="warning">NOTES FOR THE INSTRUCTOR</Toned>
        <Toned as="muted">{'   plainsight notes shows them in a second terminal'}</Toned>
      </TextLine>
      <TextLine> </TextLine>
      {own.map((line, index) => (
        <TextLine key={`${index} ${line}`} as="title">{`  ${line}`}</TextLine>
      ))}
      {own.length > 0 && <TextLine> </TextLine>}
      <ScrollingNotes
        notes={scene.state.notes}
        rows={rows - 2 - (own.length > 0 ? own.length + 1 : 0)}
        columns={size.columns}
      />
    </Box>
  );
}
