/** How many colours a terminal is drawn with: none, the 16 whose looks it chooses itself, or the 256 whose values are known. */
export type ColourCount = 0 | 16 | 256;

/** What a terminal says of its colours: no more of it is used than this. */
export interface ColourSource {
  getColorDepth(env?: NodeJS.ProcessEnv): number;
}

/**
 * Bits of a colour, 1, 4, 8 or 24, as TERM, COLORTERM and FORCE_COLOR say; 1 where NO_COLOR asks for none
 * (https://no-color.org). Asked about both NO_COLOR and FORCE_COLOR, Node warns of them, and lets the wrong one win.
 */
export function colourDepth(terminal: ColourSource, env: NodeJS.ProcessEnv): number {
  return wantsNoColour(env) ? 1 : terminal.getColorDepth(saidOfColours(env));
}

/** What tmux calls the terminal that it is. */
const OF_TMUX = /^(screen|tmux)\b/;

/**
 * What of the environment speaks of the terminal that TERM names. Node takes whatever runs inside tmux for one of 24 bits,
 * and COLORTERM before TERM; but both are inherited, and a console or a terminal that somebody names is neither of them.
 */
function saidOfColours(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TERM = '' } = env;
  const said = { ...env };
  if (!OF_TMUX.test(TERM)) delete said['TMUX'];
  if (TERM === 'linux') delete said['COLORTERM'];
  return said;
}

/** Whether a person asks for no colours. */
export function wantsNoColour(env: NodeJS.ProcessEnv): boolean {
  return (env['NO_COLOR'] ?? '') !== '';
}

/** The colours that are drawn with where a colour has so many bits. */
export function coloursOfDepth(depth: number): ColourCount {
  if (depth >= 8) return 256;
  return depth >= 4 ? 16 : 0;
}
