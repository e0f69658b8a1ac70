import type { Key } from 'ink';

/** What a key makes the stage do. */
export type Action =
  | 'pause'
  | 'next'
  | 'back'
  | 'first-fact'
  | 'fact-back'
  | 'fact-on'
  | 'last-fact'
  | 'steps'
  | 'manual'
  | 'restart'
  | 'export'
  | 'addresses'
  | 'join'
  | 'tab'
  | 'help'
  | 'quit'
  | 'interrupt'
  | 'choose'
  | 'go-on'
  | 'catalogue';

/** One row of a key table: how it is shown, what it says, and when it is meant. */
export interface Binding<A extends string = string> {
  readonly action: A;
  /** As the help writes it. */
  readonly keys: string;
  /** For the key line, one word; empty leaves it out there. */
  readonly word: string;
  /** For the help; empty leaves it out there, where the row of another key speaks for it. */
  readonly says: string;
  readonly matches: (input: string, key: Key) => boolean;
}

/** The keys that work on every screen: both the handling and the help are made from this table. */
export const BINDINGS: readonly Binding<Action>[] = [
  {
    action: 'pause',
    keys: 'space',
    word: 'pause',
    says: 'hold the stage where it is, or let it go on',
    matches: (input) => input === ' ',
  },
  {
    action: 'next',
    keys: '→',
    word: 'next',
    says: 'the rest of this step, or the next one; passes a question over',
    matches: (_input, key) => key.rightArrow && !key.shift,
  },
  {
    action: 'back',
    keys: '←',
    word: 'back',
    says: 'back to the end of the step before; what is under way goes on',
    matches: (_input, key) => key.leftArrow && !key.shift,
  },
  {
    action: 'first-fact',
    keys: 'g , . G',
    word: '',
    says: 'by fact: to the first, back, on (or shift-← →), to the last',
    matches: (input) => input === 'g',
  },
  // Many terminals keep the arrows with shift for themselves.
  {
    action: 'fact-back',
    keys: '',
    word: '',
    says: '',
    matches: (input, key) => input === ',' || (key.leftArrow && key.shift),
  },
  {
    action: 'fact-on',
    keys: '',
    word: '',
    says: '',
    matches: (input, key) => input === '.' || (key.rightArrow && key.shift),
  },
  { action: 'last-fact', keys: '', word: '', says: '', matches: (input) => input === 'G' },
  {
    action: 'steps',
    keys: 'j M',
    word: '',
    says: 'the steps, to jump to one; M: every step waits for →, or none',
    matches: (input) => input === 'j',
  },
  { action: 'manual', keys: '', word: '', says: '', matches: (input) => input === 'M' },
  {
    action: 'restart',
    keys: 'r',
    word: '',
    says: 'play it anew from the beginning; in mid-lesson it asks once',
    matches: (input, key) => input === 'r' && !key.ctrl,
  },
  {
    action: 'tab',
    keys: 'tab',
    word: 'lane',
    says: 'the other lane, where only one fits on the screen',
    matches: (_input, key) => key.tab,
  },
  {
    action: 'choose',
    keys: '1–9',
    word: '',
    says: 'choose an answer while a question stands',
    matches: (input) => /^[1-9]$/.test(input),
  },
  {
    action: 'go-on',
    keys: 'a',
    word: '',
    says: 'at the end: on to the next scenario of the course',
    matches: (input) => input === 'a',
  },
  {
    action: 'catalogue',
    keys: 'c',
    word: '',
    says: 'back to the list or the catalogue that it was chosen from',
    matches: (input, key) => input === 'c' && !key.ctrl,
  },
  {
    action: 'export',
    keys: 'e p',
    word: '',
    says: 'write this run to a file; p: the addresses behind the ports',
    matches: (input, key) => input === 'e' && !key.ctrl,
  },
  {
    action: 'join',
    keys: '',
    word: '',
    says: '',
    matches: (input) => input === 'J',
  },
  { action: 'addresses', keys: '', word: '', says: '', matches: (input, key) => input === 'p' && !key.ctrl },
  ...frameBindings('leave; in mid-lesson it asks once. Ctrl-C never asks (130)'),
];

function isQuit(input: string, key: Key): boolean {
  return input === 'q' && !key.ctrl;
}

function isInterrupt(input: string, key: Key): boolean {
  return key.ctrl && input === 'c';
}

/** The keys that leave a list at once, each with a row of its own. */
export function listLeavingBindings(): readonly Binding<'quit' | 'interrupt'>[] {
  return [
    {
      action: 'quit',
      keys: 'q',
      word: 'quit',
      says: 'leave',
      matches: isQuit,
    },
    {
      action: 'interrupt',
      keys: 'Ctrl-C',
      word: '',
      says: 'the same, at once',
      matches: isInterrupt,
    },
  ];
}

/** The keys for this list and for leaving, of the stage and of the notes' terminal; `leaves` says what leaving does. */
export function frameBindings(leaves: string): readonly Binding<'help' | 'quit' | 'interrupt'>[] {
  return [
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
      says: leaves,
      matches: isQuit,
    },
    {
      action: 'interrupt',
      keys: '',
      word: '',
      says: '',
      matches: isInterrupt,
    },
  ];
}

/** The keys that move by a line; one row of the help speaks for both. */
export function lineBindings(word: string, says: string): readonly Binding<'up' | 'down'>[] {
  return [
    { action: 'up', keys: '↑ ↓', word, says, matches: (_input, key) => key.upArrow },
    { action: 'down', keys: '', word: '', says: '', matches: (_input, key) => key.downArrow },
  ];
}

/** The keys that move by a screenful, or to an end. */
export function pageBindings(
  word: string,
  says: string,
): readonly Binding<'page-up' | 'page-down' | 'first' | 'last'>[] {
  return [
    { action: 'page-up', keys: 'PgUp/Dn', word, says, matches: (_input, key) => key.pageUp },
    { action: 'page-down', keys: '', word: '', says: '', matches: (_input, key) => key.pageDown },
    {
      action: 'first',
      keys: 'Home/End',
      word: '',
      says: 'first and last',
      matches: (_input, key) => key.home,
    },
    { action: 'last', keys: '', word: '', says: '', matches: (_input, key) => key.end },
  ];
}

/** The action that a key press means in a table, if any. */
export function actionOf<A extends string>(
  bindings: readonly Binding<A>[],
  input: string,
  key: Key,
): A | undefined {
  return bindings.find((binding) => binding.matches(input, key))?.action;
}
