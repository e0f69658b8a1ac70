import { createContext } from 'react';
import type { ColourCount } from '../terminal/colours.ts';
import { lookOf, marksAround } from './theme.ts';
import type { Look, ThemeName, Tone } from './theme.ts';

/** What all tones are drawn with. */
export interface Palette {
  readonly theme: ThemeName;
  readonly colours: ColourCount;
  /** Whether nothing but ASCII is written. */
  readonly ascii?: boolean;
}

/** What a terminal is drawn with of which nothing is known. */
export const ORDINARY_PALETTE: Palette = { theme: 'dark', colours: 16 };

/** What recordings are drawn with: colours whose values every player knows. */
export const RECORDED_PALETTE: Palette = { theme: 'dark', colours: 256 };

/** What everything below is drawn with: handed in by whoever knows where it is drawn. */
export const Colours = createContext<Palette>(ORDINARY_PALETTE);

/** Makes a text look as a tone does, with the sequences of ECMA-48 that select it. */
export type Painter = (text: string) => string;

const made = new Map<string, Painter | undefined>();

/** What paints a tone with a palette: always the same function, and none where nothing is to be painted. */
export function painterOf(tone: Tone, { theme, colours, ascii = false }: Palette): Painter | undefined {
  const name = `${tone} ${theme} ${colours} ${ascii}`;
  if (!made.has(name)) made.set(name, painter(tone, lookOf(tone, theme, colours), colours === 0 || ascii));
  return made.get(name);
}

function painter(tone: Tone, look: Look, withMarks: boolean): Painter | undefined {
  const styles = stylesOf(look);
  const marks = withMarks ? marksAround(tone) : undefined;
  if (styles.length === 0 && marks === undefined) return undefined;
  return (text) => styles.reduce(painted, marks === undefined ? text : marked(text, marks));
}

/** A word between blanks has its marks there: it takes as many cells as before. */
function marked(text: string, [open, close]: readonly [string, string]): string {
  return /^ .* $/s.test(text) ? `${open}${text.slice(1, -1)}${close}` : text;
}

/** What begins a style, and what ends it (ECMA-48 §8.3.117, and xterm's 256 colours). */
type Style = readonly [begin: string, end: string];

const WEIGHTS: Readonly<Record<NonNullable<Look['weights']>[number], Style>> = {
  bold: ['\u001b[1m', '\u001b[22m'],
  underline: ['\u001b[4m', '\u001b[24m'],
  inverse: ['\u001b[7m', '\u001b[27m'],
};

function stylesOf({ ink, ground, weights = [] }: Look): readonly Style[] {
  return [
    ...(ink === undefined ? [] : [[`\u001b[${selecting(ink, 30)}m`, '\u001b[39m'] as const]),
    ...(ground === undefined ? [] : [[`\u001b[${selecting(ground, 40)}m`, '\u001b[49m'] as const]),
    ...weights.map((weight) => WEIGHTS[weight]),
  ];
}

function selecting(colour: number, from: 30 | 40): string {
  if (colour > 15) return `${from + 8};5;${colour}`;
  return String(colour < 8 ? from + colour : from + 60 + colour - 8);
}

/** The text in one style. Where a text inside has ended the same kind of style, it begins anew. */
function painted(text: string, [begin, end]: Style): string {
  return `${begin}${text.replaceAll(end, `${end}${begin}`)}${end}`;
}
