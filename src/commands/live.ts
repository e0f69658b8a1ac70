import { transcriber } from '../export/text.ts';
import { liveScenario } from '../script/play/live.ts';
import type { LivePart } from '../script/play/live.ts';
import { AT_ONCE } from '../script/play/pace.ts';
import { onEnding, reportEnding } from '../ending.ts';
import type { Ending } from '../ending.ts';
import { UserError } from '../errors.ts';
import { Session } from '../session/session.ts';
import type { StageOpening } from '../stage/stage-terminal.tsx';
import { DemoRun } from './demo-run.ts';
import { EXIT } from './exit.ts';
import { installExitHandler } from './exit-handler.ts';
import { labFailure } from './failure.ts';
import { openOutput } from './output.ts';
import { READER_PATIENCE, startScenario } from './scenario-run.ts';

/** What `plainsight live` may be told. */
export interface LiveOptions {
  /** Not said: a browser in a window where there can be one, else none. */
  readonly browser?: 'chromium' | 'firefox' | 'none';
  /** What the attacker does at first: an attack, or holding what passes. */
  readonly attack: 'watch' | 'forge' | 'strip' | 'tamper' | 'hold';
  readonly seed?: string;
  readonly save?: string;
  readonly force?: boolean;
  /** Whether files hold what was typed, and TLS secrets. */
  readonly withTyped?: boolean;
}

/** How fast the stage goes: whoever acts waits for no class. */
const SPEED = 2;

/** Whether a window can be opened where this process runs. */
export function hasWindows(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform !== 'linux') return platform === 'darwin';
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((display) => display !== undefined && display !== '');
}

/**
 * Opens the bank to a person: their own browser in a window, or any client that they bring, and the attacker's deeds on keys. Without
 * a `look` there is no stage: the transcript is written until a signal comes. Throws a UserError where a window is asked for and
 * none can be.
 */
export async function live(options: LiveOptions, look: Promise<StageOpening> | undefined): Promise<number> {
  const part = partOf(options);
  const scenario = liveScenario(options.attack === 'hold' ? 'watch' : options.attack, part);
  const { seed, save, force, withTyped = false } = options;
  const how = {
    live: part,
    withTyped,
    ...(seed !== undefined && { seed }),
    ...(save !== undefined && { save }),
    ...(force === true && { force }),
  };
  if (look === undefined) return liveAsText(scenario, how);
  const run = new DemoRun(await look, { ...how, pace: { speed: SPEED, manual: false } }, []);
  const exitHandler = installExitHandler(() => run.leave());
  if ((await run.play(scenario)) === 'interrupt') exitHandler.interrupted();
  return exitHandler.finish(run.closingLines, run.status);
}

function partOf({ browser, attack }: LiveOptions): LivePart {
  const windows = hasWindows(process.env, process.platform);
  if (browser !== undefined && browser !== 'none' && !windows)
    throw new UserError(
      `no window can be opened here (neither DISPLAY nor WAYLAND_DISPLAY is set): say --browser none, and come with curl or a browser of your own`,
      { exitCode: EXIT.lab },
    );
  const chosen = browser ?? (windows ? 'chromium' : 'none');
  return { client: chosen === 'none' ? 'own' : chosen, holds: attack === 'hold' };
}

async function liveAsText(
  scenario: Parameters<typeof startScenario>[0],
  options: Parameters<typeof startScenario>[3],
): Promise<number> {
  const output = openOutput(process.stdout, 'run');
  const session = new Session();
  const linesOf = transcriber();
  session.subscribe((fact) => {
    for (const line of linesOf(fact)) output.write(`${line}\n`);
  });
  const running = startScenario(scenario, session, AT_ONCE, options);
  const { promise: left, resolve: leave } = Promise.withResolvers<Ending>();
  const quiet = onEnding(leave);
  try {
    await Promise.race([running.play.done, left]);
    const ending = await left;
    await running.end(READER_PATIENCE);
    await output.flush();
    return reportEnding(ending);
  } catch (error) {
    throw labFailure(error, running.play);
  } finally {
    await running.end(READER_PATIENCE);
    quiet();
  }
}
