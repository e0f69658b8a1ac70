import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { ScenarioMessage, StepMessage } from '../../link/messages.ts';
import { fit, wrapWords } from '../fit.ts';
import { Line } from '../panes/line.tsx';
import { tone } from '../theme.ts';
import type { HeardStore } from './heard.ts';
import { ScrollingNotes } from './scrolling.tsx';

/** Between two looks at the clock: ms. */
const TICK = 500;

// Title, blank; now 2, next 2; blank, rule, keys.
const FIXED_ROWS = 9;

/** The instructor's own screen: where the stage stands, what comes next, how long it has taken, and the notes. */
export function Prompt({
  store,
  clock,
  leave,
}: {
  readonly store: HeardStore;
  /** ms. */
  readonly clock: () => number;
  readonly leave?: (how: 'quit' | 'interrupt') => void;
}): ReactNode {
  const { scenario, step, at } = useSyncExternalStore(store.subscribe, store.heard);
  const { columns, rows } = useWindowSize();
  const app = useApp();
  const exit = leave ?? app.exit;
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), TICK);
    return () => clearInterval(timer);
  }, [clock]);
  useInput((input, key) => {
    if (key.ctrl && input === 'c') exit('interrupt');
    else if (input === 'q') exit('quit');
  });
  if (scenario === undefined)
    return (
      <Box flexDirection="column" height={rows} overflow="hidden">
        <Line as="title"> plainsight notes</Line>
        <Line> </Line>
        <Line> The catalogue is on the screen. Notes come with the scenario that is chosen there.</Line>
        <Line as="muted"> q quit</Line>
      </Box>
    );
  const passed = Math.max(0, now - at);
  const index = step?.step ?? -1;
  const width = Math.max(20, columns - 8);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Top scenario={scenario} step={step} passed={passed} columns={columns} />
      <Line> </Line>
      <Said word="now " text={sayOf(scenario, index)} width={width} as="title" />
      <Said
        word="next"
        text={index + 1 < scenario.steps.length ? sayOf(scenario, index + 1) : 'the end'}
        width={width}
        as="plain"
      />
      <Line> </Line>
      <Line as="muted">{'─'.repeat(columns)}</Line>
      <ScrollingNotes
        key={scenario.title}
        notes={scenario.notes}
        rows={Math.max(2, rows - FIXED_ROWS)}
        columns={columns}
      />
      <Line>
        {' '}
        <Text {...tone('key')}>↑ ↓</Text>
        <Text {...tone('muted')}> scroll </Text>
        <Text {...tone('key')}>q</Text>
        <Text {...tone('muted')}> quit; the stage goes on</Text>
      </Line>
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
    <Text wrap="truncate-end">
      <Text {...tone('title')}>
        {' '}
        {fit(printable(scenario.title), columns - place.length - total.length - 2)}
      </Text>{' '}
      <Text {...tone(step?.paused === true ? 'warning' : 'muted')}>{place}</Text>
      <Text {...tone('title')}>{total}</Text>
    </Text>
  );
}

function Said({
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
      <Text {...tone('muted')}>{` ${word}   `}</Text>
      <Text {...tone(as)}>{wrapWords(text, width, 2).join('\n')}</Text>
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
