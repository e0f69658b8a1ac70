import { render } from 'ink';
import type { Instance } from 'ink';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { AttackersHand } from './attackers-hand.ts';
import type { Director } from './director.ts';
import type { Exporter } from './exporter.ts';
import type { Invitation } from './invitation.ts';
import type { KeyInput } from './input/key-input.ts';
import { holdToTheEnd, openTerminalKeys } from './input/terminal-keys.ts';
import { JobControl, toLineStart } from './job-control.tsx';
import type { NotesSource } from './notes/notes-feed.ts';
import type { StageOrder } from './notes/orders.ts';
import type { Ahead } from './panes/end-line.tsx';
import { Remote } from './remote.ts';
import type { StageExit } from './stage-keys.ts';
import { CaptureConnections } from './captures/connections.tsx';
import type { ConnectionsProps, ListChoice } from './captures/connections.tsx';
import { Stage } from './stage.tsx';
import { Start } from './start/start.tsx';
import type { StartChoice, StartProps } from './start/start.tsx';
import { Colours } from './painter.ts';
import type { Palette } from './painter.ts';
import { asciiOutput } from '../terminal/ascii.ts';

/** A stage on the terminal. */
export interface OpenStage {
  /** Settles when the stage was left; rejects with what broke a view. */
  readonly left: Promise<StageExit>;
  /** Leaves the stage from outside; may be called twice. */
  readonly leave: (how: StageExit) => void;
  /** Says what may follow, once that is known. */
  readonly offer: (ahead: Ahead) => void;
  /** What the notes' terminal is told of. */
  readonly source: NotesSource;
  /** Does what the notes' terminal orders. */
  readonly obey: (order: StageOrder) => void;
  /** Shows a stage that is blanked; false where it is not. */
  readonly lift: () => boolean;
}

/** The alternate screen of a terminal with one thing on it at a time, from its first frame until it is closed. */
export interface StageTerminal {
  /** Shows the catalogue; settles with what was chosen. */
  start(props: StartProps): Promise<StartChoice>;
  /** Shows the connections of a capture; settles with what was chosen. */
  connections(props: ConnectionsProps): Promise<ListChoice>;
  /**
   * Shows a stage; `restarts` says whether it can be left for being played anew, `hand` is what the attackers are told from it,
   * `back` whether it can be left for a list that it was chosen from.
   */
  stage(director: Director, restarts: boolean, hand?: AttackersHand, back?: boolean): OpenStage;
  /** Leaves whatever is shown. */
  leave(): void;
  /** Settles when what is shown now has been written to the terminal. */
  drawn(): Promise<void>;
  /** Settles when the alternate screen is left; the terminal stays raw until the process ends. May be called twice. */
  close(): Promise<void>;
}

/** What a stage is drawn with, and the keys that were pressed before it took the terminal. */
export interface StageOpening {
  readonly palette: Palette;
  readonly typed: string;
}

/** Takes this process's terminal when the first thing is shown, and draws on it with a palette. */
export function openStageTerminal(
  opening: StageOpening,
  exporter: Exporter,
  invitation?: Invitation,
): StageTerminal {
  const screen = new AlternateScreen(opening);
  return {
    start: (props) =>
      screen.show<StartChoice>((choose) => <Start {...props} leave={choose} />, { kind: 'quit' }).left,
    connections: (props) =>
      screen.show<ListChoice>((choose) => <CaptureConnections {...props} leave={choose} />, { kind: 'quit' })
        .left,
    stage: (director, restarts, hand, back = false) => {
      const remote = new Remote(director, restarts, (how) => shown.leave(how));
      const view = (leave: (how: StageExit) => void, ahead?: Ahead): ReactNode => (
        <Stage
          director={director}
          exporter={exporter}
          {...(hand !== undefined && { hand })}
          restarts={restarts}
          back={back}
          remote={remote}
          leave={leave}
          {...(ahead !== undefined && { ahead })}
          {...(invitation !== undefined && { invitation })}
        />
      );
      const shown = screen.show<StageExit>((leave) => view(leave), 'quit');
      return {
        left: shown.left,
        leave: shown.leave,
        offer: (ahead) => {
          remote.offer(ahead);
          shown.redraw(view(shown.leave, ahead));
        },
        source: remote.source,
        obey: remote.obey,
        lift: remote.lift,
      };
    },
    leave: () => screen.leave(),
    drawn: () => screen.drawn(),
    close: () => screen.close(),
  };
}

/** A view that is shown. */
interface ShownView<T> {
  readonly left: Promise<T>;
  readonly leave: (how: T) => void;
  /** Draws it anew, as long as it is the one that is shown. */
  readonly redraw: (view: ReactNode) => void;
}

/** Ink on the alternate screen, with one view after another. */
class AlternateScreen {
  readonly #opening: StageOpening;
  #ink: Instance | undefined;
  #keys: KeyInput | undefined;
  #gone: Promise<unknown> | undefined;
  #leave: (() => void) | undefined;
  #shown = 0;
  #closed = false;

  constructor(opening: StageOpening) {
    this.#opening = opening;
  }

  /** Draws a view; it is left when it says so, with `quit` when the screen is, and rejects with what broke it. */
  show<T>(view: (leave: (how: T) => void) => ReactNode, quit: T): ShownView<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    this.#leave = () => resolve(quit);
    this.#shown += 1;
    const own = this.#shown;
    this.#draw(own, view(resolve));
    return {
      left: Promise.race([promise, (this.#gone ?? Promise.resolve()).then(() => quit)]),
      leave: resolve,
      redraw: (anew) => {
        // Ink would take the terminal once more for a view that comes after its end.
        if (own === this.#shown && !this.#closed) this.#draw(own, anew);
      },
    };
  }

  leave(): void {
    this.#leave?.();
  }

  async drawn(): Promise<void> {
    await this.#ink?.waitUntilRenderFlush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#keys !== undefined) holdToTheEnd(this.#keys);
    this.#ink?.unmount();
    // What broke a view is told to whoever waits for it to be left; closing goes on all the same.
    await this.#gone?.catch(() => undefined);
  }

  #draw(key: number, shown: ReactNode): void {
    const { palette, typed } = this.#opening;
    const view = (
      <JobControl>
        <Colours value={palette}>
          <Fragment key={key}>{shown}</Fragment>
        </Colours>
      </JobControl>
    );
    if (this.#ink !== undefined) {
      this.#ink.rerender(view);
      return;
    }
    // A key pressed before the first frame would be echoed into it, and Ink is raw only after it.
    this.#keys = openTerminalKeys(typed);
    toLineStart();
    this.#ink = render(view, {
      stdin: this.#keys,
      ...(palette.ascii === true && { stdout: asciiOutput(process.stdout) }),
      alternateScreen: true,
      exitOnCtrlC: false,
      interactive: true,
      patchConsole: true,
      incrementalRendering: true,
      maxFps: 30,
    });
    this.#gone = this.#ink.waitUntilExit();
    this.#gone.catch(() => undefined);
  }
}
