import type { PageShown } from '../../lab/facts/victim.ts';
import type { ColourCount } from '../terminal/colours.ts';

/** What a piece of text is about. Panes name these, never colours. */
export type Tone =
  | 'title'
  | 'plain'
  | 'strong'
  | 'muted'
  | 'victim'
  | 'attacker'
  | 'bank'
  | 'read'
  | 'sealed'
  | 'opened'
  | 'held'
  | 'failed'
  | 'warning'
  | 'secure'
  | 'notSecure'
  | 'paused'
  | 'progress'
  | 'packet'
  | 'chosen'
  | 'chosenTab'
  | 'cursor'
  | 'key';

/** How the address bar's word looks, by the state that it names. */
export const SECURITY_LOOKS = {
  secure: 'secure',
  'not-secure': 'notSecure',
  'certificate-error': 'failed',
  unreachable: 'failed',
} as const satisfies Record<PageShown['security'], Tone>;

/** The themes by name: each for the grounds that it is made for. */
export const THEME_NAMES = ['dark', 'light', 'high-contrast'] as const;

/** One of the themes. */
export type ThemeName = (typeof THEME_NAMES)[number];

/** How a tone is drawn. Colours are numbers of xterm's 256; of the first 16 every terminal has its own. */
export interface Look {
  readonly ink?: number;
  readonly ground?: number;
  readonly weights?: readonly ('bold' | 'inverse' | 'underline')[];
}

type Looks = Readonly<Partial<Record<Tone, Look>>>;

const BOLD: Look = { weights: ['bold'] };
const INVERSE: Look = { weights: ['inverse'] };

/**
 * What looks the same with every number of colours. A claim that held is neutral: it may be that the attacker reads.
 * Nothing is dim, which no terminal says how dark it is, and bold never stands with inverse, which consoles draw grey on grey.
 */
const ALWAYS: Looks = {
  title: BOLD,
  plain: {},
  strong: BOLD,
  muted: {},
  victim: BOLD,
  attacker: BOLD,
  bank: BOLD,
  held: BOLD,
  warning: { weights: ['bold', 'underline'] },
  progress: BOLD,
  packet: BOLD,
  chosen: INVERSE,
  chosenTab: INVERSE,
  cursor: { weights: ['underline'] },
  key: BOLD,
};

/** Without colours: what is lost, what failed and what is held up stand out, each with marks of its own around it. */
const BARE: Looks = {
  ...ALWAYS,
  read: INVERSE,
  sealed: { weights: ['underline'] },
  opened: INVERSE,
  failed: INVERSE,
  secure: BOLD,
  notSecure: { weights: ['bold', 'underline'] },
  paused: INVERSE,
};

/** In 16 colours a word has a ground of its own where it can, which is safe on any other; black is never bold, which may be grey. */
const SIXTEEN: Looks = {
  ...ALWAYS,
  read: { ink: 15, ground: 5, weights: ['bold'] },
  sealed: { ink: 0, ground: 6 },
  opened: { ink: 0, ground: 7 },
  failed: { ink: 15, ground: 1, weights: ['bold'] },
  secure: { ink: 0, ground: 2 },
  notSecure: INVERSE,
  paused: { ink: 15, ground: 4, weights: ['bold'] },
};

/** In 256 colours, on a ground that is dark or light. */
const MANY: Looks = {
  ...ALWAYS,
  read: { ink: 231, ground: 162, weights: ['bold'] },
  sealed: { ink: 16, ground: 80, weights: ['bold'] },
  opened: { ink: 16, ground: 227, weights: ['bold'] },
  failed: { ink: 231, ground: 160, weights: ['bold'] },
  secure: { ink: 16, ground: 114, weights: ['bold'] },
  notSecure: { ink: 16, ground: 215, weights: ['bold'] },
  paused: { ink: 231, ground: 62, weights: ['bold'] },
};

const DARK: Looks = {
  ...MANY,
  muted: { ink: 248 },
  victim: { ink: 117, weights: ['bold'] },
  attacker: { ink: 211, weights: ['bold'] },
  bank: { ink: 114, weights: ['bold'] },
  warning: { ink: 215, weights: ['bold'] },
  progress: { ink: 147, weights: ['bold'] },
  packet: { ink: 147, weights: ['bold'] },
};

const LIGHT: Looks = {
  ...MANY,
  muted: { ink: 240 },
  victim: { ink: 25, weights: ['bold'] },
  attacker: { ink: 125, weights: ['bold'] },
  bank: { ink: 22, weights: ['bold'] },
  warning: { ink: 94, weights: ['bold'] },
  progress: { ink: 55, weights: ['bold'] },
  packet: { ink: 55, weights: ['bold'] },
};

/** On any ground: only the terminal's own ink, and grounds from which theirs stands out at 7 to 1. */
const HIGH: Looks = {
  ...ALWAYS,
  read: { ink: 231, ground: 125, weights: ['bold'] },
  sealed: { ink: 16, ground: 87, weights: ['bold'] },
  opened: { ink: 16, ground: 229, weights: ['bold'] },
  failed: { ink: 231, ground: 88, weights: ['bold'] },
  secure: { ink: 16, ground: 120, weights: ['bold'] },
  notSecure: { ink: 16, ground: 221, weights: ['bold'] },
  paused: { ink: 231, ground: 18, weights: ['bold'] },
};

const THEMES: Readonly<Record<ThemeName, Readonly<Record<ColourCount, Looks>>>> = {
  dark: {
    0: BARE,
    16: {
      ...SIXTEEN,
      victim: { ink: 14, weights: ['bold'] },
      attacker: { ink: 13, weights: ['bold'] },
      bank: { ink: 10, weights: ['bold'] },
    },
    256: DARK,
  },
  // Bold ink may be drawn in the bright colour of its kind, which would be too light here.
  light: { 0: BARE, 16: { ...SIXTEEN, victim: { ink: 4 }, attacker: { ink: 1 } }, 256: LIGHT },
  'high-contrast': { 0: BARE, 16: SIXTEEN, 256: HIGH },
};

/** What stands around a word in place of blanks, where colours do not tell: a shape for each meaning. */
const AROUND: Readonly<Partial<Record<Tone, string>>> = {
  read: '[]',
  sealed: '[]',
  opened: '{}',
  failed: '!!',
  secure: '()',
  notSecure: '!!',
  paused: '<>',
};

/** How a tone looks in a theme with so many colours. No tone is the only carrier of a meaning: words and signs stand beside it. */
export function lookOf(tone: Tone, theme: ThemeName, colours: ColourCount): Look {
  return THEMES[theme][colours][tone] ?? {};
}

/** The two characters that stand around a word of this tone where colours do not tell; none where it has none. */
export function marksAround(tone: Tone): readonly [string, string] | undefined {
  const [open, close] = AROUND[tone] ?? '';
  return open === undefined || close === undefined ? undefined : [open, close];
}
