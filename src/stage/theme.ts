import { inspect } from 'node:util';
import type { PageShown } from '../../lab/facts/victim.ts';
import { createContext } from 'react';

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
  | 'held'
  | 'failed'
  | 'warning'
  | 'secure'
  | 'notSecure'
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

/** How many colours are drawn with: the 16 that every terminal has, or none. Bold, dim and inverse are no colours. */
export type ColourCount = 0 | 16;

/** The colours that everything below is drawn with: handed in by whoever knows where it is drawn. */
export const Colours = createContext<ColourCount>(16);

interface Look {
  readonly color?: 'black' | 'blueBright' | 'redBright' | 'greenBright' | 'yellowBright';
  readonly background?: 'bgYellowBright' | 'bgCyanBright' | 'bgGreenBright';
  readonly weights?: readonly ('bold' | 'dim' | 'inverse' | 'underline')[];
}

/**
 * How each tone looks in 16 colours; without colour, the words remain.
 * No tone is the only carrier of a meaning: the words READ and SEALED, ✓ and ✗ stand beside it.
 */
const LOOKS = {
  title: { weights: ['bold'] },
  plain: {},
  strong: { weights: ['bold'] },
  muted: { weights: ['dim'] },
  victim: { color: 'blueBright', weights: ['bold'] },
  attacker: { color: 'redBright', weights: ['bold'] },
  bank: { color: 'greenBright', weights: ['bold'] },
  read: { color: 'black', background: 'bgYellowBright', weights: ['bold'] },
  sealed: { color: 'black', background: 'bgCyanBright', weights: ['bold'] },
  held: { color: 'greenBright', weights: ['bold'] },
  failed: { color: 'redBright', weights: ['bold', 'inverse'] },
  warning: { color: 'yellowBright', weights: ['bold'] },
  secure: { color: 'black', background: 'bgGreenBright', weights: ['bold'] },
  notSecure: { color: 'black', background: 'bgYellowBright', weights: ['bold'] },
  packet: { color: 'yellowBright', weights: ['bold'] },
  chosen: { weights: ['inverse'] },
  chosenTab: { weights: ['bold', 'inverse'] },
  cursor: { weights: ['underline'] },
  key: { weights: ['bold'] },
} as const satisfies Record<Tone, Look>;

/** Makes a text look as a tone does, with the sequences of ECMA-48 that select it. */
export type Painter = (text: string) => string;

/** What paints a tone with so many colours: always the same function, and none where nothing is to be painted. */
export function painterOf(tone: Tone, colours: ColourCount): Painter | undefined {
  return PAINTERS[colours].get(tone);
}

const PAINTERS = { 0: painters(0), 16: painters(16) } as const;

function painters(colours: ColourCount): ReadonlyMap<Tone, Painter> {
  const made = new Map<Tone, Painter>();
  for (const [tone, look] of tonesWithLooks()) {
    const styles = stylesOf(look, colours);
    if (styles.length > 0) made.set(tone, (text) => styles.reduce(painted, text));
  }
  return made;
}

function tonesWithLooks(): [Tone, Look][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `entries` forgets what the keys are
  return Object.entries(LOOKS) as [Tone, Look][];
}

/** Without colours a ground of its own becomes inverse. */
function stylesOf({ color, background, weights = [] }: Look, colours: ColourCount): readonly string[] {
  if (colours === 0) return background === undefined ? weights : [...weights, 'inverse'];
  return [color, background, ...weights].filter((style) => style !== undefined);
}

/** The text in one style. Where a text inside has ended the same kind of style, it begins anew. */
function painted(text: string, style: string): string {
  const [open = 0, close = 0] = inspect.colors[style] ?? [];
  const [begin, end] = [`\u001B[${open}m`, `\u001B[${close}m`];
  return `${begin}${text.replaceAll(end, `${end}${begin}`)}${end}`;
}
