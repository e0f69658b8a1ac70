import { Box } from 'ink';
import type { ReactNode } from 'react';
import { invitation } from '../../../lab/facts/lane.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LabState } from '../../views/stage/state.ts';
import { wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** Which loopback listener stands behind each port of the lab's world, lane by lane, over the whole stage. */
export function Addresses({
  state,
  rows,
  columns,
}: {
  readonly state: LabState;
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const invited = state.lanes.find((lane) => lane.invited !== undefined)?.invited;
  const lanes = state.lanes.flatMap(({ title, listeners }) => [
    { as: 'title' as const, text: printable(title) },
    ...listeners
      .filter(({ role }) => role === 'tap' || role === 'interceptor')
      .map(({ role, logical, address, port }) => ({
        as: 'plain' as const,
        text:
          role === 'tap'
            ? `  ${printable(logical)}  is  ${address}:${port}`
            : `  the attacker's proxy  is  ${address}:${port}`,
      })),
  ]);
  const lines = [
    ...lanes,
    ...(invited === undefined
      ? []
      : [
          { as: 'title' as const, text: 'Come with a client of your own' },
          ...invitation(invited).flatMap((line) =>
            wrapWords(printable(line), columns - 4, 3).map((text) => ({
              as: 'plain' as const,
              text: `  ${text}`,
            })),
          ),
        ]),
  ];
  const why = wrapWords(
    'The victim believes in the ports on the left. A port below 1024 may belong to the system: then another stands in for it.',
    columns - 2,
    2,
  );
  return (
    <Box height={rows} paddingX={1} flexDirection="column" overflow="hidden">
      {lines.slice(0, Math.max(1, rows - why.length - 1)).map(({ as, text }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name, and none moves
        <TextLine key={index}>
          <Toned {...(as === 'title' && { as })}>{text}</Toned>
        </TextLine>
      ))}
      <TextLine> </TextLine>
      {why.map((line) => (
        <TextLine key={line} as="muted">
          {line}
        </TextLine>
      ))}
    </Box>
  );
}
