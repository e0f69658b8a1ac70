import { render } from 'ink';
import { JobControl, toLineStart } from '../job-control.tsx';
import { Colours } from '../theme.ts';
import type { ColourCount } from '../theme.ts';
import type { FollowedDemoStore } from './followed-demo.ts';
import { NotesTerminal } from './notes-terminal.tsx';

/** The notes on a terminal of their own. */
export interface OpenNotesTerminal {
  /** Settles when the terminal has been given back as it was. */
  readonly left: Promise<'quit' | 'interrupt'>;
  leave(): void;
}

/** Puts the notes on the alternate screen of this process's terminal, with so many colours. */
export function openNotesTerminal(colours: ColourCount, store: FollowedDemoStore): OpenNotesTerminal {
  const view = (
    <JobControl>
      <Colours value={colours}>
        <NotesTerminal store={store} clock={() => performance.now()} />
      </Colours>
    </JobControl>
  );
  toLineStart();
  const ink = render(view, {
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
