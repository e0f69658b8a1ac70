import { Box, useApp, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { tallyText } from '../views/stage/tally.ts';
import type { Director, StageScene } from './director.ts';
import type { Exporter } from './exporter.ts';
import type { Binding } from './keys.ts';
import { layOut, SMALLEST } from './layout.ts';
import type { Layout } from './layout.ts';
import { EndLine } from './panes/end-line.tsx';
import type { Ahead } from './panes/end-line.tsx';
import { ExportCard, exportKeys } from './panes/export-card.tsx';
import { CoverLine, Help, KeyLine, Narration } from './panes/footer.tsx';
import { ListenersRow, StageHeader } from './panes/header.tsx';
import { CONFIGURATION } from './screens/configuration.tsx';
import { INSPECTOR } from './screens/inspector.tsx';
import { LADDER } from './screens/ladder.tsx';
import { LANES_BINDINGS, LanesScreen } from './screens/lanes.tsx';
import { MATRIX } from './screens/matrix.tsx';
import { NOTES } from './screens/notes.tsx';
import type { Screen, ScreenProps } from './screens/screen.ts';
import { stageBindings, useStageKeys } from './stage-keys.ts';
import type { StageExit } from './stage-keys.ts';
import { TextLine } from './text.tsx';
import { useNavigation } from './use-navigation.ts';

/** The keys while the help lies over the stage. */
const HELP_KEYS = [
  ['any key', 'closes'],
  ['q', 'quit'],
] as const;

/** Every screen by its id. A new one is added here; its own keys stand in its own table. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  lanes: { bindings: LANES_BINDINGS, View: LanesScreen },
  inspector: INSPECTOR,
  matrix: MATRIX,
  ladder: LADDER,
  configuration: CONFIGURATION,
  notes: NOTES,
};

/** What a stage is given. */
interface StageProps {
  readonly director: Director;
  readonly ahead?: Ahead;
  readonly leave?: (how: StageExit) => void;
  /** What writes the run on a person's wish; without it the stage does not offer that. */
  readonly exporter?: Exporter;
  /** Columns and rows, where they are not those of the terminal. */
  readonly size?: ScreenProps['size'];
}

/**
 * The whole terminal: header, listeners, a screen, the step's sentence, the keys. `ahead` is what may follow
 * the scenario; `leave` is told how it was left, and ordinarily ends Ink.
 */
export function Stage({ size, ...props }: StageProps): ReactNode {
  return size === undefined ? <FittedStage {...props} /> : <SizedStage {...props} size={size} />;
}

/** Asked where there is no terminal, Ink starts programs to find its size, at every frame. */
function FittedStage(props: StageProps): ReactNode {
  return <SizedStage {...props} size={useWindowSize()} />;
}

/** What lies over the screen and has the keys to itself. */
type Cover = 'help' | 'export';

function SizedStage({
  director,
  ahead,
  leave,
  exporter,
  size,
}: StageProps & Required<Pick<StageProps, 'size'>>): ReactNode {
  const scene = useSyncExternalStore(director.subscribe, director.scene);
  const app = useApp();
  const [cover, setCover] = useState<Cover>();
  const [typing, setTyping] = useState(false);
  const { screen: id, place, lane, nextLane, go } = useNavigation(scene.state);
  const screen = SCREENS[id];
  const bindings = stageBindings({
    claims: screen?.claims ?? [],
    next: scene.over && ahead?.next !== undefined,
    catalogue: ahead !== undefined,
    exports: exporter !== undefined,
  });
  useStageKeys(bindings, {
    director,
    exit: leave ?? app.exit,
    cover,
    setCover,
    typing,
    // Only where the question is seen is it answered.
    canChoose: id === 'lanes',
    nextLane,
  });

  const layout = layOut(size.columns, size.rows, Math.max(1, scene.state.lanes.length));
  if (!layout.fits || screen === undefined) return <TooSmall columns={size.columns} rows={size.rows} />;
  const props: ScreenProps = {
    scene,
    facts: director.facts,
    size,
    rows: size.rows - 3 - layout.narrationRows,
    lane,
    ...(place !== undefined && { place }),
    go,
    has: (wanted) => Object.hasOwn(SCREENS, wanted),
    typing: setTyping,
  };
  const all = [...screen.bindings, ...bindings];
  const exporting = cover === 'export' ? exporter : undefined;
  return (
    // Ink draws the old size once more when the window shrinks: what is too wide then must not wrap.
    <Box flexDirection="column" width="100%" height={size.rows} overflow="hidden">
      <StageHeader scene={scene} columns={size.columns} />
      <ListenersRow state={scene.state} columns={size.columns} />
      {cover === 'help' ? (
        // A screen's keys and the stage's take every row that can be had on the smallest terminal.
        <Help rows={props.rows + layout.narrationRows} bindings={all} />
      ) : (
        <>
          {exporting === undefined ? (
            <screen.View {...props} />
          ) : (
            <ExportCard {...props} exporter={exporting} close={() => setCover(undefined)} />
          )}
          <Narration
            scene={scene}
            rows={layout.narrationRows}
            columns={size.columns}
            steps={screen.claims?.includes('next') !== true}
          />
        </>
      )}
      {cover === undefined ? (
        <BottomRow scene={scene} ahead={ahead} bindings={all} layout={layout} lanes={id === 'lanes'} />
      ) : (
        <CoverLine entries={exporting === undefined ? HELP_KEYS : exportKeys(exporting)} />
      )}
    </Box>
  );
}

/** What the keys do; where the lanes are seen and all is shown, what has come of it and what may follow. */
function BottomRow({
  scene,
  ahead,
  bindings,
  layout: { columns, tabs },
  lanes,
}: {
  readonly scene: StageScene;
  readonly ahead: Ahead | undefined;
  readonly bindings: readonly Binding[];
  readonly layout: Layout;
  readonly lanes: boolean;
}): ReactNode {
  const { tally } = scene.state;
  if (scene.over && lanes && (ahead !== undefined || tallyText(tally) !== ''))
    return <EndLine tally={tally} ahead={ahead} bindings={bindings} columns={columns} />;
  return <KeyLine bindings={bindings} tabs={tabs} paused={scene.paused} columns={columns} />;
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" width="100%" height={rows} overflow="hidden">
      <TextLine as="title">
        needs {SMALLEST.columns}×{SMALLEST.rows}
      </TextLine>
      <TextLine>
        this is {columns}×{rows}
      </TextLine>
      <TextLine>plainsight · q leaves</TextLine>
    </Box>
  );
}
