import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../decode/printable.ts';
import type { LaneState } from '../state/state.ts';
import type { Director, Scene } from './director.ts';
import { actionOf } from './keys.ts';
import { layOut, SMALLEST } from './layout.ts';
import type { Layout } from './layout.ts';
import { Help, KeyLine, Narration } from './panes/footer.tsx';
import { Doors, Header } from './panes/header.tsx';
import { LanePane } from './panes/lane-pane.tsx';
import { QuestionCard } from './panes/question-card.tsx';
import { tone } from './theme.ts';

/** How a person left the stage. */
export type Leaving = 'quit' | 'interrupt';

/** The whole screen: header, doors, lanes side by side or behind tabs, the step's sentence, the keys. */
export function Stage({ director }: { readonly director: Director }): ReactNode {
  const scene = useSyncExternalStore(director.subscribe, director.scene);
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const [tab, setTab] = useState(0);
  const [help, setHelp] = useState(false);
  const lanes = scene.state.lanes;

  useInput((input, key) => {
    const action = actionOf(input, key);
    if (action === 'interrupt' || action === 'quit') {
      exit(action satisfies Leaving);
      return;
    }
    if (help || action === 'help') {
      setHelp(!help);
      return;
    }
    if (action === 'pause') director.togglePause();
    if (action === 'next') director.next();
    if (action === 'back') director.back();
    if (action === 'tab') setTab((tab + 1) % Math.max(1, lanes.length));
    if (action === 'choose') director.choose(Number(input));
  });

  const layout = layOut(columns, rows, lanes.length);
  if (!layout.fits) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header scene={scene} />
      <Doors state={scene.state} columns={columns} />
      {help ? (
        <Help rows={rows - 3 - layout.narrationRows} />
      ) : (
        <Middle scene={scene} layout={layout} tab={tab % Math.max(1, lanes.length)} />
      )}
      <Narration scene={scene} rows={layout.narrationRows} />
      <KeyLine tabs={layout.tabs} paused={scene.paused} />
    </Box>
  );
}

function Middle({
  scene,
  layout,
  tab,
}: {
  readonly scene: Scene;
  readonly layout: Layout;
  readonly tab: number;
}): ReactNode {
  const { question, lanes } = scene.state;
  const rows = layout.laneRows + 2 + (layout.tabs ? 1 : 0);
  if (question !== undefined && isOpen(question, scene)) {
    return <QuestionCard question={question} rows={rows} left={scene.questionLeft} />;
  }
  if (lanes.length === 0) return <Box height={rows} />;
  const shown = layout.tabs ? lanes.slice(tab, tab + 1) : lanes;
  return (
    <Box flexDirection="column" height={rows}>
      {layout.tabs && <Tabs lanes={lanes} tab={tab} />}
      <Box>
        {shown.map((lane, index) => (
          <LanePane
            key={lane.id}
            lane={lane}
            layout={layout}
            width={layout.laneWidths[index] ?? layout.columns}
            journey={scene.journeys.get(lane.id)}
          />
        ))}
      </Box>
    </Box>
  );
}

/** A question stands before the class while it is asked, and again when the run has answered it. */
function isOpen(question: NonNullable<Scene['state']['question']>, scene: Scene): boolean {
  if (question.explained === true) return !scene.over;
  return scene.state.steps[scene.state.step]?.kind === 'ask';
}

function Tabs({ lanes, tab }: { readonly lanes: readonly LaneState[]; readonly tab: number }): ReactNode {
  return (
    <Text wrap="truncate-end">
      {lanes.map((lane, index) => (
        <Text key={lane.id}>
          {' '}
          <Text {...(index === tab ? { inverse: true, bold: true } : tone('muted'))}>
            {' '}
            {index === tab ? '▸' : ' '} {printable(lane.title)}{' '}
          </Text>
          <Text {...tone(lane.read.length > 0 ? 'warning' : 'sealed')}> {verdictOf(lane)}</Text>
          {'  '}
        </Text>
      ))}
    </Text>
  );
}

function verdictOf(lane: LaneState): string {
  if (lane.read.includes('password')) return 'READ';
  if (lane.exhibit?.sealed === true) return 'SEALED';
  return '';
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column">
      <Text {...tone('title')}>plainsight</Text>
      <Text>
        needs {SMALLEST.columns}×{SMALLEST.rows}, this is {columns}×{rows}
      </Text>
      <Text>make the window larger; q leaves</Text>
    </Box>
  );
}
