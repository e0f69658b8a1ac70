import { Box, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { ScenarioMessage, StepMessage } from './messages.ts';
import { fit, wrapWords } from '../fit.ts';
import { Help, KeyLine } from '../panes/footer.tsx';
import { AskLine } from '../panes/ask-line.tsx';
import type { FollowedDemoStore } from './followed-demo.ts';
import { keysShown, NOTES_TERMINAL_BINDINGS, SCROLLING_BINDINGS } from './keys.ts';
import type { StageOrder } from './orders.ts';
import { layOutNotes } from './notes-layout.ts';
import { stepNoteLines } from './notes-lines.ts';
import { ScrollingNotes } from './scrolling-notes.tsx';
import { TextLine, Toned } from '../text.tsx';
import { useNotesKeys } from './use-notes-keys.ts';
import type { NotesPrompt } from './use-notes-keys.ts';

/** Between two looks at the clock: ms. */
const TICK = 500;

/** Fewer columns for the title would say nothing: the place in it comes first. */
const SHORTEST_TITLE = 8;

/**
 * The instructor's own screen: where the stage stands, what comes next, how long it has taken, and the notes. Its keys
 * steer the stage.
 */
export function NotesTerminal({
  store,
  clock,
  order,
  leave,
  among,
}: {
  readonly store: FollowedDemoStore;
  /** ms. */
  readonly clock: () => number;
  /** Has the stage do something. */
  readonly order: (order: StageOrder) => void;
  readonly leave: (how: 'quit' | 'interrupt') => void;
  /** Which of several demos is followed. */
  readonly among?: string;
}): ReactNode {
  const demo = useSyncExternalStore(store.subscribe, store.current);
  const { scenario, step, at } = demo;
  const { rows } = useWindowSize();
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), TICK);
    return () => clearInterval(timer);
  }, [clock]);
  const prompt = useNotesKeys({ demo, order, leave });
  if (prompt?.kind === 'help')
    return (
      <Box flexDirection="column" height={rows} overflow="hidden">
        <Help rows={rows - 1} bindings={NOTES_TERMINAL_BINDINGS} />
        <TextLine as="muted"> any key closes</TextLine>
      </Box>
    );
  if (scenario === undefined) return <OnCatalogue rows={rows} among={among ?? ''} />;
  const passed = Math.max(0, now - at);
  return <Following scenario={scenario} step={step} passed={passed} prompt={prompt} among={among ?? ''} />;
}

/** A scenario that is followed, `passed` ms after its step was told. */
function Following({
  scenario,
  step,
  passed,
  prompt,
  among,
}: {
  readonly scenario: ScenarioMessage;
  readonly step: StepMessage | undefined;
  readonly passed: number;
  readonly prompt: NotesPrompt | undefined;
  readonly among: string;
}): ReactNode {
  const { columns, rows } = useWindowSize();
  const index = step?.step ?? -1;
  const width = Math.max(20, columns - 8);
  const lines = stepNoteLines({ ...scenario.steps[index], choices: step?.choices }, width, rows);
  const layout = layOutNotes(rows, lines.length);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Top scenario={scenario} step={step} passed={passed} columns={columns} />
      {layout.gaps && <TextLine as="muted"> {among}</TextLine>}
      <Announced
        word="now "
        text={index < 0 && step?.waits === true ? 'the lab is open: → begins' : sayOf(scenario, index)}
        width={width}
        rows={layout.now}
        as="title"
      />
      <Announced
        word="next"
        text={index + 1 < scenario.steps.length ? sayOf(scenario, index + 1) : 'the end'}
        width={width}
        rows={layout.next}
        as="plain"
      />
      {lines.slice(0, layout.own).map((line, row) => (
        <TextLine key={`${row} ${line}`} as="warning">{`        ${line}`}</TextLine>
      ))}
      {layout.gaps && <TextLine> </TextLine>}
      {layout.rule && <TextLine as="muted">{'─'.repeat(columns)}</TextLine>}
      {layout.notes > 0 ? (
        <ScrollingNotes
          key={scenario.title}
          notes={scenario.notes}
          rows={layout.notes}
          columns={columns}
          bindings={SCROLLING_BINDINGS}
        />
      ) : (
        <Box flexGrow={1} />
      )}
      <Foot prompt={prompt} step={step} columns={columns} />
    </Box>
  );
}

