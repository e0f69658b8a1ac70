import { useInput } from 'ink';
import { use } from 'react';
import { HeldKeys } from './held-keys.ts';
import { actionOf } from './keys.ts';
import type { Binding } from './keys.ts';

/** Lets a screen act on the keys of its own table, as long as they are not held. */
export function useBindings<A extends string>(
  bindings: readonly Binding<A>[],
  act: (action: A) => void,
): void {
  const held = use(HeldKeys);
  useInput(
    (input, key) => {
      const action = actionOf(bindings, input, key);
      if (action !== undefined) act(action);
    },
    { isActive: !held },
  );
}
