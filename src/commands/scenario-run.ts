import { randomBytes } from 'node:crypto';
import { printable } from '../../lab/text/printable.ts';
import { UserError } from '../errors.ts';
import { transcriber } from '../export/text.ts';
import { unwritable } from '../file-faults.ts';
import { programVersion } from '../root.ts';
import type { Pace } from '../script/play/pace.ts';
import { play } from '../script/play/player.ts';
import type { Play } from '../script/play/player.ts';
import type { Scenario } from '../script/scenario.ts';
import { saveTo } from '../session/file.ts';
import { factsOfType } from '../../lab/facts/fact-log.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import type { Session } from '../session/session.ts';
import { EXIT } from './exit.ts';
import { isSameFile } from './same-file.ts';

/** What a person may say about how a scenario is played. */
export interface ScenarioRunOptions {
  readonly seed?: string;
  readonly save?: string;
}

/** A scenario being played, with its file if there is one. */
export interface ScenarioRun {
  readonly play: Play;
  /** Closes the lab, the session and its file. */
  end(): Promise<void>;
}

/**
 * Starts a scenario on a session, and its file where one is wanted. The first fact is appended
 * before this returns. Throws a UserError where the file cannot be written.
 */
export function startScenario(
  scenario: Scenario,
  session: Session,
  pace: Pace,
  options: ScenarioRunOptions,
): ScenarioRun {
  // A stage may have the terminal: what went wrong with the file is said when it is over.
  let lost: Error | undefined;
  const file =
    options.save === undefined ? undefined : openFile(options.save, session, (error) => (lost = error));
  const seed = options.seed ?? randomBytes(4).toString('hex');
  const running = play({ scenario, session, seed, version: programVersion(), pace });
  return {
    play: running,
    end: async () => {
      await running.stop();
      file?.close();
      if (lost === undefined) return;
      process.stderr.write(
        `plainsight: writing ${printable(options.save ?? '')} failed (${printable(lost.message)}): it holds what came before\n`,
      );
      lost = undefined;
    },
  };
}

/** Throws a UserError where the session would be saved over the scenario that it is of. */
export function refuseOverwrite(path: string, save: string | undefined): void {
  if (save !== undefined && isSameFile(path, save))
    throw new UserError(`${save} is the scenario itself: choose another name for --save`);
}

function openFile(path: string, session: Session, failed: (error: Error) => void): ReturnType<typeof saveTo> {
  try {
    return saveTo(path, session, failed);
  } catch (error) {
    throw unwritable(`the session to ${path}`, error);
  }
}

/** The exit status that a session's claims come to. */
export function exitStatusOf(log: FactLog): number {
  for (const { held } of factsOfType(log, ['claim-checked'])) if (!held) return EXIT.failed;
  return EXIT.held;
}

/** What stays on the normal screen after a stage: the title, the claims with their evidence, the tally, and the count. */
export function closingLines(log: FactLog): string[] {
  const linesOf = transcriber();
  const types = ['session-opened', 'claim-checked', 'question-explained', 'session-closed'] as const;
  return [...factsOfType(log, types)].flatMap((fact) => {
    const lines = linesOf(fact);
    return fact.type === 'question-explained' ? [] : lines;
  });
}
