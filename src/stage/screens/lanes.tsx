import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { printable } from '../../../lab/text/printable.ts';
import { isForeign } from '../../views/foreign.ts';
import { shownExcerpt } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
import type { StageScene } from '../scene.ts';
import type { Binding } from '../keys.ts';
import { cellsOf, cutTogether } from '../fit.ts';
import { focusOf } from '../focus.ts';
import { beginFilter } from '../hand-screen/memory.ts';
import { HeldUp } from '../held-up.ts';
import { Compare, verdictOf } from '../panes/compare.tsx';
import { LanePane } from '../panes/lane-pane.tsx';
import { PartPane } from '../panes/part-pane.tsx';
import { isPart } from '../zoom.ts';
import { shownNow, SHOWN_VIEWS } from '../shown.tsx';
import { QuestionCard } from '../panes/question-card.tsx';
import { useBindings } from '../use-bindings.ts';
import { Overview } from './overview.tsx';
import type { ScreenProps } from './screen.ts';
import type { CapturedPlace } from '../../views/matrix/cell.ts';
import { TextLine, Toned } from '../text.tsx';

/** The keys of the lanes: the ways to the other screens. */
export const LANES_BINDINGS: readonly Binding<
  'inspector' | 'matrix' | 'ladder' | 'hand' | 'filter' | 'zoom' | 'configuration' | 'notes'
>[] = [
  {
    action: 'inspector',
    keys: '⏎',
    word: 'inspect',
    says: 'take apart what passed in this lane, down to the byte',
    matches: (_input, key) => key.return,
  },
  {
    action: 'matrix',
    keys: 'm',
    word: 'matrix',
    says: 'who sees what: a table over the lanes',
    matches: (input) => input === 'm',
  },
  {
    action: 'ladder',
    keys: 'l',
    word: 'ladder',
    says: 'the conversation message by message, on one time axis',
    matches: (input) => input === 'l',
  },
  {
    action: 'hand',
    keys: 'h',
    word: 'hand',
    says: "the attacker's hand: his attack, what he holds, what has passed",
    matches: (input) => input === 'h',
  },
  {
    action: 'filter',
    keys: '/',
    word: '',
    says: 'find exchanges by words: post login, status 303, sealed',
    matches: (input) => input === '/',
  },
  {
    action: 'zoom',
    keys: 'z',
    word: '',
    says: 'a lane fills the screen, again: a part of it; tab goes on',
    matches: (input) => input === 'z',
  },
  {
    action: 'configuration',
    keys: 's',
    word: '',
    says: "how the lane's nginx or Apache is configured",
    matches: (input) => input === 's',
  },
  {
    action: 'notes',
    keys: 'n',
    word: '',
    says: "the instructor's notes",
    matches: (input) => input === 'n',
  },
];

/** Of these, the keys that mean something in a session from elsewhere, which has no attacker, no lesson and no lanes to look at. */
const FOREIGN_BINDINGS = LANES_BINDINGS.filter(({ action }) =>
  ['inspector', 'matrix', 'ladder', 'filter'].includes(action),
);

/** The keys of the lanes for a session. */
export function lanesBindings(facts: FactLog): typeof LANES_BINDINGS {
  const first = facts.at(0);
  return first !== undefined && isForeign([first]) ? FOREIGN_BINDINGS : LANES_BINDINGS;
}

