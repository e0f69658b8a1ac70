import { createContext } from 'react';

/** Whether a screen is held up by a step: then it is to be looked at, and takes no keys but those that move it up and down. */
export const HeldUp = createContext(false);

/** Whether an action only moves what is shown up or down, by a line: a screenful is a clicker's key, which goes on. */
export function isMove(action: string): boolean {
  return action === 'up' || action === 'down';
}
