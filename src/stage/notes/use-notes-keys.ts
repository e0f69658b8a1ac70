import { useInput } from 'ink';
import type { Key } from 'ink';
import { useState } from 'react';
import { actionOf } from '../keys.ts';
import { saysYes } from '../panes/ask-line.tsx';
import type { FollowedDemo } from './followed-demo.ts';
import { STEERING_BINDINGS } from './keys.ts';
import type { StageOrder } from './orders.ts';

/** Digits of the longest number of a step. */
const LONGEST_NUMBER = 4;

/** What has the keys to itself: the number of a step that is typed, a question, the help, or something that was said. */
export type NotesPrompt =
  | { readonly kind: 'jump'; readonly typed: string }
  | { readonly kind: 'restart' | 'help' }
  | { readonly kind: 'said'; readonly text: string };

/** What the keys of the notes' terminal act on. */
interface NotesKeys {
  readonly demo: FollowedDemo;
  readonly order: (order: StageOrder) => void;
  readonly leave: (how: 'quit' | 'interrupt') => void;
}

/** Lets the notes' terminal steer the stage; gives what has the keys to itself just now. */
export function useNotesKeys({ demo, order, leave }: NotesKeys): NotesPrompt | undefined {
  const [prompt, setPrompt] = useState<NotesPrompt>();
  const steps = demo.scenario?.steps.length ?? 0;
  const underWay = demo.step !== undefined && demo.step.step >= 0 && !demo.step.over;
  const choices = demo.step?.choices;
  // Whatever is ordered shows a stage that is blanked.
  const leadsOn = demo.step?.ahead !== undefined || demo.step?.blank === true;
  const jump = (typed: string): void => {
    const number = Number(typed);
    if (number >= 1 && number <= steps) {
      setPrompt(undefined);
      order({ type: 'jump', step: number - 1 });
    } else setPrompt(typed === '' ? undefined : { kind: 'said', text: `there is no step ${typed}` });
  };
  const choose = (choice: number, most: number): void => {
    if (choice >= 1 && choice <= most) order({ type: 'choose', choice });
    else setPrompt({ kind: 'said', text: `there is no answer ${choice}` });
  };
  const type = (typed: string, input: string, key: Key): void => {
    if (key.return) jump(typed);
    else if (key.backspace || key.delete) setPrompt({ kind: 'jump', typed: typed.slice(0, -1) });
    else if (/^[0-9]$/.test(input))
      setPrompt({ kind: 'jump', typed: (typed + input).slice(0, LONGEST_NUMBER) });
    else setPrompt(undefined);
  };
  useInput((input, key) => {
    const action = actionOf(STEERING_BINDINGS, input, key);
    if (action === 'interrupt') leave(action);
    else if (prompt?.kind === 'jump') type(prompt.typed, input, key);
    else if (prompt?.kind === 'restart') {
      setPrompt(undefined);
      if (saysYes('restart', input, key)) order({ type: 'restart' });
    } else if (action === 'quit') leave(action);
    else if (prompt?.kind === 'help') setPrompt(undefined);
    else {
      setPrompt(undefined);
      if (action === 'help') setPrompt({ kind: 'help' });
      else if (action === 'jump') setPrompt({ kind: 'jump', typed: '' });
      else if (action === 'digit' && choices === undefined) setPrompt({ kind: 'jump', typed: input });
      else if (action === 'digit') choose(Number(input), choices?.length ?? 0);
      else if (action === 'restart' && underWay) setPrompt({ kind: 'restart' });
      else if (action === 'go-on' && !leadsOn)
        setPrompt({ kind: 'said', text: 'the next scenario can be begun at the end of this one' });
      else if (action !== undefined) order({ type: action });
    }
  });
  return prompt;
}
