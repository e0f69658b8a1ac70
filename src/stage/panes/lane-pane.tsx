import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState, Movement } from '../../views/stage/state.ts';
import type { Journey } from '../journeys.ts';
import { cellsOf, cutToWidth } from '../fit.ts';
import type { Layout } from '../layout.ts';
import { AttackerFinds, AttackerHead } from './attacker-pane.tsx';
import { AuthorityPane } from './authority-pane.tsx';
import { BankPane } from './bank-pane.tsx';
import { FrameBottom, Wall } from './frame.tsx';
import { VictimPane } from './victim-pane.tsx';
import { stretchOf, Wire, WireBeside, WIRE } from './wire.tsx';
import { Toned } from '../text.tsx';
import type { Tone } from '../theme.ts';

/** Cells of a lane's width that its walls and the space inside them take. */
const BESIDE = { walls: 2, padding: 1 } as const;

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
  const findRows = 1 + layout.hexRows + layout.readRows + layout.claimRows;
  const stretch = stretchOf(journey);
  const inner = width - BESIDE.walls - BESIDE.padding;
  const lower = lowerOf(lane, stretch, journey);
  // While nothing is told on the lower wire, its rows are free.
  const spare = lower === undefined && stretch !== 'lower' ? wireRows : 0;
  const edge = focus ? 'plain' : 'muted';
  return (
    <Box flexDirection="column" width={width} height={laneRows + 2}>
      <TopBorder title={printable(lane.title)} width={width} as={edge} focus={focus} />
      <Box height={laneRows}>
        <Wall rows={laneRows} as={edge} />
        <Box flexDirection="column" width={width - BESIDE.walls} paddingLeft={1}>
          {lane.order === undefined ? (
            <VictimPane lane={lane} width={inner} rows={layout.victimRows} />
          ) : (
            <AuthorityPane order={lane.order} rows={layout.victimRows} />
          )}
          <Wire
            rows={wireRows}
            width={inner}
            // Where nothing is under way, what passed last is told here.
            moving={stretch === 'lower' ? undefined : lane.moving}
            journey={stretch === 'upper' ? journey : undefined}
          />
          <AttackerHead
            captured={lane.captured}
            did={lane.attackerDid}
            strangers={lane.others.strangers}
            width={inner}
          />
          <Box height={findRows + spare}>
            <WireBeside rows={findRows + spare} />
            <AttackerFinds lane={lane} layout={layout} width={inner - WIRE} spare={spare} journey={journey} />
          </Box>
          {spare === 0 && (
            <Wire
              rows={wireRows}
              width={inner}
              moving={lower}
              journey={stretch === 'lower' ? journey : undefined}
            />
          )}
          <BankPane lane={lane} width={inner} />
        </Box>
        <Wall rows={laneRows} as={edge} />
      </Box>
      <FrameBottom width={width} as={edge} />
    </Box>
  );
});

/** What is told between attacker and bank. Where he speaks TLS to the bank that leg is another one, of which no bytes are known here. */
function lowerOf(
  { moving, strips }: LaneState,
  stretch: 'upper' | 'lower' | undefined,
  journey: Journey | undefined,
): Movement | undefined {
  if (moving === undefined || (stretch !== 'lower' && (!strips || journey !== undefined))) return undefined;
  return strips ? { ...moving, sealed: true, bytes: 0, label: 'https to the bank' } : moving;
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
