import { Box, useApp, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Question } from '../views/stage/state.ts';
import type { AttackersHand } from './attackers-hand.ts';
import type { Director } from './director.ts';
import type { Exporter } from './exporter.ts';
import { useHandNow } from './hand-screen/hand-now.ts';
import { NOBODY_INVITED } from './invitation.ts';
import type { Invitation } from './invitation.ts';
import type { Binding } from './keys.ts';
import { layOut } from './layout.ts';
import type { Layout } from './layout.ts';
import { answerRows, answered } from './panes/answer.tsx';
import type { Ahead } from './panes/end-line.tsx';
import { CONFIGURATION } from './screens/configuration.tsx';
import { HAND } from './screens/hand.tsx';
import { INSPECTOR } from './screens/inspector.tsx';
import { LADDER } from './screens/ladder.tsx';
import { LANES_BINDINGS, LanesScreen, lanesBindings } from './screens/lanes.tsx';
import { MATRIX } from './screens/matrix.tsx';
import { NOTES } from './screens/notes.tsx';
import { STEPS } from './screens/steps.tsx';
import type { Screen, ScreenProps } from './screens/screen.ts';
import type { Remote } from './remote.ts';
import type { StageScene } from './scene.ts';
import { stageBindings, unplayed, useStageKeys } from './stage-keys.ts';
import type { Cover, StageExit } from './stage-keys.ts';
import { useNavigation } from './use-navigation.ts';
import { TooSmall, Whole } from './stage-rows.tsx';
import type { Invited } from './stage-rows.tsx';

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
