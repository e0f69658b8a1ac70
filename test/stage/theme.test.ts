import test from 'ava';
import type { ExecutionContext } from 'ava';
import xterm from '@xterm/headless';
import { lookOf, THEME_NAMES } from '../../src/stage/theme.ts';
import type { Look, ThemeName, Tone } from '../../src/stage/theme.ts';
import { painterOf } from '../../src/stage/painter.ts';
import type { Palette } from '../../src/stage/painter.ts';

/** The least that an ink must stand out from its ground (WCAG 2.2, 1.4.3), and what the theme of high contrast has on its own grounds (1.4.6). */
const LEAST = 4.5;
const HIGH = 7;

/** The grounds that each theme is made for: black to near black, white to near white, and any. */
const GROUNDS: Readonly<Record<ThemeName, readonly string[]>> = {
  dark: ['#000000', '#1e1e1e'],
  light: ['#ffffff', '#f0f0f0'],
  'high-contrast': ['#000000', '#1e1e1e', '#ffffff', '#f0f0f0'],
};

/** The 16 colours as two terminals have them: VGA, which the Linux console has, and xterm. Others lie between or are milder. */
const SIXTEEN: Readonly<Record<string, string>> = {
  vga: '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
  xterm:
    '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
};

const TONES = Object.keys({
  title: 0,
  plain: 0,
  strong: 0,
  muted: 0,
  victim: 0,
  attacker: 0,
  bank: 0,
  read: 0,
  sealed: 0,
  opened: 0,
  held: 0,
  failed: 0,
  warning: 0,
  secure: 0,
  notSecure: 0,
  paused: 0,
  progress: 0,
  packet: 0,
  chosen: 0,
  chosenTab: 0,
  cursor: 0,
  key: 0,
} satisfies Record<Tone, 0>).filter((name): name is Tone => name !== '');

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function hex(part: number): string {
  return part.toString(16).padStart(2, '0');
}

/** The sRGB values that xterm's 256 colours have from 16 on: a cube, and greys. */
function fixed(colour: number): string {
  if (colour >= 232) return `#${hex(8 + 10 * (colour - 232)).repeat(3)}`;
  const parts = [36, 6, 1].map((place) => Math.floor((colour - 16) / place) % 6);
  return `#${parts.map((step) => hex(step === 0 ? 0 : 55 + 40 * step)).join('')}`;
}

interface Pair {
  readonly ink: string;
  readonly ground: string;
  readonly owned: boolean;
}

/** Every pair that a look comes to, where the terminal's own ink on its own ground is its own affair, and inverse of it too. */
function pairs({ ink, ground, weights = [] }: Look, theme: ThemeName): Pair[] {
  if (ink === undefined) return [];
  const palettes = Object.values(SIXTEEN).map((said) => said.split(' ').map((colour) => `#${colour}`));
  return palettes.flatMap((palette) => {
    const shown = (colour: number): string => palette[colour] ?? fixed(colour);
    // Bold ink of the first eight may be drawn in its bright colour, and a bright ground in its dark one.
    const inks = ink < 8 && weights.includes('bold') ? [ink, ink + 8] : [ink];
    const grounds =
      ground === undefined ? GROUNDS[theme] : [shown(ground), shown(ground < 16 ? ground % 8 : ground)];
    return inks.flatMap((each) =>
      grounds.map((under) => ({ ink: shown(each), ground: under, owned: ground !== undefined })),
    );
  });
}

function worst(t: ExecutionContext, theme: ThemeName, colours: 16 | 256, least: number, owned?: true): void {
  const all = TONES.flatMap((tone) =>
    pairs(lookOf(tone, theme, colours), theme)
      .filter((pair) => owned === undefined || pair.owned)
      .map((pair) => ({ tone, ...pair, ratio: contrast(pair.ink, pair.ground) })),
  ).toSorted((a, b) => a.ratio - b.ratio);
  const [first] = all;
  t.log(
    `${theme}, ${colours} colours: ${first?.tone} ${first?.ink} on ${first?.ground} is ${first?.ratio.toFixed(2)} : 1`,
  );
  for (const { tone, ink, ground, ratio } of all)
    t.true(ratio >= least, `${theme} ${colours} ${tone}: ${ink} on ${ground} is ${ratio.toFixed(2)}`);
}

