import { Box, Text } from 'ink';
import stringWidth from 'string-width';
import type { ReactNode } from 'react';
import { fit } from '../fit.ts';
import { tone } from '../theme.ts';

/** A title set into a line of the frame. */
export interface Title {
  readonly text: string;
  /** Whether the keys move there. */
  readonly strong: boolean;
}

/** The frame's top: `╭ left ───┬ right ───╮`, the parts `left` and `right` columns wide inside. */
export function FrameTop({
  left,
  right,
  titles,
}: {
  readonly left: number;
  readonly right: number;
  readonly titles: readonly [Title, Title];
}): ReactNode {
  return (
    <Text>
      <Text {...tone('muted')}>╭</Text>
      <Stretch title={titles[0]} width={left} />
      <Text {...tone('muted')}>┬</Text>
      <Stretch title={titles[1]} width={right} />
      <Text {...tone('muted')}>╮</Text>
    </Text>
  );
}

/** The line under both parts, with a place where the wall between them ends. */
export function FrameMiddle({ left, right }: { readonly left: number; readonly right: number }): ReactNode {
  return (
    <Text {...tone('muted')}>
      ├{'─'.repeat(left)}┴{'─'.repeat(right)}┤
    </Text>
  );
}

/** The frame's bottom, with what is typed or was done set into it. */
export function FrameBottom({ width, title }: { readonly width: number; readonly title: Title }): ReactNode {
  return (
    <Text>
      <Text {...tone('muted')}>╰</Text>
      <Stretch title={title} width={width - 2} />
      <Text {...tone('muted')}>╯</Text>
    </Text>
  );
}

/** A wall of the frame, `rows` rows high. */
export function Wall({ rows }: { readonly rows: number }): ReactNode {
  return (
    <Box width={1} height={rows}>
      <Text {...tone('muted')}>{Array.from({ length: rows }, () => '│').join('\n')}</Text>
    </Box>
  );
}

function Stretch({ title, width }: { readonly title: Title; readonly width: number }): ReactNode {
  if (title.text === '') return <Text {...tone('muted')}>{'─'.repeat(Math.max(0, width))}</Text>;
  const text = fit(title.text, width - 3).trimEnd();
  const rest = Math.max(0, width - 2 - stringWidth(text));
  return (
    <Text>
      {' '}
      <Text {...tone(title.strong ? 'title' : 'muted')}>{text}</Text>{' '}
      <Text {...tone('muted')}>{'─'.repeat(rest)}</Text>
    </Text>
  );
}
