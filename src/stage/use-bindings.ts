import { useInput } from 'ink';
import { use } from 'react';
import { HeldKeys } from './held-keys.ts';
import { HeldUp, isMove } from './held-up.ts';
import { actionOf } from './keys.ts';
import type { Binding } from './keys.ts';

/** Lets a screen act on the keys of its own table. */
export function useBindings<A extends string>(
  bindings: readonly Binding<A>[],
  act: (action: A, input: string) => void,
): void {
  const [held, shown] = [use(HeldKeys), use(HeldUp)];
  useInput(
    (input, key) => {
      const action = actionOf(bindings, input, key);
      if (action !== undefined && (!shown || isMove(action))) act(action, input);
    },
    { isActive: !held },
  );
}
