import { Box, useApp, useInput, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Director } from './director.ts';
import { laneInFront } from './focus.ts';
import type { TabChosen } from './focus.ts';
import { actionOf, BINDINGS } from './keys.ts';
import { layOut, SMALLEST } from './layout.ts';
import { EndLine } from './panes/end-line.tsx';
import type { Ahead } from './panes/end-line.tsx';
import { EXPORT_KEYS, ExportCard } from './panes/export-card.tsx';
import { CoverLine, Help, KeyLine, Narration } from './panes/footer.tsx';
import { Doors, Header } from './panes/header.tsx';
import { INSPECTOR } from './screens/inspector.tsx';
import { LADDER } from './screens/ladder.tsx';
import { LANES_BINDINGS, LanesScreen } from './screens/lanes.tsx';
import { MATRIX } from './screens/matrix.tsx';
import { NOTES } from './screens/notes.tsx';
import { Line } from './panes/line.tsx';
import type { Place, Screen, ScreenProps } from './screens/screen.ts';
import { tallyText } from '../views/stage/tally.ts';

/** The keys while the help lies over the stage. */
const HELP_KEYS = [
  ['any key', 'closes'],
  ['q', 'quit'],
] as const;

/** How a person left the stage. */
export type Leaving = 'quit' | 'interrupt' | 'next' | 'catalogue';

export type { Ahead } from './panes/end-line.tsx';

/** Every screen by its id. A new one is added here; its own keys stand in its own table. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  lanes: { bindings: LANES_BINDINGS, View: LanesScreen },
  inspector: INSPECTOR,
  matrix: MATRIX,
  ladder: LADDER,
  notes: NOTES,
};

/** What a stage is given. */
interface StageProps {
  readonly director: Director;
  readonly ahead?: Ahead;
  readonly leave?: (how: Leaving) => void;
  /** Where a run is written to on a person's wish; ordinarily the current folder. */
  readonly folder?: string;
  /** Columns and rows, where they are not those of the terminal. */
  readonly size?: ScreenProps['size'];
}

/**
 * The whole terminal: header, doors, a screen, the step's sentence, the keys. `ahead` is what may follow
 * the scenario; `leave` is told how it was left, and ordinarily ends Ink.
 */
export function Stage({ size, ...props }: StageProps): ReactNode {
  return size === undefined ? <FittedStage {...props} /> : <SizedStage {...props} size={size} />;
}

/** Asked where there is no terminal, Ink starts programs to find its size, at every frame. */
function FittedStage(props: StageProps): ReactNode {
  return <SizedStage {...props} size={useWindowSize()} />;
}

function SizedStage({
  director,
  ahead,
  leave,
  folder = '.',
  size,
}: StageProps & Required<Pick<StageProps, 'size'>>): ReactNode {
  const scene = useSyncExternalStore(director.subscribe, director.scene);
  const app = useApp();
  const exit = leave ?? app.exit;
  const [chosen, setChosen] = useState<TabChosen>();
  const [help, setHelp] = useState(false);
  const [at, setAt] = useState<{ readonly screen: string; readonly place?: Place }>({ screen: 'lanes' });
  const [saving, setSaving] = useState(false);
  const [typing, setTyping] = useState(false);
  const lanes = Math.max(1, scene.state.lanes.length);
  const screen = SCREENS[at.screen];
  const lane = laneInFront(scene.state, chosen) % lanes;
  const follows = { next: scene.over && ahead?.next !== undefined, catalogue: ahead !== undefined };
  const bindings = BINDINGS.filter(
    ({ action }) =>
      screen?.claims?.includes(action) !== true &&
      (action !== 'go-on' || follows.next) &&
      (action !== 'catalogue' || follows.catalogue),
  );

  const go: ScreenProps['go'] = (to, place) => {
    const wanted = scene.state.lanes.findIndex(({ id }) => id === place?.lane);
    if (wanted !== -1) setChosen({ lane: wanted, step: scene.state.step });
    setAt(place === undefined ? { screen: to } : { screen: to, place });
  };

  useInput((input, key) => {
    const action = actionOf(bindings, input, key);
    if (action === 'interrupt') exit(action satisfies Leaving);
    // A screen that is being typed into, or the card over it, has every other key to itself.
    else if (typing || saving) return;
    else if (action === 'quit') exit(action satisfies Leaving);
    else if (help || action === 'help') setHelp(!help);
    else if (action === 'pause') director.togglePause();
    else if (action === 'next') director.next();
    else if (action === 'back') director.back();
    else if (action === 'first-fact') director.toStart();
    else if (action === 'fact-back') director.byFact(-1);
    else if (action === 'fact-on') director.byFact(1);
    else if (action === 'last-fact') director.toEnd();
    else if (action === 'export') setSaving(true);
    else if (action === 'tab') setChosen({ lane: (lane + 1) % lanes, step: scene.state.step });
    // Only where the question is seen is it answered.
    else if (action === 'choose' && at.screen === 'lanes') director.choose(Number(input));
    else if (action === 'go-on') exit('next' satisfies Leaving);
    else if (action === 'catalogue') exit(action satisfies Leaving);
  });

  const layout = layOut(size.columns, size.rows, lanes);
  if (!layout.fits || screen === undefined) return <TooSmall columns={size.columns} rows={size.rows} />;
  const props: ScreenProps = {
    scene,
    facts: director.facts,
    size,
    rows: size.rows - 3 - layout.narrationRows,
    lane,
    ...(at.place !== undefined && { place: at.place }),
    go,
    has: (wanted) => Object.hasOwn(SCREENS, wanted),
    typing: setTyping,
  };
  const ended =
    scene.over && at.screen === 'lanes' && (ahead !== undefined || tallyText(scene.state.tally) !== '');
  return (
    // Ink draws the old size once more when the window shrinks: what is too wide then must not wrap.
    <Box flexDirection="column" width="100%" height={size.rows} overflow="hidden">
      <Header scene={scene} columns={size.columns} />
      <Doors state={scene.state} columns={size.columns} />
      {help ? (
        // A screen's keys and the stage's take every row that can be had on the smallest terminal.
        <Help rows={props.rows + layout.narrationRows} bindings={[...screen.bindings, ...bindings]} />
      ) : (
        <>
          {saving ? (
            <ExportCard
              log={director.facts}
              folder={folder}
              rows={props.rows}
              columns={size.columns}
              close={() => setSaving(false)}
            />
          ) : (
            <screen.View {...props} />
          )}
          <Narration
            scene={scene}
            rows={layout.narrationRows}
            columns={size.columns}
            steps={screen.claims?.includes('next') !== true}
          />
        </>
      )}
      {help || saving ? (
        <CoverLine entries={help ? HELP_KEYS : EXPORT_KEYS} />
      ) : ended ? (
        <EndLine
          tally={scene.state.tally}
          ahead={ahead}
          bindings={[...screen.bindings, ...bindings]}
          columns={size.columns}
        />
      ) : (
        <KeyLine
          bindings={[...screen.bindings, ...bindings]}
          tabs={layout.tabs}
          paused={scene.paused}
          columns={size.columns}
        />
      )}
    </Box>
  );
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" width="100%" height={rows} overflow="hidden">
      <Line as="title">
        needs {SMALLEST.columns}×{SMALLEST.rows}
      </Line>
      <Line>
        this is {columns}×{rows}
      </Line>
      <Line>plainsight · q leaves</Line>
    </Box>
  );
}
