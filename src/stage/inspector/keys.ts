import { lineBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';

/** What a key makes the inspector do. */
export type InspectorAction =
  | ScrollAction
  | 'leave'
  | 'open'
  | 'close'
  | 'bytes'
  | 'keys'
  | 'search'
  | 'filter'
  | 'find-next'
  | 'find-previous'
  | 'copy-hex'
  | 'copy-text'
  | 'save';

/** The inspector's keys. Of two keys that one row of the help speaks for, the second says nothing. */
export const INSPECTOR_BINDINGS: readonly Binding<InspectorAction>[] = [
  {
    action: 'leave',
    keys: 'esc',
    word: 'stage',
    says: 'out of the bytes, then back to the stage',
    matches: (_input, key) => key.escape,
  },
  ...lineBindings('', 'move; in the bytes by one row'),
  {
    action: 'open',
    keys: '→ ⏎',
    word: 'open',
    says: 'open, or on to the first thing inside; in the bytes one on',
    matches: (_input, key) => (key.rightArrow && !key.shift) || key.return,
  },
  {
    action: 'close',
    keys: '←',
    word: 'close',
    says: 'close, or up to what this belongs to; in the bytes one back',
    matches: (_input, key) => key.leftArrow && !key.shift,
  },
  ...pageBindings('', 'move by a screenful'),
  {
    action: 'bytes',
    keys: 'b',
    word: 'bytes',
    says: 'into the bytes: what holds the byte shows in the tree; b leaves',
    matches: (input) => input === 'b',
  },
  {
    action: 'keys',
    keys: 'k',
    word: 'keys',
    says: 'open what is sealed with the victim’s keys; k shuts it again',
    matches: (input) => input === 'k',
  },
  {
    action: 'search',
    keys: '/ f',
    word: 'find',
    says: 'find text or bytes (17 03 03); f: only what fits some words',
    matches: (input) => input === '/',
  },
  {
    action: 'filter',
    keys: '',
    word: '',
    says: '',
    matches: (input, key) => input === 'f' && !key.ctrl,
  },
  {
    action: 'find-next',
    keys: 'n N',
    word: '',
    says: 'the next place found, and the one before',
    matches: (input) => input === 'n',
  },
  { action: 'find-previous', keys: '', word: '', says: '', matches: (input) => input === 'N' },
  {
    action: 'copy-hex',
    keys: 'y Y w',
    word: '',
    says: 'copy the marked bytes as hex, or as text; w: to a new file here',
    matches: (input) => input === 'y',
  },
  { action: 'copy-text', keys: '', word: '', says: '', matches: (input) => input === 'Y' },
  {
    action: 'save',
    keys: '',
    word: '',
    says: '',
    matches: (input) => input === 'w',
  },
];
