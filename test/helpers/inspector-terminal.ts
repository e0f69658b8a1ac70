import headless from '@xterm/headless';
import { render } from 'ink';
import { createElement } from 'react';
import { PassThrough, Writable } from 'node:stream';
import type { Fact } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { KeyInput } from '../../src/stage/input/key-input.ts';
import { Stage } from '../../src/stage/stage.tsx';

/** A stage with all of a log shown, on a terminal that can be read. */
export interface InspectorTerminal {
  /** The rows as a person would see them, without blanks at their ends. */
  readonly rows: () => readonly string[];
  /** All that was written to the terminal. */
  readonly written: () => string;
  readonly press: (keys: string) => void;
  /** Waits until the screen passes, and gives it; the test's own time limit is its bound. */
  readonly until: (passes: (screen: string) => boolean) => Promise<string>;
  readonly close: () => Promise<void>;
}

export function openInspectorTerminal(
  facts: readonly Fact[],
  columns: number,
  rows: number,
): InspectorTerminal {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const waiting: (() => void)[] = [];
  let written = '';
  const stdout = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        terminal.write(chunk, () => {
          done();
          for (const wake of waiting.splice(0)) wake();
        });
      },
    }),
    { columns, rows, isTTY: true },
  );
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  const keys = new KeyInput(stdin);
  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  const director = new Director(session, { now: () => 0, after: () => () => undefined });
  director.next();
  const ink = render(createElement(Stage, { director }), {
    // Ink asks for a whole terminal and uses what this one has.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: keys,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 1_000,
  });
  const shown = (): string[] =>
    Array.from(
      { length: rows },
      (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
    );
  return {
    rows: shown,
    written: () => written,
    press: (typed) => {
      stdin.write(typed);
    },
    until: async (passes) => {
      for (;;) {
        const screen = shown().join('\n');
        if (passes(screen)) return screen;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
    close: async () => {
      ink.unmount();
      await ink.waitUntilExit();
      director.stop();
      keys.destroy();
      terminal.dispose();
    },
  };
}
