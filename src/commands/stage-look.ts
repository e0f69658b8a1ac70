import { nearest } from '../../lab/text/nearest.ts';
import { UserError } from '../errors.ts';
import type { StageOpening } from '../stage/stage-terminal.tsx';
import { THEME_NAMES } from '../stage/theme.ts';
import type { ThemeName } from '../stage/theme.ts';
import { probeBackground } from '../terminal/background.ts';
import type { Background } from '../terminal/background-answer.ts';
import { colourDepth, coloursOfDepth } from '../terminal/colours.ts';
import { takesUtf8 } from '../terminal/locale.ts';

/** How long a stage waits for a terminal to say its background, in ms: one that knows the question answers in a few. */
const THEME_PATIENCE = 200;

/** What `--theme` takes: a theme, or `auto`, which asks the terminal. */
export const THEME_WORDS = [...THEME_NAMES, 'auto'] as const;

/** What `--theme` was given. */
export type ThemeWord = (typeof THEME_WORDS)[number];

/** The word as it was typed, if it is one. Throws a `UserError` with the word that was probably meant. */
export function themeOf(typed: string): ThemeWord {
  const word = THEME_WORDS.find((each) => each === typed);
  if (word !== undefined) return word;
  const meant = nearest(typed, THEME_WORDS);
  const help = meant === undefined ? '' : `; did you mean "${meant}"?`;
  throw new UserError(`--theme takes ${THEME_WORDS.slice(0, -1).join(', ')} or auto, not "${typed}"${help}`);
}

/**
 * What a stage on this process's terminal is drawn with. Asks the terminal only for `auto`, and only where colours are
 * drawn; call it before anything large is loaded, and the answer comes meanwhile.
 */
export async function stageLook(word: ThemeWord): Promise<StageOpening> {
  const { env, platform, stdin, stdout } = process;
  const colours = coloursOfDepth(colourDepth(stdout, env));
  const ascii = !takesUtf8(env, platform);
  if (word !== 'auto') return { palette: { theme: word, colours, ascii }, typed: '' };
  if (colours === 0 || !stdin.isTTY || !stdout.isTTY)
    return { palette: { theme: 'dark', colours, ascii }, typed: '' };
  const terminal = { input: stdin, output: stdout };
  const { background, typed, interrupted } = await probeBackground(terminal, env, THEME_PATIENCE);
  // The terminal was raw: a Ctrl-C ends the process as the signal would have.
  if (interrupted) process.emit('SIGINT', 'SIGINT');
  return { palette: { theme: themeFor(background), colours, ascii }, typed };
}

/** The theme for a background: dark where it is not known. */
export function themeFor(background: Background | undefined): ThemeName {
  return background === 'light' ? 'light' : 'dark';
}
