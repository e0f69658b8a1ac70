import { Box, Text } from 'ink';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { LaneId } from '../../../lab/facts/facts.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { ladderAt } from '../../views/ladder/ladder.ts';
import type { LaneLadder, Rung } from '../../views/ladder/ladder.ts';
import type { Binding } from '../keys.ts';
import { Line } from '../panes/line.tsx';
import { DIAGRAM, DIAGRAM_HEAD, DIAGRAM_LEGEND, IDLE, drawRung } from '../panes/rung.ts';
import { tone } from '../theme.ts';
import type { Tone } from '../theme.ts';
import { headOf } from '../../session/log.ts';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';

type LadderAction = 'up' | 'down' | 'page-up' | 'page-down' | 'lanes';

/** The keys of the ladder. */
const LADDER_BINDINGS: readonly Binding<LadderAction>[] = [
  { action: 'up', keys: '↑', word: '', says: 'one line up', matches: (_, key) => key.upArrow },
  { action: 'down', keys: '↓', word: '', says: 'one line down', matches: (_, key) => key.downArrow },
  { action: 'page-up', keys: 'PgUp', word: '', says: 'one page up', matches: (_, key) => key.pageUp },
  { action: 'page-down', keys: 'PgDn', word: '', says: 'one page down', matches: (_, key) => key.pageDown },
  {
    action: 'lanes',
    keys: 'esc',
    word: 'lanes',
    says: 'back to the lanes',
    matches: (input, key) => key.escape || input === 'l',
  },
];

/** Cells for the time, and the narrowest lane beside another one. */
const TIME = 10;
const NARROWEST = DIAGRAM + 36;

/** Rows around the rungs: titles, parties, and the line below. */
const AROUND = 3;

/** The conversation of victim, attacker and bank, line by line on one time axis. */
function LadderScreen({ scene, facts, size, rows, lane, go }: ScreenProps): ReactNode {
  const all = ladderAt(headOf(facts).facts, scene.point);
  const beside = all.length * NARROWEST + TIME <= size.columns;
  const lanes = beside ? all : all.slice(lane, lane + 1);
  const rungs = lanes.flatMap((each) => each.rungs).toSorted((a, b) => a.at - b.at);
  const page = Math.max(1, rows - AROUND);
  const last = Math.max(0, rungs.length - page);
  // Undefined follows the end, so that what comes in is seen.
  const [wanted, setWanted] = useState<number | undefined>(scene.over ? 0 : undefined);
  const top = Math.min(wanted ?? last, last);
  const scroll = (by: number): void => {
    const to = Math.max(0, top + by);
    setWanted(to >= last && by > 0 ? undefined : to);
  };

  useBindings(LADDER_BINDINGS, (action) => {
    if (action === 'lanes') go('lanes');
    else if (action === 'up') scroll(-1);
    else if (action === 'down') scroll(1);
    else if (action === 'page-up') scroll(-page);
    else scroll(page);
  });

  const width = lanes.length === 0 ? size.columns : Math.floor((size.columns - TIME) / lanes.length);
  const shown = rungs.slice(top, top + page);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Row
        time=""
        width={width}
        cells={lanes.map(({ lane: { id, title } }) => (
          <Line key={id} as="title">
            {printable(title)}
          </Line>
        ))}
      />
      <Row
        time="seconds"
        width={width}
        cells={lanes.map(({ lane: { id } }) => (
          <Line key={id} as="muted">
            {DIAGRAM_HEAD}
          </Line>
        ))}
      />
      {shown.map((rung, index) => (
        <Row
          key={top + index}
          time={(rung.at / 1000).toFixed(3)}
          width={width}
          cells={lanes.map(({ lane: { id } }) => (
            <Cells key={id} rung={rung} lane={id} />
          ))}
        />
      ))}
      <Box flexGrow={1} />
      <Line as="muted">
        {' '}
        {rungs.length === 0 ? 'nothing yet' : `${top + 1}–${top + shown.length} of ${rungs.length}`}
        {moreText(lanes)} · {DIAGRAM_LEGEND}
        {beside || all.length < 2 ? '' : ' · tab: other lane'}
      </Line>
    </Box>
  );
}

function moreText(lanes: readonly LaneLadder[]): string {
  const more = lanes.reduce((sum, lane) => sum + lane.more, 0);
  return more === 0 ? '' : ` (${grouped(more)} more not shown)`;
}

function Row({
  time,
  width,
  cells,
}: {
  readonly time: string;
  readonly width: number;
  readonly cells: readonly ReactElement[];
}): ReactNode {
  return (
    <Box height={1} flexShrink={0}>
      <Box width={TIME} flexShrink={0}>
        <Text {...tone('muted')}>{time.padStart(TIME - 1)}</Text>
      </Box>
      {cells.map((cell) => (
        <Box key={cell.key} width={width} flexShrink={0} paddingRight={1}>
          {cell}
        </Box>
      ))}
    </Box>
  );
}

const TONES: Partial<Record<Rung['kind'], Tone>> = {
  sealed: 'sealed',
  mixed: 'sealed',
  alert: 'failed',
  message: 'title',
};

function Cells({ rung, lane }: { readonly rung: Rung; readonly lane: LaneId }): ReactNode {
  if (rung.lane !== lane) return <Line as="muted">{IDLE}</Line>;
  const { kind, label, bytes, reads } = rung;
  return (
    <Line>
      <Text {...tone(TONES[kind] ?? 'muted')}>{drawRung(rung)}</Text>{' '}
      {bytes !== undefined && <Text {...tone('muted')}>{grouped(bytes)} B · </Text>}
      {reads.length > 0 && <Text {...tone('read')}>READ {reads.join(', ')}</Text>}
      {reads.length > 0 && ' '}
      <Text {...tone(kind === 'sealed' ? 'sealed' : 'plain')}>{printable(label)}</Text>
    </Line>
  );
}

/** The screen with its keys. */
export const LADDER: Screen = {
  bindings: LADDER_BINDINGS,
  View: LadderScreen,
};
