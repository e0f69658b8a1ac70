import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { render } from 'ink';
import { createElement } from 'react';
import type { ReactNode } from 'react';
import { Colours, ORDINARY_PALETTE } from '../../src/stage/painter.ts';
import type { Palette } from '../../src/stage/painter.ts';
import { toAscii } from '../../src/terminal/ascii.ts';

// Every view that is open listens for the end of the process.
process.setMaxListeners(100);

/** A view on a terminal that nobody sees. */
export interface Shown {
  /** The rows on the screen, without spaces at their ends. */
  rows(): Promise<string[]>;
  /** All that was written so far. */
  written(): string;
  /** Presses keys as a terminal sends them. */
  press(keys: string): Promise<void>;
  close(): Promise<void>;
}

/** What some keys send. */
export const KEYS = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  enter: '\r',
  /** As the kitty protocol sends it: a lone ESC byte could be the beginning of another key. */
  escape: '\x1b[27u',
  pageDown: '\x1b[6~',
  pageUp: '\x1b[5~',
  tab: '\t',
} as const;

/** Draws a view on a terminal of `columns` × `rows`, as a rule in 16 colours. Close it at the end. */
export function showOn(
  view: ReactNode,
  columns: number,
  rows: number,
  palette: Palette = ORDINARY_PALETTE,
): Shown {
  let written = '';
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const out = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    writable: true,
    write: (given: string, encoding?: unknown, done?: () => void): boolean => {
      const text = palette.ascii === true ? toAscii(given) : given;
      written += text;
      screen.write(text, () => (typeof encoding === 'function' ? encoding() : done?.()));
      return true;
    },
  });
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  });
  /* oxlint-disable typescript/no-unsafe-type-assertion -- they are as much of a terminal's streams as Ink uses */
  const ink = render(createElement(Colours, { value: palette }, view), {
    stdout: out as unknown as NodeJS.WriteStream,
    stderr: out as unknown as NodeJS.WriteStream,
    stdin: input as unknown as NodeJS.ReadStream,
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    maxFps: 1000,
  });
  /* oxlint-enable typescript/no-unsafe-type-assertion */
  const left = ink.waitUntilExit();
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    await ink.waitUntilRenderFlush();
    await new Promise<void>((resolve) => {
      screen.write('', resolve);
    });
  };
  return {
    rows: async () => {
      await settle();
      return Array.from(
        { length: rows },
        (_, row) => screen.buffer.active.getLine(row)?.translateToString(true) ?? '',
      );
    },
    written: () => written,
    press: async (keys) => {
      await settle();
      input.write(keys);
      await settle();
    },
    close: async () => {
      ink.unmount();
      await left;
      screen.dispose();
    },
  };
}
