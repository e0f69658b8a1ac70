import { Box, useInput, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { ScenarioMessage, StepMessage } from './messages.ts';
import { fit, wrapWords } from '../fit.ts';
import type { FollowedDemoStore } from './followed-demo.ts';
import { ScrollingNotes } from './scrolling-notes.tsx';
import { TextLine, Toned } from '../text.tsx';

/** Between two looks at the clock: ms. */
const TICK = 500;

// Title, blank; now 2, next 2; blank, rule, keys.
const FIXED_ROWS = 9;

/** The instructor's own screen: where the stage stands, what comes next, how long it has taken, and the notes. */
export function NotesTerminal({
  store,
  clock,
  leave,
}: {
  readonly store: FollowedDemoStore;
  /** ms. */
  readonly clock: () => number;
  readonly leave: (how: 'quit' | 'interrupt') => void;
}): ReactNode {
  const { scenario, step, at } = useSyncExternalStore(store.subscribe, store.current);
  const { columns, rows } = useWindowSize();
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), TICK);
    return () => clearInterval(timer);
  }, [clock]);
  useInput((input, key) => {
    if (key.ctrl && input === 'c') leave('interrupt');
    else if (input === 'q') leave('quit');
  });
  if (scenario === undefined)
    return (
      <Box flexDirection="column" height={rows} overflow="hidden">
        <TextLine as="title"> plainsight notes</TextLine>
        <TextLine> </TextLine>
        <TextLine>
          {' '}
          The catalogue is on the screen. Notes come with the scenario that is chosen there.
        </TextLine>
        <TextLine as="muted"> q quit</TextLine>
      </Box>
    );
  const passed = Math.max(0, now - at);
  const index = step?.step ?? -1;
  const width = Math.max(20, columns - 8);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Top scenario={scenario} step={step} passed={passed} columns={columns} />
      <TextLine> </TextLine>
      <Announced word="now " text={sayOf(scenario, index)} width={width} as="title" />
      <Announced
        word="next"
        text={index + 1 < scenario.steps.length ? sayOf(scenario, index + 1) : 'the end'}
        width={width}
        as="plain"
      />
      <TextLine> </TextLine>
      <TextLine as="muted">{'─'.repeat(columns)}</TextLine>
      <ScrollingNotes
        key={scenario.title}
        notes={scenario.notes}
        rows={Math.max(2, rows - FIXED_ROWS)}
        columns={columns}
      />
      <TextLine>
        {' '}
        <Toned as="key">↑ ↓</Toned>
        <Toned as="muted"> scroll </Toned>
        <Toned as="key">q</Toned>
        <Toned as="muted"> quit; the stage goes on</Toned>
      </TextLine>
    </Box>
  );
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
  const state = step?.over === true ? 'all is shown · ' : step?.paused === true ? 'PAUSED · ' : '';
  const place = `${state}step ${(step?.step ?? -1) + 1} of ${scenario.steps.length} · ${clockText((step?.inStep ?? 0) + passed)}`;
  const total = `   ${clockText((step?.elapsed ?? 0) + passed)} of ${scenario.minutes}:00 `;
  return (
    <TextLine>
      <Toned as="title"> {fit(printable(scenario.title), columns - place.length - total.length - 2)}</Toned>{' '}
      <Toned as={step?.paused === true ? 'paused' : 'muted'}>{place}</Toned>
      <Toned as="title">{total}</Toned>
    </TextLine>
  );
}

function Announced({
  word,
  text,
  width,
  as,
}: {
  readonly word: string;
  readonly text: string;
  readonly width: number;
  readonly as: 'title' | 'plain';
}): ReactNode {
  return (
    <Box height={2}>
      <Toned as="muted">{` ${word}   `}</Toned>
      <Toned as={as}>{wrapWords(text, width, 2).join('\n')}</Toned>
    </Box>
  );
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
