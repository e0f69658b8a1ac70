import { useInput } from 'ink';
import { actionOf } from './keys.ts';
import type { Binding } from './keys.ts';

/** Lets a screen act on the keys of its own table. */
export function useBindings<A extends string>(
  bindings: readonly Binding<A>[],
  act: (action: A) => void,
): void {
  useInput((input, key) => {
    const action = actionOf(bindings, input, key);
    if (action !== undefined) act(action);
  });
}
