import { setInterval } from 'node:timers/promises';

/** Resolves as soon as something is so that no event tells of. The test's own time limit ends a vain wait. */
export async function until(isSo: () => boolean): Promise<void> {
  for await (const _ of setInterval(10)) if (isSo()) return;
}
