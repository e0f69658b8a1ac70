import { transcriber } from '../export/text.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { loadScenario } from '../script/load.ts';
import { AT_ONCE } from '../script/play/pace.ts';
import type { Scenario } from '../script/scenario.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from '../session/json.ts';
import { Session } from '../session/session.ts';
import { onEnding, reportEnding } from '../ending.ts';
import type { Ending } from '../ending.ts';
import { UserError } from '../errors.ts';
import { EXIT } from './exit.ts';
import { labFailure } from './failure.ts';
import { openOutput } from './output.ts';
import type { Output } from './output.ts';
import { exitStatusOf, READER_PATIENCE, refuseOverwrite, startScenario } from './scenario-run.ts';
import type { ScenarioRunOptions } from './scenario-run.ts';

/** Options of `plainsight run`. */
export interface RunOptions extends ScenarioRunOptions {
  readonly json?: boolean;
}

/** Plays scenarios one after another with no screen; the exit status is the worst of theirs. */
export async function run(names: readonly string[], options: RunOptions): Promise<number> {
  if (options.save !== undefined && names.length > 1) {
    throw new UserError('--save writes one session: name one scenario with it');
  }
  const paths = names.map((name) => findScenario(name));
  for (const path of paths) refuseOverwrite(path, options.save);
  const scenarios = await Promise.all(paths.map((path) => loadScenario(path)));
  const output = openOutput(process.stdout, 'run');
  let status: number = EXIT.held;
  for (const scenario of scenarios) {
    const one = await runOne(scenario, output, options);
    status = Math.max(status, one);
    if (one > EXIT.usage) return one;
  }
  return Math.max(status, output.cut ? EXIT.usage : EXIT.held);
}

async function runOne(scenario: Scenario, output: Output, options: RunOptions): Promise<number> {
  const session = new Session();
  const linesOf = options.json === true ? (fact: Fact) => [toJsonLine(fact)] : transcriber();
  session.subscribe((fact) => {
    for (const line of linesOf(fact)) output.write(`${line}\n`);
  });
  const running = startScenario(scenario, session, AT_ONCE, options);
  let ending: Ending | undefined;
  const { promise: leaving, resolve: leave } = Promise.withResolvers<void>();
  const quiet = onEnding((reason) => {
    ending = reason;
    void running.end(READER_PATIENCE);
    setTimeout(leave, READER_PATIENCE).unref();
  });
  let saved: number = EXIT.held;
  try {
    await running.play.done;
  } catch (error) {
    throw labFailure(error, running.play);
  } finally {
    saved = await running.end(ending === undefined ? undefined : READER_PATIENCE);
    await Promise.race([output.flush(), leaving]);
    quiet();
  }
  return ending === undefined ? Math.max(exitStatusOf(session), saved) : reportEnding(ending);
}
