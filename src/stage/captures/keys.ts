import { lineBindings, listLeavingBindings, pageBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import type { ScrollAction } from '../scroll.ts';

/** What a key makes the list of connections do. */
export type ListAction = ScrollAction | 'open' | 'all' | 'filter' | 'quit' | 'interrupt';

/** The keys of the list of connections. */
export const LIST_BINDINGS: readonly Binding<ListAction>[] = [
  ...lineBindings('choose', 'the connection above, or below'),
  ...pageBindings('page', 'by a screenful'),
  {
    action: 'open',
    keys: '⏎',
    word: 'open',
    says: 'open the chosen connection',
    matches: (_input, key) => key.return,
  },
  {
    action: 'all',
    keys: 'a',
    word: 'all listed',
    says: 'open all that are listed, the first of them where there are very many',
    matches: (input, key) => input === 'a' && !key.ctrl,
  },
  {
    action: 'filter',
    keys: '/',
    word: 'filter',
    says: 'host, address, :port, protocol, what was read',
    matches: (input) => input === '/',
  },
  ...listLeavingBindings(),
];
