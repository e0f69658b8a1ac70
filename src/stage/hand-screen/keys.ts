import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';

/** What a key does where the queue and what has passed are listed. */
export type HandAction =
  | ScrollAction
  | 'leave'
  | 'open'
  | 'attack'
  | 'hold'
  | 'break'
  | 'pass'
  | 'drop'
  | 'resend'
  | 'again'
  | 'filter';

/** Those that act on a lab: where a session is played again there are none. */
const ACTING: ReadonlySet<HandAction> = new Set<HandAction>([
  'attack',
  'hold',
  'break',
  'pass',
  'drop',
  'resend',
  'again',
]);

/** A key that is one letter or sign. */
function letter<A extends string>(
  action: A,
  pressed: string,
  word: string,
  says: string,
  keys = pressed,
): Binding<A> {
  return { action, keys, word, says, matches: (input, key) => input === pressed && !key.ctrl };
}

const ALL: readonly Binding<HandAction>[] = [
  {
    action: 'leave',
    keys: 'esc',
    word: 'stage',
    says: 'back to the lanes; a filter goes first',
    matches: (_input, key) => key.escape,
  },
  ...lineBindings('', 'move through what is held and what has passed'),
  ...pageBindings('', 'move by a screenful'),
  {
    action: 'open',
    keys: '⏎',
    word: 'open',
    says: 'look at a message, and edit it where it is held',
    matches: (_input, key) => key.return,
  },
  {
    action: 'attack',
    keys: '1–9',
    word: '',
    says: 'begin the attack with this number, for what comes from then on',
    matches: (input) => /^[1-9]$/.test(input),
  },
  letter('hold', 'h', 'hold', 'hold all that comes, or let it go; b: only what fits words', 'h b'),
  letter('break', 'b', '', '', ''),
  letter('pass', 'p', '', 'let what is held go on as it came; d: drop it', 'p d'),
  letter('drop', 'd', '', '', ''),
  letter('resend', 'R', 'resend', 'send a request that passed once more, edited'),
  letter('again', 'v', '', 'the victim does again what she did in the script'),
  letter('filter', '/', 'filter', 'show only what fits some words, as they are typed'),
];

/** The keys of the attacker's hand: all of them, or those that look only. `again` says whether a script's victim can act again. */
export function handBindings(acts: boolean, again: boolean): readonly Binding<HandAction>[] {
  return ALL.filter(({ action }) => (acts || !ACTING.has(action)) && (action !== 'again' || again));
}

/** What a key does to a message that is open. */
export type EditAction = ScrollAction | 'close' | 'edit' | 'add' | 'remove' | 'way' | 'go' | 'pass' | 'drop';

const EDITING: readonly Binding<EditAction>[] = [
  {
    action: 'close',
    keys: 'esc',
    word: 'back',
    says: 'back to the list; what is held stays held',
    matches: (_input, key) => key.escape,
  },
  ...lineBindings('', 'the row above, or below'),
  ...pageBindings('', 'by a screenful'),
  {
    action: 'edit',
    keys: '⏎',
    word: 'change',
    says: 'change this row; ⏎ takes it, esc leaves it as it was',
    matches: (_input, key) => key.return,
  },
  letter('add', 'n', 'new', 'a new row below this one: a header, a field, a line'),
  letter('remove', 'x', 'out', 'take this row out'),
  letter('way', 't', 'as', 'the body as fields, as text, as hex'),
  letter('go', 's', 'send', 'let it go on as it stands here'),
  letter('pass', 'p', 'as it came', 'let it go on as it came'),
  letter('drop', 'd', 'drop', 'drop it: it goes nowhere'),
];

/** The keys of a message that is open: one that is held, one that is sent once more, or one that is only looked at. */
export function editBindings(open: 'held' | 'resend' | 'look'): readonly Binding<EditAction>[] {
  const looks: ReadonlySet<string> = new Set([
    'close',
    'up',
    'down',
    'page-up',
    'page-down',
    'first',
    'last',
    'way',
  ]);
  return EDITING.filter(({ action }) =>
    open === 'held' ? true : open === 'look' ? looks.has(action) : action !== 'pass' && action !== 'drop',
  );
}

/** The keys while a row, a filter or a breakpoint is typed. */
export const TYPING_BINDINGS: readonly Binding<'done' | 'given up'>[] = [
  { action: 'done', keys: '⏎', word: 'take it', says: '', matches: (_input, key) => key.return },
  { action: 'given up', keys: 'esc', word: 'leave it', says: '', matches: (_input, key) => key.escape },
];
