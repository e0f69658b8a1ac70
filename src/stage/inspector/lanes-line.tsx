import { Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { Line } from '../panes/line.tsx';
import { tone } from '../theme.ts';

/** The lanes by name, the one that is inspected first to the eye, and whether its recording is full. */
export function LanesLine({
  lanes,
  chosen,
  full,
}: {
  readonly lanes: readonly LaneState[];
  readonly chosen: LaneState;
  readonly full: boolean;
}): ReactNode {
  return (
    <Line>
      {lanes.map((lane) => (
        <Text key={lane.id}>
          {' '}
          <Text {...tone(lane === chosen ? 'title' : 'muted')}>
            {lane === chosen ? '▸' : ' '} {printable(lane.title)}
          </Text>{' '}
        </Text>
      ))}
      {full && <Text {...tone('warning')}> recording full: later bytes were counted only </Text>}
      {lanes.length > 1 && !full && (
        <Text {...tone('muted')}> tab: {lanes.length > 2 ? 'next' : 'the other'} lane</Text>
      )}
    </Line>
  );
}
