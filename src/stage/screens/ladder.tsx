import { Box } from 'ink';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { LaneId } from '../../../lab/facts/facts.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { ladderAt } from '../../views/ladder/ladder.ts';
import type { LaneLadder, Rung } from '../../views/ladder/ladder.ts';
import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import {
  DIAGRAM,
  NEUTRAL_HEAD,
  NEUTRAL_LEGEND,
  DIAGRAM_HEAD,
  DIAGRAM_LEGEND,
  IDLE,
  rungParts,
} from '../panes/rung.ts';
import type { Tone } from '../theme.ts';
import { headOf } from '../../../lab/facts/fact-log.ts';
import { scrolledBy, scrolledTo } from '../scroll.ts';
import type { ScrollAction } from '../scroll.ts';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';
import { TextLine, Toned } from '../text.tsx';

type LadderAction = ScrollAction | 'lanes';

/** The keys of the ladder. */
const LADDER_BINDINGS: readonly Binding<LadderAction>[] = [
  ...lineBindings('', 'one line up, or down'),
  ...pageBindings('', 'by a screenful'),
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
  const foreign = scene.state.source !== undefined;
  const all = ladderAt(headOf(facts).facts, scene.point);
  const beside = all.length * NARROWEST + TIME <= size.columns;
  const lanes = beside ? all : all.slice(lane, lane + 1);
  const rungs = lanes.flatMap((each) => each.rungs).toSorted((a, b) => a.at - b.at);
  const page = Math.max(1, rows - AROUND);
  const last = Math.max(0, rungs.length - page);
  // Undefined follows the end, so that what comes in is seen.
  const [wanted, setWanted] = useState<number | undefined>(scene.over ? 0 : undefined);
  const top = Math.min(wanted ?? last, last);
  useBindings(LADDER_BINDINGS, (action) => {
    if (action === 'lanes') {
      go('lanes');
      return;
    }
    const to = scrolledTo(top, action, last, page);
    setWanted(to === last && scrolledBy(action, page) > 0 ? undefined : to);
  });

  const width = lanes.length === 0 ? size.columns : Math.floor((size.columns - TIME) / lanes.length);
  const shown = rungs.slice(top, top + page);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Row
        time=""
        width={width}
        cells={lanes.map(({ lane: { id, title } }) => (
          <TextLine key={id} as="title">
            {printable(title)}
          </TextLine>
        ))}
      />
      <Row
        time="seconds"
        width={width}
        cells={lanes.map(({ lane: { id } }) => (
          <TextLine key={id} as="muted">
            {foreign ? NEUTRAL_HEAD : DIAGRAM_HEAD}
          </TextLine>
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
      <TextLine as="muted">
        {' '}
        {rungs.length === 0 ? 'nothing yet' : `${top + 1}–${top + shown.length} of ${rungs.length}`}
        {moreText(lanes)} · {foreign ? NEUTRAL_LEGEND : DIAGRAM_LEGEND}
        {beside || all.length < 2 ? '' : ' · tab: other lane'}
      </TextLine>
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
        <Toned as="muted">{time.padStart(TIME - 1)}</Toned>
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
  if (rung.lane !== lane) return <TextLine as="muted">{IDLE}</TextLine>;
  const { kind, label, bytes, reads } = rung;
  const [before, passing, after] = rungParts(rung);
  return (
    <TextLine>
      <Toned as="muted">{before}</Toned>
      <Toned as={TONES[kind] ?? 'muted'}>{passing}</Toned>
      <Toned as="muted">{after}</Toned>{' '}
      {bytes !== undefined && <Toned as="muted">{grouped(bytes)} B · </Toned>}
      {reads.length > 0 && <Toned as="read">READ {printable(reads.join(', '))}</Toned>}
      {reads.length > 0 && <Toned as="muted"> · </Toned>}
      <Toned as={kind === 'sealed' ? 'sealed' : 'plain'}>{printable(label)}</Toned>
    </TextLine>
  );
}

/** The screen with its keys. */
export const LADDER: Screen = {
  bindings: LADDER_BINDINGS,
  claims: ['choose'],
  View: LadderScreen,
};
