import { Box } from 'ink';
import type { ReactNode } from 'react';
import { cellsOf, fit } from '../fit.ts';
import { Toned } from '../text.tsx';
import type { Tone } from '../theme.ts';

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
    <Toned>
      <Toned as="muted">╭</Toned>
      <Stretch title={titles[0]} width={left} />
      <Toned as="muted">┬</Toned>
      <Stretch title={titles[1]} width={right} />
      <Toned as="muted">╮</Toned>
    </Toned>
  );
}

/** The line under both parts, with a place where the wall between them ends. */
export function FrameMiddle({ left, right }: { readonly left: number; readonly right: number }): ReactNode {
  return (
    <Toned as="muted">
      ├{'─'.repeat(left)}┴{'─'.repeat(right)}┤
    </Toned>
  );
}

/** The frame's bottom, with what is typed or was done set into it. */
export function FrameBottom({
  width,
  title = { text: '', strong: false },
  as = 'muted',
}: {
  readonly width: number;
  readonly title?: Title;
  readonly as?: Tone;
}): ReactNode {
  return (
    <Toned>
      <Toned as={as}>╰</Toned>
      <Stretch title={title} width={width - 2} as={as} />
      <Toned as={as}>╯</Toned>
    </Toned>
  );
}

/** A wall of the frame, `rows` rows high. */
export function Wall({ rows, as = 'muted' }: { readonly rows: number; readonly as?: Tone }): ReactNode {
  return (
    <Box width={1} height={rows} flexShrink={0}>
      <Toned as={as}>{Array.from({ length: rows }, () => '│').join('\n')}</Toned>
    </Box>
  );
}

function Stretch({
  title,
  width,
  as = 'muted',
}: {
  readonly title: Title;
  readonly width: number;
  readonly as?: Tone;
}): ReactNode {
  if (title.text === '') return <Toned as={as}>{'─'.repeat(Math.max(0, width))}</Toned>;
  const text = fit(title.text, width - 3).trimEnd();
  const rest = Math.max(0, width - 2 - cellsOf(text));
  return (
    <Toned>
      {' '}
      <Toned as={title.strong ? 'title' : 'muted'}>{text}</Toned> <Toned as={as}>{'─'.repeat(rest)}</Toned>
    </Toned>
  );
}
