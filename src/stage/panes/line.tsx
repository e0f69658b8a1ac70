import { Text } from 'ink';
import type { ReactNode } from 'react';
import { tone } from '../theme.ts';
import type { Tone } from '../theme.ts';

/** One row of text that never wraps; what does not fit is cut with `…`. */
export function Line({
  children,
  as = 'plain',
}: {
  readonly children?: ReactNode;
  readonly as?: Tone;
}): ReactNode {
  return (
    <Text wrap="truncate-end" {...tone(as)}>
      {children ?? ' '}
    </Text>
  );
}
