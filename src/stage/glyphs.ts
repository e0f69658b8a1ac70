import { use } from 'react';
import { Colours } from './painter.ts';

/** Signs that take more cells in ASCII: a pane must know them before it lays out its text. All others are written in as many. */
export interface Glyphs {
  /** From one port to another. */
  readonly to: string;
  /** That something goes on. */
  readonly more: string;
  /** The Enter key, of which there is no like in ASCII. */
  readonly enter: string;
  /** What says that the right arrow goes on: its sign in ASCII would be taken for another key. */
  readonly goesOn: string;
}

const UTF8: Glyphs = { to: '→', more: '…', enter: '⏎', goesOn: 'press → to go on' };
const ASCII: Glyphs = { to: '->', more: '...', enter: 'Enter', goesOn: 'right arrow goes on' };

/** The signs for what is drawn on. */
export function useGlyphs(): Glyphs {
  return use(Colours).ascii === true ? ASCII : UTF8;
}

/** The name of a key, or a text that has it, as it can be shown. */
export function keyNames(text: string, { enter }: Glyphs): string {
  return text.replaceAll('⏎', enter);
}
