import { transcript } from '../export/text.ts';
import { findScenario } from '../script/catalogue.ts';
import { loadScenario } from '../script/loader.ts';
import { AT_ONCE } from '../script/player.ts';
import type { Scenario } from '../script/scenario.ts';
import { toJsonLine } from '../session/json.ts';
import { Session } from '../session/session.ts';
import { EXIT, SIGNAL_EXIT } from './exit.ts';
import type { EndingSignal } from './exit.ts';
import { labFailure } from './failure.ts';
import { openOutput } from './output.ts';
import { onEndingSignal, perform, verdictOf } from './performance.ts';
import type { PerformanceOptions } from './performance.ts';
import { UserError } from '../errors.ts';

/** Options of `plainsight run`. */
export interface RunOptions extends PerformanceOptions {
  readonly json?: boolean;
}

/** Plays scenarios one after another with no screen; the exit status is the worst of theirs. */
export async function run(names: readonly string[], options: RunOptions): Promise<number> {
  if (options.save !== undefined && names.length > 1) {
    throw new UserError('--save writes one session: name one scenario with it');
  }
  const scenarios = await Promise.all(names.map((name) => loadScenario(findScenario(name))));
  let status: number = EXIT.held;
  for (const scenario of scenarios) {
    const one = await runOne(scenario, options);
    if (one > EXIT.failed) return one;
    status = Math.max(status, one);
  }
  return status;
}

async function runOne(scenario: Scenario, options: RunOptions): Promise<number> {
  const session = new Session();
  const output = openOutput(process.stdout);
  session.subscribe((fact) => {
    for (const line of options.json === true ? [toJsonLine(fact)] : transcript(fact))
      output.write(`${line}\n`);
  });
  const performance = perform(scenario, session, AT_ONCE, options);
  let ended: EndingSignal | undefined;
  const quiet = onEndingSignal((signal) => {
    ended ??= signal;
    void performance.end();
  });
  try {
    await performance.play.done;
  } catch (error) {
    await performance.end();
    throw labFailure(error);
  } finally {
    await performance.end();
    await output.flush();
    quiet();
  }
  if (ended !== undefined) {
    process.stderr.write(`plainsight: ended by ${ended}; the lab is closed\n`);
    return SIGNAL_EXIT[ended];
  }
  return verdictOf(session);
}
