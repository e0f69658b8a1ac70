import { lineBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';

/** What a key of the notes' terminal does. */
export type NotesKey =
  | 'next'
  | 'back'
  | 'hold'
  | 'jump'
  | 'digit'
  | 'blank'
  | 'restart'
  | 'help'
  | 'quit'
  | 'interrupt';

/** The keys of the notes' terminal that steer the stage, those of a clicker among them, and that leave. */
export const STEERING_BINDINGS: readonly Binding<NotesKey>[] = [
  {
    action: 'next',
    keys: '→ PgDn',
    word: 'next',
    says: 'the rest of this step, or the next one; passes a question over',
    matches: (_input, key) => key.rightArrow || key.pageDown,
  },
  {
    action: 'back',
    keys: '← PgUp',
    word: 'back',
    says: 'back to the end of the step before, and stay there',
    matches: (_input, key) => key.leftArrow || key.pageUp,
  },
  {
    action: 'hold',
    keys: 'space',
    word: 'hold',
    says: 'hold the stage where it is, or let it go on',
    matches: (input) => input === ' ',
  },
  {
    action: 'jump',
    keys: 'j 1 2 …',
    word: 'jump',
    says: 'jump: the number of a step, then ⏎',
    matches: (input) => input === 'j',
  },
  { action: 'digit', keys: '', word: '', says: '', matches: (input) => /^[0-9]$/.test(input) },
  {
    action: 'blank',
    keys: 'b .',
    word: 'blank',
    says: 'show nothing, and hold; any of these keys shows it again',
    matches: (input, key) => !key.ctrl && (input === 'b' || input === '.'),
  },
  {
    action: 'restart',
    keys: 'r',
    word: '',
    says: 'play the scenario anew; in mid-lesson it asks once, here',
    matches: (input, key) => input === 'r' && !key.ctrl,
  },
  {
    action: 'help',
    keys: '?',
    word: 'keys',
    says: 'this list; any key closes it',
    matches: (input) => input === '?',
  },
  {
    action: 'quit',
    keys: 'q',
    word: 'quit',
    says: 'leave the notes; the stage goes on. Ctrl-C too',
    matches: (input, key) => input === 'q' && !key.ctrl,
  },
  {
    action: 'interrupt',
    keys: '',
    word: '',
    says: '',
    matches: (input, key) => key.ctrl && input === 'c',
  },
];

/** The keys that move the notes where PgUp and PgDn are a clicker's. */
export const SCROLLING_BINDINGS: readonly Binding<ScrollAction>[] = [
  ...lineBindings('', 'the notes by a line'),
  {
    action: 'page-up',
    keys: 'u d',
    word: '',
    says: 'up and down by a screenful',
    matches: (input, key) => input === 'u' && !key.ctrl,
  },
  {
    action: 'page-down',
    keys: '',
    word: '',
    says: '',
    matches: (input, key) => input === 'd' && !key.ctrl,
  },
  {
    action: 'first',
    keys: 'Home/End',
    word: '',
    says: 'first and last',
    matches: (_input, key) => key.home,
  },
  { action: 'last', keys: '', word: '', says: '', matches: (_input, key) => key.end },
];
