import { Box } from 'ink';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { fit } from '../fit.ts';
import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import { scrolledTo, topShowing } from '../scroll.ts';
import type { ScrollAction } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';

const STEPS_BINDINGS: readonly Binding<ScrollAction | 'jump' | 'digit' | 'leave'>[] = [
  ...lineBindings('step', 'the step above, or below'),
  ...pageBindings('', 'by a screenful'),
  {
    action: 'jump',
    keys: '⏎',
    word: 'jump',
    says: 'play this step; one ahead is hurried to, past questions',
    matches: (_input, key) => key.return,
  },
  {
    action: 'digit',
    keys: '1 2 …',
    word: '',
    says: 'the step of that number; ⏎ where one more digit may follow',
    matches: (input) => /^[0-9]$/.test(input),
  },
  {
    action: 'leave',
    keys: 'esc',
    word: 'lanes',
    says: 'back to the lanes',
    matches: (input, key) => key.escape || input === 'j',
  },
];

/** All steps of the scenario, to jump to one. */
export const STEPS: Screen = {
  bindings: STEPS_BINDINGS,
  claims: ['steps', 'choose'],
  View: StepsScreen,
};

/** Cells for the kind of a step: the longest is `submit`. */
const KIND = 7;

function StepsScreen({ scene, size, rows, go, toStep }: ScreenProps): ReactNode {
  const { steps, step: now } = scene.state;
  const last = Math.max(0, steps.length - 1);
  const [wanted, setWanted] = useState<number>();
  const [typed, setTyped] = useState('');
  const at = Math.max(0, Math.min(last, wanted ?? now));
  const page = Math.max(1, rows - 2);
  const jump = (index: number): void => {
    toStep(index);
    go('lanes');
  };
  const type = (digits: string): void => {
    const number = Number(digits);
    setTyped(digits);
    if (number < 1 || number > steps.length) return;
    setWanted(number - 1);
    if (number * 10 > steps.length) jump(number - 1);
  };
  useBindings(STEPS_BINDINGS, (action, input) => {
    if (action === 'digit') {
      type(isStep(typed, steps.length) ? typed + input : input);
      return;
    }
    setTyped('');
    if (action === 'leave') go('lanes');
    else if (action === 'jump') {
      if (typed === '' || isStep(typed, steps.length)) jump(at);
    } else setWanted(scrolledTo(at, action, last, page));
  });
  const top = topShowing({ first: at, last: at }, 0, page, steps.length);
  const done = Math.max(now, scene.liveStep);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine>
        {'  '}
        <Toned as="title">THE STEPS</Toned>
        <Toned as="muted">{`   ${hintOf(typed, steps.length)}`}</Toned>
      </TextLine>
      <TextLine> </TextLine>
      {steps.slice(top, top + page).map(({ kind, text }, row) => {
        const index = top + row;
        const mark = index === now ? '▸ now    ' : index <= done ? '✓ done   ' : '  waiting';
        const line = ` ${String(index + 1).padStart(3)}  ${mark}  ${kind.padEnd(KIND)}  ${printable(text)}`;
        return (
          <TextLine key={index} as={index === at ? 'chosen' : index > done ? 'muted' : 'plain'}>
            {fit(line, size.columns)}
          </TextLine>
        );
      })}
    </Box>
  );
}

function isStep(typed: string, steps: number): boolean {
  return Number(typed) >= 1 && Number(typed) <= steps;
}

/** What stands beside the title: how to jump, or what has been typed of a number. */
function hintOf(typed: string, steps: number): string {
  if (typed === '') return '⏎ jumps to one, and so does its number';
  return isStep(typed, steps) ? `step ${typed}_  ⏎ jumps, or one more digit` : `there is no step ${typed}`;
}
