import type { Background } from '../terminal/background-answer.ts';
import { wantsNoColour } from '../terminal/colours.ts';
import { localeVariable, takesUtf8 } from '../terminal/locale.ts';
import type { Check } from './check.ts';

/** A size of a terminal, in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the stage needs of a terminal, and what it is made for. */
export interface StageSizes {
  readonly smallest: TerminalSize;
  readonly madeFor: TerminalSize;
}

/** What this process has of a terminal. */
export interface FoundTerminal {
  readonly input: boolean;
  readonly output: boolean;
  /** Undefined where there is none, or where it does not say its size. */
  readonly size: TerminalSize | undefined;
  /** Bits of a colour: 1, 4, 8 or 24. */
  readonly depth: number;
}

const NO_STAGE = 'the stage needs one, plainsight run does not';

/** Whether the stage can be drawn here, and how large. */
export function terminalCheck(found: FoundTerminal, env: NodeJS.ProcessEnv, stage: StageSizes): Check {
  const about = { name: 'terminal', title: 'Terminal', state: 'note' } as const;
  if (!found.output) return { ...about, found: `standard output is no terminal; ${NO_STAGE}` };
  if (!found.input) return { ...about, found: `standard input is no terminal; ${NO_STAGE}` };
  if (env['TERM'] === 'dumb')
    return {
      ...about,
      found: 'it cannot place a cursor, as TERM=dumb says; plainsight demo plays as text',
      todo: 'where that is not so: export TERM=xterm-256color',
    };
  if (found.size === undefined)
    return { ...about, found: 'it does not say its size', todo: 'stty cols 100 rows 30' };
  const { smallest, madeFor } = stage;
  const details = { ...found.size };
  const enough = isWithin(smallest, found.size);
  if (!enough)
    return {
      ...about,
      details,
      found: `${sizeText(found.size)}; the stage needs ${sizeText(smallest)}, plainsight run does not`,
      todo: `make the window larger, ${sizeText(madeFor)} is best`,
    };
  const best = isWithin(madeFor, found.size) ? '' : `; the stage is made for ${sizeText(madeFor)}`;
  return { ...about, state: 'ok', details, found: `${sizeText(found.size)}${best}` };
}

/** How many colours there are, and who says so. */
export function coloursCheck(found: FoundTerminal, env: NodeJS.ProcessEnv): Check {
  const about = { name: 'colours', title: 'Colours' };
  if (wantsNoColour(env))
    return { ...about, state: 'ok', details: { colours: 0 }, found: 'none, as NO_COLOR asks' };
  if (!found.output) return { ...about, state: 'note', found: 'not known without a terminal' };
  const said = ['TERM', 'COLORTERM', 'FORCE_COLOR']
    .filter((name) => (env[name] ?? '') !== '')
    .map((name) => `${name}=${env[name]}`);
  const who = said.length === 0 ? '' : ` (${said.join(', ')})`;
  const colours = found.depth <= 1 ? 0 : 2 ** found.depth;
  if (colours === 0)
    return {
      ...about,
      state: 'note',
      details: { colours },
      found: `none${who}; words and signs say all the same`,
      todo: 'where that is not so: export TERM=xterm-256color',
    };
  const count = found.depth === 24 ? '16 million' : String(colours);
  return { ...about, state: 'ok', details: { colours }, found: `${count}${who}` };
}

const SET_UTF8: Readonly<Record<string, string>> = {
  win32: 'use Windows Terminal',
  darwin: 'export LC_ALL=en_US.UTF-8',
};

/** Whether the terminal shows more than ASCII. */
export function utf8Check(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Check {
  const variable = localeVariable(env);
  const utf8 = takesUtf8(env, platform);
  const about = { name: 'utf-8', title: 'UTF-8', details: { utf8 } };
  const says = variable === undefined ? undefined : `${variable.name}=${variable.value}`;
  if (utf8)
    return {
      ...about,
      state: 'ok',
      found: says ?? (platform === 'win32' ? 'Windows Terminal' : 'no locale is set; taken for UTF-8'),
    };
  return {
    ...about,
    state: 'note',
    found: `${says ?? 'no locale is set'}; the stage draws in ASCII`,
    todo: SET_UTF8[platform] ?? 'export LC_ALL=C.UTF-8',
  };
}

/** Whether the terminal is light or dark. */
export function backgroundCheck(output: boolean, background: Background | undefined): Check {
  const about = { name: 'background', title: 'Background' };
  if (background === undefined) {
    if (!output) return { ...about, state: 'note', found: 'not known without a terminal' };
    return {
      ...about,
      state: 'note',
      found: 'the terminal does not say it; the stage takes its dark theme',
      todo: 'where it is light: --theme light',
    };
  }
  const found = background === 'light' ? 'light; the stage takes its light theme' : 'dark';
  return { ...about, state: 'ok', details: { background }, found };
}

function isWithin(need: TerminalSize, have: TerminalSize): boolean {
  return have.columns >= need.columns && have.rows >= need.rows;
}

function sizeText({ columns, rows }: TerminalSize): string {
  return `${columns}×${rows}`;
}
