import { render } from 'ink';
import { holdToTheEnd, openTerminalKeys } from '../input/terminal-keys.ts';
import { JobControl, toLineStart } from '../job-control.tsx';
import { Colours } from '../painter.ts';
import type { StageOpening } from '../stage-terminal.tsx';
import { asciiOutput } from '../../terminal/ascii.ts';
import type { FollowedDemoStore } from './followed-demo.ts';
import type { StageOrder } from './orders.ts';
import { NotesTerminal } from './notes-terminal.tsx';

/** The notes on a terminal of their own. */
export interface OpenNotesTerminal {
  /** Settles when the alternate screen is left; the terminal stays raw until the process ends. */
  readonly left: Promise<'quit' | 'interrupt'>;
  leave(): void;
}

/** Puts the notes on the alternate screen of this process's terminal, with a palette; `order` takes what is to be done, and `among` says which of several demos is followed. */
export function openNotesTerminal(
  { palette, typed }: StageOpening,
  store: FollowedDemoStore,
  order: (order: StageOrder) => void,
  among?: string,
): OpenNotesTerminal {
  let how: 'quit' | 'interrupt' | undefined;
  const leave = (left: 'quit' | 'interrupt'): void => {
    how ??= left;
    holdToTheEnd(keys);
    ink.unmount();
  };
  const view = (
    <JobControl>
      <Colours value={palette}>
        <NotesTerminal
          store={store}
          clock={() => performance.now()}
          order={order}
          leave={leave}
          {...(among !== undefined && { among })}
        />
      </Colours>
    </JobControl>
  );
  const keys = openTerminalKeys(typed);
  toLineStart();
  const ink = render(view, {
    stdin: keys,
    ...(palette.ascii === true && { stdout: asciiOutput(process.stdout) }),
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: true,
    maxFps: 10,
  });
  return {
    left: ink.waitUntilExit().then(() => how ?? 'quit'),
    leave: () => leave('quit'),
  };
}
