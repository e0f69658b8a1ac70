import { findScenario } from '../script/catalogue.ts';
import { loadScenario } from '../script/loader.ts';
import { Session } from '../session/session.ts';
import { openStage } from '../stage/open.tsx';
import { Director } from '../stage/director.ts';
import { hangCurtain } from './curtain.ts';
import { labFailure } from './failure.ts';
import { perform } from './performance.ts';
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
  const curtain = hangCurtain(stage);
  const broken = performance.play.done.then(director.ended).catch((error: unknown) => {
    stage.leave('quit');
    throw labFailure(error);
  });
  broken.catch(() => undefined);
  try {
    await curtain.fallen();
  } finally {
    await performance.end();
    // Last, since closing the lab appends facts, and every fact may set the director's timer once more.
    director.stop();
  }
  await Promise.race([broken, Promise.resolve()]);
  return curtain.close(session);
}
