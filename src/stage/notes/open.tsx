import { render } from 'ink';
import { Stoppable, toLineStart } from '../stoppable.tsx';
import type { HeardStore } from './heard.ts';
import { Prompt } from './prompt.tsx';

/** The notes on a terminal of their own. */
export interface OpenPrompt {
  /** Settles when the terminal has been given back as it was. */
  readonly left: Promise<'quit' | 'interrupt'>;
  leave(): void;
}

/** Puts the notes on the alternate screen of this process's terminal. */
export function openPrompt(store: HeardStore): OpenPrompt {
  const prompt = (
    <Stoppable>
      <Prompt store={store} clock={() => performance.now()} />
    </Stoppable>
  );
  toLineStart();
  const ink = render(prompt, {
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: true,
    maxFps: 10,
  });
  return {
    left: ink.waitUntilExit().then((left) => (left === 'interrupt' ? left : 'quit')),
    leave: () => ink.unmount(),
  };
}
