import { render } from 'ink';
import type { Director } from './director.ts';
import { Stage } from './stage.tsx';
import type { Leaving } from './stage.tsx';

/** The stage on a terminal. */
export interface OpenStage {
  /** Settles when the terminal has been given back as it was; rejects with what broke a view. */
  readonly left: Promise<Leaving>;
  /** Leaves the stage from outside; may be called twice. */
  leave(how: Leaving): void;
}

/** Puts the stage on the alternate screen of this process's terminal. */
export function openStage(director: Director): OpenStage {
  let how: Leaving = 'quit';
  // A key pressed before the first frame would be echoed into it, and Ink is raw only after it.
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  const ink = render(<Stage director={director} />, {
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: true,
    incrementalRendering: true,
    maxFps: 30,
  });
  return {
    left: ink.waitUntilExit().then((left) => (left === 'interrupt' ? left : how)),
    leave: (wanted) => {
      how = wanted;
      ink.unmount();
    },
  };
}
