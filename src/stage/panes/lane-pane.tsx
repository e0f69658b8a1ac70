import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../decode/printable.ts';
import type { LaneState } from '../../state/state.ts';
import type { Journey } from '../director.ts';
import type { Layout } from '../layout.ts';
import { tone } from '../theme.ts';
import { AttackerPane } from './attacker-pane.tsx';
import { BankPane } from './bank-pane.tsx';
import { VictimPane } from './victim-pane.tsx';
import { Wire } from './wire.tsx';

/** One lane from top to bottom as the traffic flows: victim, wire, attacker, wire, bank. */
export function LanePane({
  lane,
  layout,
  width,
  journey,
}: {
  readonly lane: LaneState;
  readonly layout: Layout;
  readonly width: number;
  readonly journey: Journey | undefined;
}): ReactNode {
  const wire = { rows: layout.wireRows, journey, moving: lane.moving };
  return (
    <Box flexDirection="column" width={width} height={layout.laneRows + 2}>
      <TopBorder title={printable(lane.title)} width={width} />
      <Box
        flexDirection="column"
        borderStyle="round"
        borderTop={false}
        borderDimColor
        paddingX={1}
        width={width}
        height={layout.laneRows + 1}
      >
        <VictimPane lane={lane} />
        <Wire side="upper" {...wire} />
        <AttackerPane lane={lane} rows={layout.hexRows} width={layout.hexWidth} />
        <Wire side="lower" {...wire} />
        <BankPane lane={lane} />
      </Box>
    </Box>
  );
}

function TopBorder({ title, width }: { readonly title: string; readonly width: number }): ReactNode {
  const room = width - 6;
  const shown = title.length > room ? `${title.slice(0, room - 1)}…` : title;
  return (
    <Text>
      <Text {...tone('muted')}>╭ </Text>
      <Text {...tone('title')}>{shown}</Text>
      <Text {...tone('muted')}> {'─'.repeat(Math.max(0, width - 4 - shown.length))}╮</Text>
    </Text>
  );
}
