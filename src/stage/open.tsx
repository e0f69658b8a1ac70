import { render } from 'ink';
import type { Instance } from 'ink';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { Director } from './director.ts';
import { Stage } from './stage.tsx';
import type { Ahead, Leaving } from './stage.tsx';
import { Start } from './start/start.tsx';
import { Stoppable, toLineStart } from './stoppable.tsx';
import type { StartChoice, StartProps } from './start/start.tsx';

/** The stage on a terminal. */
export interface OpenStage {
  /** Settles when the stage was left; rejects with what broke a view. */
  readonly left: Promise<Leaving>;
  /** Leaves the stage from outside; may be called twice. */
  leave(how: Leaving): void;
}

/** A stage in a theatre, where more may follow it. */
export interface TheatreStage extends OpenStage {
  /** Says what may follow, once that is known. */
  offer(ahead: Ahead): void;
}

/** The alternate screen of a terminal with one thing on it at a time, from its first frame until it is closed. */
export interface Theatre {
  /** Shows the catalogue; settles with what was chosen. */
  start(props: StartProps): Promise<StartChoice>;
  /** Shows a stage. */
  stage(director: Director): TheatreStage;
  /** Leaves whatever is shown. */
  leave(): void;
  /** Settles when what is shown now has been written to the terminal. */
  drawn(): Promise<void>;
  /** Settles when the terminal has been given back as it was; may be called twice. */
  close(): Promise<void>;
}

/** Takes this process's terminal when the first thing is shown. */
export function openTheatre(): Theatre {
  let ink: Instance | undefined;
  let gone: Promise<unknown> | undefined;
  let leave: (() => void) | undefined;
  let shown = 0;

  const draw = (shownNow: ReactNode): void => {
    const view = <Stoppable>{shownNow}</Stoppable>;
    if (ink !== undefined) {
      ink.rerender(view);
      return;
    }
    // A key pressed before the first frame would be echoed into it, and Ink is raw only after it.
    if (process.stdin.isTTY) process.stdin.setRawMode(true);
    toLineStart();
    ink = render(view, {
      alternateScreen: true,
      exitOnCtrlC: false,
      interactive: true,
      patchConsole: true,
      incrementalRendering: true,
      maxFps: 30,
    });
    gone = ink.waitUntilExit();
    gone.catch(() => undefined);
  };
  /** Draws a view and settles when it is left, or the theatre is; rejects with what broke it. */
  const play = <T,>(view: (leave: (how: T) => void) => ReactNode, quit: T): Promise<T> => {
    const left = new Promise<T>((resolve) => {
      leave = () => resolve(quit);
      shown += 1;
      draw(<Fragment key={shown}>{view(resolve)}</Fragment>);
    });
    return Promise.race([left, (gone ?? Promise.resolve()).then(() => quit)]);
  };

  return {
    start: (props) => play<StartChoice>((choose) => <Start {...props} leave={choose} />, { kind: 'quit' }),
    stage: (director) => {
      let how: ((leaving: Leaving) => void) | undefined;
      const left = play<Leaving>((resolve) => {
        how = resolve;
        return <Stage director={director} leave={resolve} />;
      }, 'quit');
      const own = shown;
      return {
        left,
        leave: (leaving) => how?.(leaving),
        offer: (ahead) => {
          if (own !== shown || how === undefined) return;
          draw(
            <Fragment key={own}>
              <Stage director={director} leave={how} ahead={ahead} />
            </Fragment>,
          );
        },
      };
    },
    leave: () => leave?.(),
    drawn: async () => ink?.waitUntilRenderFlush(),
    close: async () => {
      ink?.unmount();
      // What broke a view is told to whoever waits for it to be left; closing goes on all the same.
      await gone?.catch(() => undefined);
    },
  };
}

/** Puts one stage on the alternate screen of this process's terminal. It is left when the terminal has been given back. */
export function openStage(director: Director): OpenStage {
  const theatre = openTheatre();
  const stage = theatre.stage(director);
  return {
    left: stage.left.then(async (how) => {
      await theatre.close();
      return how;
    }),
    leave: (how) => stage.leave(how),
  };
}
