import { findScenario } from '../script/catalogue.ts';
import { loadScenario } from '../script/loader.ts';
import { Session } from '../session/session.ts';
import { openStage } from '../stage/open.tsx';
import { Director } from '../stage/director.ts';
import { SIGNAL_EXIT } from './exit.ts';
import type { EndingSignal } from './exit.ts';
import { labFailure } from './failure.ts';
import { onEndingSignal, perform, summaryOf, verdictOf } from './performance.ts';
import type { PerformanceOptions } from './performance.ts';

/**
 * Plays a scenario on the stage and leaves it open at the end. However it is left, the terminal is
 * given back, the lab is closed, and the claims stand on the normal screen.
 */
export async function demo(name: string, options: PerformanceOptions): Promise<number> {
  const scenario = await loadScenario(findScenario(name));
  const session = new Session();
  const director = new Director(session);
  const performance = perform(scenario, session, director, options);
  const stage = openStage(director);
  let signal: EndingSignal | undefined;
  const quiet = onEndingSignal((got) => {
    signal ??= got;
    stage.leave('quit');
  });
  const broken = performance.play.done.then(director.ended).catch((error: unknown) => {
    stage.leave('quit');
    throw labFailure(error);
  });
  broken.catch(() => undefined);
  try {
    const leaving = await stage.left;
    if (leaving === 'interrupt') signal ??= 'SIGINT';
  } finally {
    director.stop();
    await performance.end();
    quiet();
  }
  await Promise.race([broken, Promise.resolve()]);
  for (const line of summaryOf(session)) process.stdout.write(`${line}\n`);
  return signal === undefined ? verdictOf(session) : SIGNAL_EXIT[signal];
}
