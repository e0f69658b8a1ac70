import { UserError } from '../errors.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { loadScenario } from '../script/load.ts';
import type { Scenario } from '../script/scenario.ts';
import type { StageOpening } from '../stage/stage-terminal.tsx';
import { DemoRun, readCourse } from './demo-run.ts';
import { installExitHandler } from './exit-handler.ts';
import { refuseOverwrite } from './scenario-run.ts';
import type { DemoOptions } from './scenario-run.ts';
import { speedOf } from './speed.ts';

/**
 * Plays a scenario on the stage and leaves it open at the end; without a name, shows the catalogue first. `look` is what
 * the stage is drawn with.
 * However it is left, the terminal is given back, the lab is closed, and the claims of every scenario
 * that was played stand on the normal screen. The exit status is the worst of theirs.
 */
export async function demo(
  name: string | undefined,
  options: DemoOptions,
  look: Promise<StageOpening>,
): Promise<number> {
  if (name === undefined && options.save !== undefined)
    throw new UserError('--save writes one session: name the scenario, as in demo bank-login --save FILE');
  const speed = speedOf(options.speed ?? '1');
  const first = name === undefined ? undefined : await loadFirst(findScenario(name), options.save);
  const chapters = name === undefined ? await readCourse() : undefined;
  const pace = { speed, manual: options.manual === true };
  const run = new DemoRun(await look, { ...options, pace }, chapters);
  const exitHandler = installExitHandler(() => run.leave());
  if ((await run.play(first)) === 'interrupt') exitHandler.interrupted();
  return exitHandler.finish(run.closingLines, run.status);
}

function loadFirst(path: string, save: string | undefined): Promise<Scenario> {
  refuseOverwrite(path, save);
  return loadScenario(path);
}
