import { StringDecoder } from 'node:string_decoder';
import { BACKGROUND_QUESTION, BackgroundAnswer, backgroundOfVariable } from './background-answer.ts';
import type { Background } from './background-answer.ts';

/** How long a terminal may take to answer, in ms: one that is far away, over SSH, still does. */
const PROBE_PATIENCE = 500;

/** What a terminal is asked through: no more of it is used than this. */
export interface ProbedTerminal {
  readonly input: {
    readonly isRaw?: boolean;
    setRawMode(raw: boolean): unknown;
    on(event: string, take: (read: string | Uint8Array) => void): unknown;
    off(event: string, take: (read: string | Uint8Array) => void): unknown;
    resume(): unknown;
    pause(): unknown;
  };
  readonly output: { write(text: string): unknown };
}

/** What came of asking a terminal for its background. */
export interface ProbedBackground {
  /** Undefined where neither the terminal nor the environment says. */
  readonly background: Background | undefined;
  /** What was typed meanwhile, for whoever reads keys next. */
  readonly typed: string;
  /** Whether Ctrl-C was pressed meanwhile. */
  readonly interrupted: boolean;
}

/** What the input says when no more comes of it. */
const ENDS = ['end', 'close', 'error'] as const;

/**
 * Asks a terminal whether its background is light or dark; where it does not say, COLORFGBG of `env` may. Takes
 * `patience` ms at most. The input is raw meanwhile and as it was afterwards, and paused.
 */
export async function probeBackground(
  { input, output }: ProbedTerminal,
  env: NodeJS.ProcessEnv,
  patience: number = PROBE_PATIENCE,
): Promise<ProbedBackground> {
  const answer = new BackgroundAnswer();
  const decoder = new StringDecoder('utf8');
  const { promise: answered, resolve: end } = Promise.withResolvers<void>();
  const finish = (): void => end();
  const take = (read: string | Uint8Array): void => {
    answer.push(typeof read === 'string' ? read : decoder.write(read));
    if (answer.over || answer.interrupted) finish();
  };
  const wasRaw = input.isRaw === true;
  const late = setTimeout(finish, patience);
  input.on('data', take);
  for (const event of ENDS) input.on(event, finish);
  try {
    input.setRawMode(true);
    input.resume();
    output.write(BACKGROUND_QUESTION);
    await answered;
  } finally {
    clearTimeout(late);
    input.off('data', take);
    input.pause();
    input.setRawMode(wasRaw);
    for (const event of ENDS) input.off(event, finish);
  }
  return {
    background: answer.background ?? backgroundOfVariable(env['COLORFGBG']),
    typed: answer.typed + decoder.end(),
    interrupted: answer.interrupted,
  };
}