/** The stage itself: lanes side by side or behind tabs, or the question that stands before the class. */
export function LanesScreen(props: ScreenProps): ReactNode {
  const { scene, facts, size, rows, lane: tab, zoomed, zoom, go, layout } = props;
  const { question, lanes } = scene.state;
  useBindings(lanesBindings(facts), (action) => {
    if (action === 'zoom') zoom();
    else if (action === 'filter') {
      beginFilter(facts, lanes[tab]?.id ?? '');
      go('hand');
    } else go(action, action === 'inspector' ? placeOf(lanes[tab]) : undefined);
  });
  if (question !== undefined && isOpen(question, scene)) {
    return (
      <QuestionCard
        question={question}
        rows={rows}
        columns={size.columns}
        left={scene.questionLeft}
        live={scene.live}
      />
    );
  }
  if (scene.state.source !== undefined) return <Overview {...props} />;
  if (lanes.length === 0) return <Box height={rows} />;
  const word = shownNow(scene);
  if (word !== undefined) {
    const Shown = SHOWN_VIEWS[word];
    const about = scene.state.steps[scene.state.step]?.lanes ?? [];
    const held = lanes.filter(({ id }) => about.includes(id));
    return (
      <HeldUp value>
        <Shown lanes={held} rows={rows} columns={size.columns} screen={props} />
      </HeldUp>
    );
  }
  const front = lanes[tab];
  if (isPart(zoomed) && front !== undefined)
    return (
      <Box flexDirection="column" height={rows}>
        <Tabs lanes={lanes} tab={tab} columns={size.columns} />
        <PartPane part={zoomed} lane={front} rows={rows - 1} width={size.columns} />
      </Box>
    );
  const shown = layout.tabs ? lanes.slice(tab, tab + 1) : lanes;
  const focus = focusOf(scene.state);
  return (
    <Box flexDirection="column" height={rows}>
      {layout.compared && <Compare lanes={lanes} chosen={tab} columns={size.columns} />}
      {layout.tabs && !layout.compared && <Tabs lanes={lanes} tab={tab} columns={size.columns} />}
      <Box>
        {shown.map((lane, index) => (
          <LanePane
            key={lane.id}
            lane={lane}
            layout={layout}
            width={layout.laneWidths[index] ?? size.columns}
            journey={scene.journeys.get(lane.id)}
            focus={focus.includes(lane.id)}
          />
        ))}
      </Box>
    </Box>
  );
}

/** What the lane holds up: the first value read in it, or the whole of it. */
function placeOf(lane: LaneState | undefined): CapturedPlace | undefined {
  const excerpt = lane && shownExcerpt(lane);
  if (lane === undefined || excerpt === undefined || excerpt.opened === true) return undefined;
  const { connection, direction, offset, length, marks } = excerpt;
  const mark = marks.find(({ secret }) => secret === 'password') ?? marks[0];
  const at = mark === undefined ? { offset, length } : { offset: offset + mark.offset, length: mark.length };
  return { lane: lane.id, connection, direction, ...at };
}

/** A question stands before the class while it is asked. */
function isOpen({ explained }: NonNullable<StageScene['state']['question']>, { state }: StageScene): boolean {
  return explained !== true && state.steps[state.step]?.kind === 'ask';
}

/** Cells that a tab takes besides its title and its verdict: spaces, and a mark before the title. */
const BESIDE_TITLE = 5;

function Tabs({
  lanes,
  tab,
  columns,
}: {
  readonly lanes: readonly LaneState[];
  readonly tab: number;
  readonly columns: number;
}): ReactNode {
  const verdicts = lanes.map((lane) => {
    const { ways, look } = verdictOf(lane);
    return { word: ways.at(-1) ?? '', look };
  });
  const taken = verdicts.reduce((sum, { word }) => sum + cellsOf(word) + BESIDE_TITLE, 0);
  const titles = cutTogether(
    lanes.map(({ title }) => printable(title)),
    columns - taken,
  );
  return (
    <TextLine>
      {lanes.map((lane, index) => (
        <Toned key={lane.id}>
          {' '}
          <Toned as={index === tab ? 'chosenTab' : 'muted'}>
            {index === tab ? '▸' : ' '} {titles[index]}{' '}
          </Toned>
          <Toned as={verdicts[index]?.look ?? 'plain'}>{verdicts[index]?.word}</Toned>{' '}
        </Toned>
      ))}
    </TextLine>
  );
}