/** While no scenario is chosen. */
function OnCatalogue({ rows, among }: { readonly rows: number; readonly among: string }): ReactNode {
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine as="title"> plainsight notes</TextLine>
      <TextLine as="muted"> {among}</TextLine>
      <TextLine> The catalogue is on the screen. Notes come with the scenario that is chosen there.</TextLine>
      <TextLine as="muted"> q quit</TextLine>
    </Box>
  );
}

/** The bottom row: the keys, or what is typed or asked. */
function Foot({
  prompt,
  step,
  columns,
}: {
  readonly prompt: NotesPrompt | undefined;
  readonly step: StepMessage | undefined;
  readonly columns: number;
}): ReactNode {
  if (prompt?.kind === 'restart') return <AskLine asked="restart" />;
  if (prompt?.kind === 'said') return <TextLine as="title"> {prompt.text}</TextLine>;
  if (prompt?.kind === 'jump')
    return (
      <TextLine>
        <Toned as="title"> jump to step: {prompt.typed}_</Toned>
        <Toned as="muted"> ⏎ jumps, esc does not</Toned>
      </TextLine>
    );
  if (step?.blank === true) return <TextLine as="warning"> BLANK: → ← space b . show it again</TextLine>;
  return <KeyLine bindings={keysShown(step, columns)} tabs paused={false} waits={false} columns={columns} />;
}

function Top({
  scenario,
  step,
  passed,
  columns,
}: {
  readonly scenario: ScenarioMessage;
  readonly step: StepMessage | undefined;
  readonly passed: number;
  readonly columns: number;
}): ReactNode {
  const state = step === undefined ? '' : stateOf(step);
  const place = `${state}step ${(step?.step ?? -1) + 1} of ${scenario.steps.length} · ${clockText((step?.inStep ?? 0) + passed)}`;
  const elapsed = clockText((step?.elapsed ?? 0) + passed);
  const total = `   ${elapsed} of ${scenario.minutes}:00 `;
  const room = columns - place.length - total.length - 2;
  return (
    <TextLine>
      {room >= SHORTEST_TITLE && <Toned as="title"> {fit(printable(scenario.title), room)}</Toned>}{' '}
      <Toned as={step?.blank === true ? 'warning' : step?.paused === true ? 'paused' : 'muted'}>
        {place}
      </Toned>
      <Toned as="title">{room >= SHORTEST_TITLE ? total : `  ${elapsed}`}</Toned>
    </TextLine>
  );
}

function Announced({
  word,
  text,
  width,
  rows,
  as,
}: {
  readonly word: string;
  readonly text: string;
  readonly width: number;
  readonly rows: number;
  readonly as: 'title' | 'plain';
}): ReactNode {
  return (
    <Box height={rows} flexShrink={0} overflow="hidden">
      <Toned as="muted">{` ${word}   `}</Toned>
      <Toned as={as}>{wrapWords(text, width, Math.max(1, rows)).join('\n')}</Toned>
    </Box>
  );
}

/** How the stage stands, where it does not go on by itself. */
function stateOf({ over, paused, waits, blank }: StepMessage): string {
  if (blank === true) return 'BLANK · ';
  if (over) return 'all is shown · ';
  if (paused) return 'PAUSED · ';
  return waits ? 'waits · ' : '';
}

/** What is said in a step, in words for the instructor. */
function sayOf({ steps }: Pick<ScenarioMessage, 'steps'>, index: number): string {
  const step = steps[index];
  if (step === undefined) return 'the lab is being opened';
  const text = printable(step.text);
  if (step.kind === 'ask') return `Question to the class: ${text}`;
  return text === '' ? `(${printable(step.kind)})` : text;
}

/** ms as minutes and seconds: `2:05`. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
