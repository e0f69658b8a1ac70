import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { printable } from '../../lab/text/printable.ts';
import { factWords } from '../views/stage/fact-words.ts';
import type { Question } from '../views/stage/state.ts';
import { tallyText } from '../views/stage/tally.ts';
import type { Exporter } from './exporter.ts';
import type { Invitation } from './invitation.ts';
import { HeldKeys } from './held-keys.ts';
import type { Binding } from './keys.ts';
import { SMALLEST } from './layout.ts';
import type { Layout } from './layout.ts';
import { Addresses } from './panes/addresses.tsx';
import { AnswerLines } from './panes/answer.tsx';
import { AskLine, isAskedOnce } from './panes/ask-line.tsx';
import { EndLine } from './panes/end-line.tsx';
import type { Ahead } from './panes/end-line.tsx';
import { ExportCard, exportKeys } from './panes/export-card.tsx';
import { CoverLine, Help, KeyLine, Narration } from './panes/footer.tsx';
import { ListenersRow, StageHeader } from './panes/header.tsx';
import { JoinCard } from './panes/join-card.tsx';
import type { Screen, ScreenProps } from './screens/screen.ts';
import type { StageScene } from './scene.ts';
import type { Cover } from './stage-keys.ts';
import { TextLine } from './text.tsx';
import { Words, wayWithWords } from './words.ts';
import { isPart } from './zoom.ts';
import type { Zoom } from './zoom.ts';

/** The keys while the help lies over the stage. */
const HELP_KEYS = [
  ['any key', 'closes'],
  ['q', 'quit'],
] as const;

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
export type Invited = Pick<Invitation, 'address'> & { readonly code: string };

/** Every row of a stage that has room enough. */
export function Whole({
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

/** What a terminal shows that is too small for a stage. */
export function TooSmall({
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
