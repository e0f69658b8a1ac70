import { printable } from '../../lab/text/printable.ts';
import { transcriber } from '../export/text.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from '../session/json.ts';
import { openSession } from '../session/read.ts';
import type { SavedSession } from '../session/read.ts';
import { atSpeed, SYSTEM_CLOCK } from '../stage/clock.ts';
import type { StageExit } from '../stage/stage-keys.ts';
import { installExitHandler } from './exit-handler.ts';
import { EXIT } from './exit.ts';
import { printFacts } from './print-facts.ts';
import { closingLines, exitStatusOf } from './scenario-run.ts';
import { stageExporter } from './stage-exporter.ts';
import { speedOf } from './speed.ts';
import { stageLook, themeOf } from './stage-look.ts';
import type { ThemeWord } from './stage-look.ts';
import { hasStage } from './terminal.ts';

/** Options of `plainsight replay`. */
export interface ReplayOptions {
  readonly json?: boolean;
  readonly text?: boolean;
  /** As it was typed. */
  readonly speed?: string;
  readonly theme?: string;
  readonly manual?: boolean;
}

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
    if (onStage) return await show(session, { speed, manual: options.manual === true }, theme);
    return await print(session, options.json === true ? (fact) => [toJsonLine(fact)] : transcriber());
  } finally {
    session.close();
    for (const notice of session.notices) process.stderr.write(`plainsight: ${printable(notice)}\n`);
  }
}

/** Writes every fact as lines; the exit status is that of the claims. */
async function print(session: SavedSession, linesOf: (fact: Fact) => readonly string[]): Promise<number> {
  let status: number = EXIT.held;
  await printFacts(session.facts, linesOf, (fact) => {
    if (fact.type === 'claim-checked' && !fact.held) status = EXIT.failed;
  });
  return status;
}

/** Shows the session on the stage, again from the beginning as often as that is wanted, and leaves it open at the end. */
async function show(
  session: SavedSession,
  pace: { readonly speed: number; readonly manual: boolean },
  theme: ThemeWord,
): Promise<number> {
  // The terminal answers while the stage is loaded.
  const [look, { Director }, { openStageTerminal }] = await Promise.all([
    stageLook(theme),
    import('../stage/director.ts'),
    import('../stage/stage-terminal.tsx'),
  ]);
  const terminal = openStageTerminal(look, stageExporter());
  const exitHandler = installExitHandler(() => terminal.leave());
  // What the teacher chose stays when it is shown anew.
  let { manual } = pace;
  const showOnce = async (): Promise<StageExit> => {
    const director = new Director(session, atSpeed(SYSTEM_CLOCK, pace.speed), {
      live: false,
      speed: pace.speed,
      manual,
    });
    const stage = terminal.stage(director, true);
    const follow = (): void => {
      if (session.fault !== undefined) stage.leave('quit');
      else if (session.whole) director.ended();
    };
    const unsubscribe = session.subscribe(follow);
    follow();
    void session.index();
    try {
      return await stage.left;
    } finally {
      unsubscribe();
      manual = director.scene().manual;
      director.stop();
    }
  };
  try {
    let how: StageExit;
    do how = await showOnce();
    while (how === 'restart');
    if (how === 'interrupt') exitHandler.interrupted();
  } finally {
    await terminal.close();
  }
  if (session.fault !== undefined) throw session.fault;
  return exitHandler.finish(closingLines(session), exitStatusOf(session));
}
