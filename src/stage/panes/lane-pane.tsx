import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { grouped } from '../../../lab/text/count.ts';
import type { LaneState, Movement } from '../../views/stage/state.ts';
import type { Journey } from '../director.ts';
import { cellsOf, cutToWidth, firstFitting } from '../fit.ts';
import type { Layout } from '../layout.ts';
import { AttackerFinds, AttackerHead } from './attacker-pane.tsx';
import { AuthorityPane } from './authority-pane.tsx';
import { BankPane } from './bank-pane.tsx';
import { FrameBottom, Wall } from './frame.tsx';
import { VictimPane } from './victim-pane.tsx';
import { packetRow, Wire } from './wire.tsx';
import { TextLine, Toned } from '../text.tsx';
import type { Tone } from '../theme.ts';

/** Cells of a lane's width that its walls, the space inside them and the wire take. */
const BESIDE = { walls: 2, padding: 1, wire: 2 } as const;

/**
 * One lane from top to bottom as the traffic flows: victim, wire, attacker, wire, bank. The wire runs
 * on through the attacker's part, for all that passes comes by there. `focus`: the step is about it.
 */
export const LanePane = memo(function LanePane({
  lane,
  layout,
  width,
  journey,
  focus,
}: {
  readonly lane: LaneState;
  readonly layout: Layout;
  readonly width: number;
  readonly journey: Journey | undefined;
  readonly focus: boolean;
}): ReactNode {
  const { wireRows, laneRows } = layout;
  const lowerRows = 1 + layout.hexRows + layout.readRows + layout.claimRows + wireRows;
  const at = journey === undefined ? undefined : packetRow(journey, wireRows + 1 + lowerRows);
  const inner = width - BESIDE.walls - BESIDE.padding;
  const edge = focus ? 'plain' : 'muted';
  return (
    <Box flexDirection="column" width={width} height={laneRows + 2}>
      <TopBorder title={printable(lane.title)} width={width} as={edge} focus={focus} />
      <Box height={laneRows}>
        <Wall rows={laneRows} as={edge} />
        <Box flexDirection="column" width={width - BESIDE.walls} paddingLeft={1}>
          {lane.order === undefined ? (
            <VictimPane lane={lane} width={inner} />
          ) : (
            <AuthorityPane order={lane.order} />
          )}
          <Box height={wireRows}>
            <Wire rows={wireRows} at={at} />
            <Passing moving={lane.moving} under={journey !== undefined} width={inner - BESIDE.wire} />
          </Box>
          <AttackerHead
            captured={lane.captured}
            did={lane.attackerDid}
            strangers={lane.others.strangers}
            width={inner}
          />
          <Box height={lowerRows}>
            <Wire rows={lowerRows} at={at === undefined ? undefined : at - wireRows - 1} />
            <AttackerFinds lane={lane} layout={layout} width={inner - BESIDE.wire} />
          </Box>
          <BankPane lane={lane} width={inner} />
        </Box>
        <Wall rows={laneRows} as={edge} />
      </Box>
      <FrameBottom width={width} as={edge} />
    </Box>
  );
});

/** What passed last, beside the wire: bright while it is under way. */
function Passing({
  moving,
  under,
  width,
}: {
  readonly moving: Movement | undefined;
  readonly under: boolean;
  readonly width: number;
}): ReactNode {
  if (moving === undefined) return <TextLine> </TextLine>;
  const count = grouped(moving.bytes);
  const said = firstFitting(width - 2, [`${moving.label} · ${count} bytes`, `${moving.label} · ${count} B`]);
  return (
    <TextLine as={under ? 'plain' : 'muted'}>
      <Toned as={under ? 'packet' : 'muted'}>{moving.direction === 'to-bank' ? '▼' : '▲'}</Toned> {said}
    </TextLine>
  );
}

function TopBorder({
  title,
  width,
  as,
  focus,
}: {
  readonly title: string;
  readonly width: number;
  readonly as: Tone;
  readonly focus: boolean;
}): ReactNode {
  const shown = cutToWidth(focus ? `▶ ${title}` : title, width - 6);
  return (
    <Toned>
      <Toned as={as}>╭ </Toned>
      <Toned as="title">{shown}</Toned>
      <Toned as={as}> {'─'.repeat(Math.max(0, width - 4 - cellsOf(shown)))}╮</Toned>
    </Toned>
  );
}
