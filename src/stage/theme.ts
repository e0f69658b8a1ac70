import type { TextProps } from 'ink';

/** What a piece of text is about. Panes name these, never colours. */
export type Tone =
  | 'title'
  | 'plain'
  | 'muted'
  | 'victim'
  | 'attacker'
  | 'bank'
  | 'read'
  | 'sealed'
  | 'held'
  | 'failed'
  | 'warning'
  | 'secure'
  | 'notSecure'
  | 'packet'
  | 'chosen'
  | 'key';

type Look = Pick<TextProps, 'color' | 'backgroundColor' | 'bold' | 'dimColor' | 'inverse' | 'underline'>;

/**
 * How each tone looks in the 16 colours that every terminal has; without colour, the words remain.
 * No tone is the only carrier of a meaning: the words READ and SEALED, ✓ and ✗ stand beside it.
 */
const LOOKS = {
  title: { bold: true },
  plain: {},
  muted: { dimColor: true },
  victim: { color: 'blueBright', bold: true },
  attacker: { color: 'redBright', bold: true },
  bank: { color: 'greenBright', bold: true },
  read: { color: 'black', backgroundColor: 'yellowBright', bold: true },
  sealed: { color: 'black', backgroundColor: 'cyanBright', bold: true },
  held: { color: 'greenBright', bold: true },
  failed: { color: 'redBright', bold: true, inverse: true },
  warning: { color: 'yellowBright', bold: true },
  secure: { color: 'black', backgroundColor: 'greenBright', bold: true },
  notSecure: { color: 'black', backgroundColor: 'yellowBright', bold: true },
  packet: { color: 'yellowBright', bold: true },
  chosen: { inverse: true },
  key: { bold: true },
} as const satisfies Record<Tone, Look>;

/** Whether colours are unwanted (https://no-color.org): Ink asks FORCE_COLOR and the terminal, but not this. */
const COLOURLESS = (process.env['NO_COLOR'] ?? '') !== '';

/** Props for Ink's Text that give a tone its look. */
export function tone(name: Tone): Look {
  return COLOURLESS ? withoutColour(LOOKS[name]) : LOOKS[name];
}

function withoutColour({ color: _color, backgroundColor, ...weight }: Look): Look {
  return backgroundColor === undefined ? weight : { ...weight, inverse: true };
}
