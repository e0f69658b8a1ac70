import { cellsOf } from '../fit.ts';
import { frameBindings, lineBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';
import type { StepMessage } from './messages.ts';

/** What a key of the notes' terminal does. */
export type NotesKey =
  | 'next'
  | 'back'
  | 'hold'
  | 'jump'
  | 'digit'
  | 'blank'
  | 'restart'
  | 'go-on'
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
    says: 'jump: the number of a step, then ⏎; with j also at a question',
    matches: (input) => input === 'j',
  },
  // A row of its own in the help, for what a digit does changes with what stands on the stage.
  {
    action: 'digit',
    keys: '1–9',
    word: 'answer',
    says: 'while a question stands: choose that answer for the class',
    matches: (input) => /^[0-9]$/.test(input),
  },
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
    action: 'go-on',
    keys: 'n a',
    word: 'next scenario',
    says: 'at the end: on to the next scenario of the course',
    matches: (input, key) => !key.ctrl && (input === 'n' || input === 'a'),
  },
  ...frameBindings('leave the notes; the stage goes on. Ctrl-C too'),
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

/** All of them, for the help. */
export const NOTES_TERMINAL_BINDINGS: readonly Binding[] = [...STEERING_BINDINGS, ...SCROLLING_BINDINGS];

/** What leaves the key row first where it has few columns. */
const LEAVING_FIRST: readonly NotesKey[] = ['jump', 'hold', 'back', 'blank', 'next'];

/** The keys for a bottom row of `columns`: those that mean something as the stage stands, as far as there is room. */
export function keysShown(
  standing: Pick<StepMessage, 'choices' | 'ahead' | 'over'> | undefined,
  columns: number,
): readonly Binding<NotesKey>[] {
  const { choices, ahead, over = false } = standing ?? {};
  const meant = STEERING_BINDINGS.filter(
    ({ action, word }) =>
      word !== '' &&
      (action !== 'digit' || choices !== undefined) &&
      (action !== 'go-on' || ahead !== undefined) &&
      (action !== 'next' || !over),
  );
  const isTooWide = (bindings: readonly Binding[]): boolean =>
    bindings.reduce((sum, { keys, word }) => sum + cellsOf(`${keys} ${word} `), 1) > columns;
  return LEAVING_FIRST.reduce(
    (left, first) => (isTooWide(left) ? left.filter(({ action }) => action !== first) : left),
    meant,
  );
}