for (const theme of THEME_NAMES) {
  test(`in the theme ${theme} every ink stands out from its ground at 4.5 to 1`, (t) => {
    worst(t, theme, 256, LEAST);
    worst(t, theme, 16, LEAST);
  });

  test(`in the theme ${theme} bright yellow is no ink, nothing is dim, and what is inverse has nothing beside it`, (t) => {
    for (const colours of [0, 16, 256] as const)
      for (const tone of TONES) {
        const { ink, ground, weights = [] } = lookOf(tone, theme, colours);
        t.false([11, 226, 227, 228].includes(ink ?? 0), tone);
        if (colours === 0) t.deepEqual([ink, ground], [undefined, undefined]);
        if (weights.includes('inverse'))
          t.deepEqual([ink, ground, weights.length], [undefined, undefined, 1]);
      }
  });
}

test('in the theme of high contrast what has a ground of its own stands out at 7 to 1', (t) => {
  worst(t, 'high-contrast', 256, HIGH, true);
});

/** What each role looks like as it stands on the stage: its word or sign is part of it. */
const ROLES: readonly (readonly [Tone, string])[] = [
  ['read', ' READ '],
  ['sealed', ' ▒ SEALED ▒ '],
  ['opened', ' with the victim’s keys '],
  ['warning', 'recording full'],
  ['held', '✓ HELD'],
  ['failed', '✗ FAILED'],
  ['paused', ' PAUSED '],
  ['progress', '━━━'],
  ['secure', ' ✓ Secure '],
  ['notSecure', ' ⚠ Not secure '],
  ['plain', 'as any other text'],
];

/** The look of the cells of a text on a terminal, and the marks at its ends. */
async function seen(tone: Tone, text: string, palette: Palette): Promise<string> {
  const screen = new xterm.Terminal({ cols: 40, rows: 1, allowProposedApi: true });
  const painted = painterOf(tone, palette)?.(text) ?? text;
  await new Promise<void>((resolve) => {
    screen.write(painted, resolve);
  });
  const cell = screen.buffer.active.getLine(0)?.getCell(1);
  const look = [
    cell?.isBold(),
    cell?.isInverse(),
    cell?.isUnderline(),
    cell?.getFgColor(),
    cell?.getBgColor(),
  ].map(Number);
  const shown = screen.buffer.active.getLine(0)?.translateToString(true).trimEnd() ?? '';
  screen.dispose();
  const marks = /^[[(<!{].*[\])>!}]$/.test(shown) ? `${shown[0]}${shown.at(-1)}` : '';
  return `${look.join(' ')} ${marks}`;
}

for (const theme of THEME_NAMES) {
  for (const colours of [0, 16, 256] as const) {
    test(`in the theme ${theme} with ${colours} colours no two meanings look the same`, async (t) => {
      const palette = { theme, colours };
      // Between blanks, so that each has the marks that are its own.
      const looks = await Promise.all(ROLES.map(([tone]) => seen(tone, ' word ', palette)));
      const byLook = new Map<string, Tone[]>();
      for (const [index, look] of looks.entries())
        byLook.set(look, [...(byLook.get(look) ?? []), ROLES[index]?.[0] ?? 'plain']);
      const shared = [...byLook.values()].filter((tones) => tones.length > 1).map((tones) => tones.join(' '));
      // What goes on and what was proved are bold alone; they are a line and a sentence.
      t.deepEqual(shared, theme === 'high-contrast' || colours < 256 ? ['held progress'] : []);
      t.is(new Set(ROLES.map(([, said]) => said)).size, ROLES.length);
    });
  }
}

test('a claim that held is neutral: nothing that is green or has a colour of its own', (t) => {
  for (const theme of THEME_NAMES)
    for (const colours of [0, 16, 256] as const)
      t.deepEqual(lookOf('held', theme, colours), lookOf('strong', theme, colours));
});
