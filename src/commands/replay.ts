import { printable } from '../../lab/text/printable.ts';
import { UserError } from '../errors.ts';
import { transcriber } from '../export/text.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from '../session/json.ts';
import { openSession } from '../session/read.ts';
import type { SavedSession } from '../session/read.ts';
import { atSpeed, SYSTEM_CLOCK } from '../stage/clock.ts';
import { installExitHandler } from './exit-handler.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';
import { closingLines, exitStatusOf } from './scenario-run.ts';
import { stageExporter } from './stage-exporter.ts';
import { stageLook, themeOf } from './stage-look.ts';
import type { ThemeWord } from './stage-look.ts';
import { hasStage } from './terminal.ts';

/** How slow and how fast a replay may be, as multiples of the pace of a live run. */
export const SPEED = { slowest: 0.25, fastest: 16 } as const;

/** Options of `plainsight replay`. */
export interface ReplayOptions {
  readonly json?: boolean;
  readonly text?: boolean;
  /** As it was typed. */
  readonly speed?: string;
  readonly theme?: string;
}

/** Characters of output that may wait for a slow reader. */
const WAITING = 256 * 1024;

/**
 * Plays a saved session again, with no network: on the stage in a terminal, else as text or JSON. The
 * exit status is that of the run's claims. Throws a `UserError` for a file that is no sound session.
 */
export async function replay(path: string, options: ReplayOptions): Promise<number> {
  const speed = speedOf(options.speed ?? '1');
  const theme = themeOf(options.theme ?? 'auto');
  const onStage = hasStage() && options.json !== true && options.text !== true;
  const session = await openSession(path);
  try {
    if (onStage) return await show(session, speed, theme);
    return await print(session, options.json === true ? (fact) => [toJsonLine(fact)] : transcriber());
  } finally {
    session.close();
    for (const notice of session.notices) process.stderr.write(`plainsight: ${printable(notice)}\n`);
  }
}

/** A speed as it was typed: a number from slowest to fastest, with or without an `x` behind it. Throws a `UserError`. */
export function speedOf(typed: string): number {
  const speed = /^\d*\.?\d+x?$/.test(typed) ? Number.parseFloat(typed) : Number.NaN;
  if (speed >= SPEED.slowest && speed <= SPEED.fastest) return speed;
  throw new UserError(`--speed takes a number from ${SPEED.slowest} to ${SPEED.fastest}, such as 2`);
}

/** Writes every fact as lines to standard output, no faster than they are read there. */
async function print(session: SavedSession, linesOf: (fact: Fact) => readonly string[]): Promise<number> {
  const output = openOutput(process.stdout);
  let status: number = EXIT.held;
  let waiting = '';
  try {
    for (const fact of session.facts) {
      if (fact.type === 'claim-checked' && !fact.held) status = EXIT.failed;
      for (const line of linesOf(fact)) waiting += `${line}\n`;
      if (waiting.length < WAITING) continue;
      output.write(waiting);
      waiting = '';
      await output.flush();
    }
  } finally {
    output.write(waiting);
    await output.flush();
  }
  return status;
}

/** Shows the session on the stage and leaves it open at the end. */
async function show(session: SavedSession, speed: number, theme: ThemeWord): Promise<number> {
  // The terminal answers while the stage is loaded.
  const [look, { Director }, { openStageTerminal }] = await Promise.all([
    stageLook(theme),
    import('../stage/director.ts'),
    import('../stage/stage-terminal.tsx'),
  ]);
  const director = new Director(session, atSpeed(SYSTEM_CLOCK, speed), { live: false });
  const terminal = openStageTerminal(look, stageExporter());
  const stage = terminal.stage(director);
  const exitHandler = installExitHandler(() => stage.leave('quit'));
  session.subscribe(() => {
    if (session.fault !== undefined) stage.leave('quit');
    else if (session.whole) director.ended();
  });
  void session.index();
  try {
    if ((await stage.left) === 'interrupt') exitHandler.interrupted();
  } finally {
    await terminal.close();
    director.stop();
  }
  if (session.fault !== undefined) throw session.fault;
  return exitHandler.finish(closingLines(session), exitStatusOf(session));
}
