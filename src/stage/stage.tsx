import { Box, useApp, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { printable } from '../../lab/text/printable.ts';
import { factWords } from '../views/stage/fact-words.ts';
import type { Question } from '../views/stage/state.ts';
import { tallyText } from '../views/stage/tally.ts';
import type { AttackersHand } from './attackers-hand.ts';
import type { Director } from './director.ts';
import type { Exporter } from './exporter.ts';
import { useHandNow } from './hand-screen/hand-now.ts';
import { NOBODY_INVITED } from './invitation.ts';
import type { Invitation } from './invitation.ts';
import { HeldKeys } from './held-keys.ts';
import type { Binding } from './keys.ts';
import { layOut, SMALLEST } from './layout.ts';
import type { Layout } from './layout.ts';
import { Addresses } from './panes/addresses.tsx';
import { AnswerLines, answered, answerRows } from './panes/answer.tsx';
import { AskLine, isAskedOnce } from './panes/ask-line.tsx';
import { EndLine } from './panes/end-line.tsx';
import type { Ahead } from './panes/end-line.tsx';
import { ExportCard, exportKeys } from './panes/export-card.tsx';
import { CoverLine, Help, KeyLine, Narration } from './panes/footer.tsx';
import { ListenersRow, StageHeader } from './panes/header.tsx';
import { JoinCard } from './panes/join-card.tsx';
import { CONFIGURATION } from './screens/configuration.tsx';
import { HAND } from './screens/hand.tsx';
import { INSPECTOR } from './screens/inspector.tsx';
import { LADDER } from './screens/ladder.tsx';
import { LANES_BINDINGS, lanesBindings, LanesScreen } from './screens/lanes.tsx';
import { MATRIX } from './screens/matrix.tsx';
import { NOTES } from './screens/notes.tsx';
import { STEPS } from './screens/steps.tsx';
import type { Screen, ScreenProps } from './screens/screen.ts';
import type { Remote } from './remote.ts';
import type { StageScene } from './scene.ts';
import { stageBindings, unplayed, useStageKeys } from './stage-keys.ts';
import type { Cover, StageExit } from './stage-keys.ts';
import { TextLine } from './text.tsx';
import { Words, wayWithWords } from './words.ts';
import { isPart } from './zoom.ts';
import type { Zoom } from './zoom.ts';
import { useNavigation } from './use-navigation.ts';

/** The keys while the help lies over the stage. */
const HELP_KEYS = [
  ['any key', 'closes'],
  ['q', 'quit'],
] as const;

/** Every screen by its id. A new one is added here; its own keys stand in its own table. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  lanes: { bindings: LANES_BINDINGS, bindingsNow: lanesBindings, View: LanesScreen },
  inspector: INSPECTOR,
  hand: HAND,
  matrix: MATRIX,
  ladder: LADDER,
  configuration: CONFIGURATION,
  notes: NOTES,
  steps: STEPS,
};

/** What a stage is given. */
interface StageProps {
  readonly director: Director;
  readonly ahead?: Ahead;
  readonly leave?: (how: StageExit) => void;
  /** What writes the run on a person's wish; without it the stage does not offer that. */
  readonly exporter?: Exporter;
  /** What the attackers are told from here, once the script is over; without it the stage only shows. */
  readonly hand?: AttackersHand;
  /** Whether the scenario can be played anew. Ordinarily it cannot. */
  readonly restarts?: boolean;
  /** Whether it was chosen from a list, to which it can be left. */
  readonly back?: boolean;
  /** What steers the stage from another terminal, where something does. */
  readonly remote?: Remote;
  /** Where a class comes in, where one may. */
  readonly invitation?: Invitation;
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

/** A stage that nothing steers from elsewhere is never blanked. */
const UNSTEERED: Pick<Remote, 'blank' | 'subscribe' | 'lift'> = {
  blank: () => false,
  subscribe: () => () => undefined,
  lift: () => false,
};

function SizedStage({
  director,
  ahead,
  leave,
  exporter,
  hand,
  restarts = false,
  back = false,
  remote = UNSTEERED,
  invitation = NOBODY_INVITED,
  size,
}: Omit<StageProps, 'remote'> &
  Required<Pick<StageProps, 'size'>> & { readonly remote?: typeof UNSTEERED }): ReactNode {
  const scene = useSyncExternalStore(director.subscribe, director.scene);
  const blank = useSyncExternalStore(remote.subscribe, remote.blank);
  const invited = useInvited(invitation);
  const app = useApp();
  const [cover, setCover] = useState<Cover>();
  const [notice, setNotice] = useState<string>();
  const [typing, setTyping] = useState(false);
  const acting = useHandNow(director, scene, hand);
  const { screen: id, place, lane, nextLane, zoomed, zoom, go } = useNavigation(scene.state);
  const screen = SCREENS[id];
  const bindings = stageBindings({
    claims: [...(screen?.claims ?? []), ...unplayed(scene.state)],
    next: scene.over && ahead?.next !== undefined,
    catalogue: ahead !== undefined || back,
    exports: exporter !== undefined,
    restarts,
    invites: invited.code !== '',
  });
  const answer = id === 'lanes' ? answered(scene) : undefined;
  const layout = layoutNow(size, scene, zoomed !== undefined, answer);
  useStageKeys(bindings, {
    director,
    exit: leave ?? app.exit,
    cover,
    setCover,
    asks: scene.underWay,
    typing,
    // Only where the question is seen is it answered.
    canChoose: id === 'lanes',
    nextLane,
    showSteps: () => go('steps'),
    lift: remote.lift,
    pressed: () => setNotice(undefined),
  });

  if (blank) return <Box height={size.rows} />;
  if (!layout.fits || screen === undefined)
    return <TooSmall columns={size.columns} rows={size.rows} cover={cover} />;
  const props: ScreenProps = {
    scene,
    facts: director.facts,
    size,
    rows: size.rows - 3 - layout.narrationRows,
    lane,
    zoomed,
    zoom,
    layout,
    ...(place !== undefined && { place }),
    go,
    has: (wanted) => Object.hasOwn(SCREENS, wanted),
    toStep: director.toStep,
    typing: setTyping,
    hand: acting,
  };
  return (
    <Whole
      {...{ screen, props, ahead, cover, exporter, notice, answer, invited }}
      bindings={bindingsNow(screen, props, typing, bindings)}
      lanes={id === 'lanes'}
      close={(said) => {
        setCover(undefined);
        setNotice(said);
      }}
    />
  );
}

/** Where a class comes in, with its code as it is now. */
function useInvited({ address, code, subscribe }: Invitation): Invited {
  return { address, code: useSyncExternalStore(subscribe, code) };
}

function layoutNow(
  { columns, rows }: ScreenProps['size'],
  { state }: StageScene,
  zoomed: boolean,
  answer: Question | undefined,
): Layout {
  const told = answer === undefined ? 0 : answerRows(answer, columns);
  return layOut(columns, rows, Math.max(1, state.lanes.length), { zoomed, told });
}

/** The keys that mean something now: those of a screen that is typed into, or its own and the stage's. */
function bindingsNow(
  screen: Screen,
  { facts, scene, lane, hand }: ScreenProps,
  typing: boolean,
  bindings: readonly Binding[],
): readonly Binding[] {
  const own = screen.bindingsNow?.(facts, scene.state.lanes[lane]?.id ?? '', hand);
  return typing && own !== undefined ? own : [...(own ?? screen.bindings), ...bindings];
}

interface MiddleProps {
  readonly screen: Screen;
  readonly props: ScreenProps;
  readonly bindings: readonly Binding[];
  readonly cover: Cover | undefined;
  readonly exporter: Exporter | undefined;
  /** The question whose answer is to be read now, in place of the step's sentence. */
  readonly answer: Question | undefined;
  readonly invited: Invited;
  readonly close: (notice?: string) => void;
}

/** Where a class comes in, and its code; empty where none may. */
type Invited = Pick<Invitation, 'address'> & { readonly code: string };

/** Every row of a stage that has room enough. */
function Whole({
  notice,
  ahead,
  lanes,
  ...middle
}: MiddleProps & {
  readonly notice: string | undefined;
  readonly ahead: Ahead | undefined;
  /** Whether the screen is that of the lanes. */
  readonly lanes: boolean;
}): ReactNode {
  const { bindings, cover, exporter, invited } = middle;
  const { scene, size, layout, zoomed } = middle.props;
  return (
    // Ink draws the old size once more when the window shrinks: what is too wide then must not wrap.
    <Box flexDirection="column" width="100%" height={size.rows} overflow="hidden">
      <StageHeader scene={scene} columns={size.columns} />
      <ListenersRow state={scene.state} columns={size.columns} invited={invited} />
      <Middle {...middle} />
      <Foot {...{ cover, exporter, notice }}>
        <BottomRow {...{ scene, ahead, bindings, layout, zoomed, lanes }} />
      </Foot>
    </Box>
  );
}

/** All between the two rows above and the one below: a screen over the step's sentence, or what lies over them. */
function Middle(props: MiddleProps): ReactNode {
  return (
    <Words value={wayWithWords(props.props.scene.state.source !== undefined)}>
      <WordedMiddle {...props} />
    </Words>
  );
}

function WordedMiddle({
  screen,
  props,
  bindings,
  cover,
  exporter,
  answer,
  invited,
  close,
}: MiddleProps): ReactNode {
  const { scene, facts, size, layout } = props;
  const { narrationRows } = layout;
  // A screen's keys and the stage's take every row that can be had on the smallest terminal.
  if (cover === 'help') return <Help rows={props.rows + narrationRows} bindings={bindings} />;
  if (cover === 'addresses')
    return <Addresses state={scene.state} rows={props.rows + narrationRows} columns={size.columns} />;
  if (cover === 'join')
    return <JoinCard invitation={invited} rows={props.rows + narrationRows} columns={size.columns} />;
  const below = { rows: narrationRows, columns: size.columns };
  return (
    <>
      <HeldKeys value={cover !== undefined}>
        <screen.View {...props} />
      </HeldKeys>
      {cover === 'export' && exporter !== undefined ? (
        <ExportCard facts={facts} exporter={exporter} {...below} close={close} />
      ) : answer !== undefined && !scene.byFact ? (
        <AnswerLines question={answer} {...below} />
      ) : (
        <Narration
          scene={scene}
          fact={factInWords(facts, scene)}
          {...below}
          steps={screen.claims?.includes('next') !== true}
        />
      )}
    </>
  );
}

/** The fact that is looked at, where the head was moved fact by fact. */
function factInWords(facts: FactLog, { byFact, point, state }: StageScene): string {
  const fact = byFact ? facts.at(point - 1) : undefined;
  return fact === undefined ? '' : wayWithWords(state.source !== undefined)(factWords(fact, state));
}

/** The bottom row: the keys of what has the keys to itself, what was said last, or what stands there otherwise. */
function Foot({
  cover,
  exporter,
  notice,
  children,
}: {
  readonly cover: Cover | undefined;
  readonly exporter: Exporter | undefined;
  readonly notice: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  if (cover === undefined && notice !== undefined)
    return <TextLine as="title"> {printable(notice)}</TextLine>;
  if (cover === undefined) return children;
  if (cover === 'help' || cover === 'addresses' || cover === 'join') return <CoverLine entries={HELP_KEYS} />;
  if (cover === 'export') return <CoverLine entries={exporter === undefined ? [] : exportKeys(exporter)} />;
  return <AskLine asked={cover} />;
}

/** What the keys do; where the lanes are seen and all is shown, what has come of it and what may follow. */
function BottomRow({
  scene,
  ahead,
  bindings,
  layout: { columns, tabs },
  zoomed,
  lanes,
}: {
  readonly scene: StageScene;
  readonly ahead: Ahead | undefined;
  readonly bindings: readonly Binding[];
  readonly layout: Layout;
  readonly zoomed: Zoom;
  readonly lanes: boolean;
}): ReactNode {
  const { tally } = scene.state;
  if (scene.over && lanes && (ahead !== undefined || tallyText(tally) !== ''))
    return <EndLine tally={tally} ahead={ahead} bindings={bindings} columns={columns} />;
  return (
    <KeyLine
      bindings={bindings}
      tabs={tabs}
      parts={isPart(zoomed) && lanes}
      paused={scene.paused}
      waits={scene.waits}
      columns={columns}
    />
  );
}

function TooSmall({
  columns,
  rows,
  cover,
}: {
  readonly columns: number;
  readonly rows: number;
  readonly cover: Cover | undefined;
}): ReactNode {
  return (
    <Box flexDirection="column" width="100%" height={rows} overflow="hidden">
      <TextLine as="title">
        needs {SMALLEST.columns}×{SMALLEST.rows}
      </TextLine>
      <TextLine>
        this is {columns}×{rows}
      </TextLine>
      {isAskedOnce(cover) ? <AskLine asked={cover} /> : <TextLine>plainsight · q leaves</TextLine>}
    </Box>
  );
}
