import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { render } from 'ink';
import { createElement } from 'react';
import stringWidth from 'string-width';
import type { AttackersHand } from '../../src/stage/attackers-hand.ts';
import type { Director } from '../../src/stage/director.ts';
import type { Exporter } from '../../src/stage/exporter.ts';
import { Stage } from '../../src/stage/stage.tsx';
import { Colours, ORDINARY_PALETTE } from '../../src/stage/painter.ts';
import type { Palette } from '../../src/stage/painter.ts';
import { toAscii } from '../../src/terminal/ascii.ts';
import { settled } from './hand-clock.ts';

// Every stage that is open listens for the end of the process.
process.setMaxListeners(100);

/** What a terminal shows of the stage, and everything that was written to it. */
export interface Terminal {
  /** The rows on the screen, without spaces at their ends. */
  rows(): Promise<string[]>;
  /** The cells of the screen, row by row. */
  cells(): Promise<ScreenCell[][]>;
  /** All bytes written so far. */
  written(): string;
  /** Presses keys as a terminal sends them. */
  press(keys: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  close(): Promise<void>;
}

/** One cell of the screen. `width` is 0 for the second half of a wide character. */
export interface ScreenCell {
  readonly text: string;
  readonly width: number;
  /** One of 256 colours, or undefined for the terminal's own. */
  readonly color: number | undefined;
  readonly background: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
}

/** What the stage is drawn with: ordinarily 16 colours of the dark theme, and nothing that writes files. */
export interface TerminalOptions extends Partial<Palette> {
  readonly exporter?: Exporter;
  readonly hand?: AttackersHand;
}

/** As a key sends it. */
export const KEY = { right: '\x1b[C', left: '\x1b[D', tab: '\t', space: ' ', interrupt: '\x03' } as const;

class FakeOut extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  text = '';
  readonly #screen: xterm.Terminal;
  readonly #ascii: boolean;

  constructor(screen: xterm.Terminal, ascii: boolean) {
    super();
    this.#ascii = ascii;
    this.#screen = screen;
    this.columns = screen.cols;
    this.rows = screen.rows;
  }

  readonly write = (given: string, encoding?: unknown, done?: () => void): boolean => {
    const text = this.#ascii ? toAscii(given) : given;
    this.text += text;
    this.#screen.write(text, () => {
      const call = typeof encoding === 'function' ? encoding : done;
      call?.();
    });
    return true;
  };

  readonly end = (): this => this;
}

/** Puts the stage on a terminal that nobody sees. */
export function onTerminal(
  director: Director,
  columns: number,
  rows: number,
  { exporter, hand, ...palette }: TerminalOptions = {},
): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  wideAsInk(screen);
  const out = new FakeOut(screen, palette.ascii === true);
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  });
  const stage = createElement(Stage, {
    director,
    ...(exporter !== undefined && { exporter }),
    ...(hand !== undefined && { hand }),
  });
  const ink = render(createElement(Colours, { value: { ...ORDINARY_PALETTE, ...palette } }, stage), {
    stdout: out,
    stdin: input,
    stderr: out,
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    incrementalRendering: true,
    maxFps: 1000,
  });
  const left = ink.waitUntilExit();
  const shown = async (): Promise<void> => {
    await settled();
    await ink.waitUntilRenderFlush();
    await new Promise<void>((resolve) => {
      screen.write('', resolve);
    });
  };
  const cells = async (): Promise<ScreenCell[][]> => {
    await shown();
    return Array.from({ length: screen.rows }, (_, row) => cellsOf(screen, row));
  };
  return {
    cells,
    rows: async () =>
      (await cells()).map((row) =>
        row
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      ),
    written: () => out.text,
    press: async (keys) => {
      input.write(keys);
      await settled();
      await shown();
    },
    resize: async (toColumns, toRows) => {
      screen.resize(toColumns, toRows);
      out.columns = toColumns;
      out.rows = toRows;
      out.emit('resize');
      await shown();
    },
    close: async () => {
      ink.unmount();
      await left;
      screen.dispose();
    },
  };
}

/** The cells of a screen on which these rows stand, each with the sequences of its colours. */
export async function cellsOfRows(rows: readonly string[], columns: number): Promise<ScreenCell[][]> {
  const screen = new xterm.Terminal({ cols: columns, rows: rows.length, allowProposedApi: true });
  wideAsInk(screen);
  await new Promise<void>((resolve) => {
    screen.write(rows.map((text, row) => `\x1b[${row + 1};1H${text}`).join(''), resolve);
  });
  const cells = rows.map((_, row) => cellsOf(screen, row));
  screen.dispose();
  return cells;
}

function cellsOf(screen: xterm.Terminal, row: number): ScreenCell[] {
  const line = screen.buffer.active.getLine(screen.buffer.active.viewportY + row);
  return Array.from({ length: screen.cols }, (_, column): ScreenCell => {
    const cell = line?.getCell(column);
    const width = cell?.getWidth() ?? 1;
    return {
      text: width === 0 ? '' : cell?.getChars() || ' ',
      width,
      color: cell === undefined || cell.isFgDefault() ? undefined : cell.getFgColor(),
      background: cell === undefined || cell.isBgDefault() ? undefined : cell.getBgColor(),
      bold: Boolean(cell?.isBold()),
      dim: Boolean(cell?.isDim()),
      inverse: Boolean(cell?.isInverse()),
      underline: Boolean(cell?.isUnderline()),
    };
  });
}

/** Has the terminal take emoji as two cells, as today's terminals do; its own tables are of 2006. */
function wideAsInk(screen: xterm.Terminal): void {
  screen.unicode.register({
    version: 'today',
    wcwidth,
    // As xterm packs it: bit 0 joins to the one before, bits 1 and 2 are the width.
    charProperties: (code, preceding) => {
      const width = wcwidth(code);
      const joins = width === 0 && preceding !== 0;
      return joins ? (((preceding >> 1) & 3) << 1) | 1 : width << 1;
    },
  });
  screen.unicode.activeVersion = 'today';
}

function wcwidth(code: number): 0 | 1 | 2 {
  const width = stringWidth(String.fromCodePoint(code));
  return width > 1 ? 2 : width === 1 ? 1 : 0;
}
