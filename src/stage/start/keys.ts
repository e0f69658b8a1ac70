import { lineBindings, listLeavingBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';

/** What a key makes the start screen do. */
export type StartAction = ScrollAction | 'play' | 'find' | 'quit' | 'interrupt';

/** The start screen's keys. Any other letter looks for it. */
export const START_BINDINGS: readonly Binding<StartAction>[] = [
  ...lineBindings('choose', 'the scenario above, or below'),
  ...pageBindings('page', 'by a screenful'),
  {
    action: 'play',
    keys: '⏎',
    word: 'play',
    says: 'play the chosen scenario',
    matches: (_input, key) => key.return,
  },
  {
    action: 'find',
    keys: 'a–z',
    word: 'find',
    says: 'type a word of what you look for; / does so too',
    matches: (input) => input === '/',
  },
  ...listLeavingBindings(),
];
