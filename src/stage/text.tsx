import { Text, Transform } from 'ink';
import { use } from 'react';
import type { ReactNode } from 'react';
import { Colours, painterOf } from './painter.ts';
import type { Tone } from './theme.ts';

interface ToneProps {
  readonly children?: ReactNode;
  readonly as?: Tone;
}

/** Text that looks as its tone says, in the colours that are handed in, whatever Ink thinks of this terminal. */
export function Toned({ children, as = 'plain' }: ToneProps): ReactNode {
  const painter = painterOf(as, use(Colours));
  return painter === undefined ? (
    <Text>{children}</Text>
  ) : (
    <Transform transform={painter}>{children}</Transform>
  );
}

/** One row of text that never wraps; what does not fit is cut with `…`. */
export function TextLine({ children = ' ', as = 'plain' }: ToneProps): ReactNode {
  const painter = painterOf(as, use(Colours));
  return (
    <Text wrap="truncate-end">
      {painter === undefined ? children : <Transform transform={painter}>{children}</Transform>}
    </Text>
  );
}
