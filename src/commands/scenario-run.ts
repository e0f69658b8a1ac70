import { randomBytes } from 'node:crypto';
import { printable } from '../../lab/text/printable.ts';
import { codeOf, UserError } from '../errors.ts';
import { transcriber } from '../export/text.ts';
import { unwritable } from '../file-faults.ts';
import { programVersion } from '../root.ts';
import type { Pace } from '../script/play/pace.ts';
import { play } from '../script/play/player.ts';
import type { Play, PlayOptions } from '../script/play/player.ts';
import type { Scenario } from '../script/scenario.ts';
import { saveTo } from '../session/file.ts';
import type { SessionFile } from '../session/file.ts';
import { factsOfType } from '../../lab/facts/fact-log.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import type { Session } from '../session/session.ts';
import { EXIT } from './exit.ts';
import { saveAtEnd } from './save-at-end.ts';
import { isSameFile } from './same-file.ts';

/** What a person may say about how a scenario is played. */
export interface ScenarioRunOptions {
  readonly seed?: string;
  readonly save?: string;
  /** Which browser plays every victim, where not what the scenario says. */
  readonly victim?: PlayOptions['victim'];
  /** Whether real browsers are opened in a window. */
  readonly window?: boolean;
  /** How a person takes part, where one does. */
  readonly live?: PlayOptions['live'];
  /** Whether files hold what people typed. */
  readonly withTyped?: boolean;
  /** Whether `save` may be written over where it is there. */
  readonly force?: boolean;
}

/** What a person may say about how a scenario is shown on the stage, besides. */
export interface DemoOptions extends ScenarioRunOptions {
  /** Whether every step waits for a key. */
  readonly manual?: boolean;
  /** As it was typed. */
  readonly speed?: string;
  /** Whether a class follows on devices of its own. */
  readonly class?: boolean;
}

/** How long a reader of what is saved or said may take once a person wants to leave: ms. */
export const READER_PATIENCE = 500;

/** A scenario being played, with its file if there is one. */
export interface ScenarioRun {
  readonly play: Play;
  /**
   * Closes the lab, the session and its file, whose reader is waited for, with `patience` so many ms at most. May be
   * called again. Gives the exit status that the file comes to: not 0 where it was cut.
   */
  end(patience?: number): Promise<number>;
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
  const { save, victim, window = false, live } = options;
  const file = save === undefined ? undefined : openFile(save, session, options);
  let told = false;
  let closing: Promise<Error | undefined> | undefined;
  const seed = options.seed ?? randomBytes(4).toString('hex');
  const running = play({
    scenario,
    session,
    seed,
    version: programVersion(),
    pace,
    window,
    ...(victim !== undefined && { victim }),
    ...(live !== undefined && { live }),
  });
  return {
    play: running,
    end: async (patience) => {
      await running.stop();
      const fault = await (closing ??= file?.close(patience));
      if (fault === undefined) return EXIT.held;
      // A stage may have had the terminal: what went wrong with the file is said now that it is over.
      if (!told) {
        process.stderr.write(
          `plainsight: writing ${printable(save ?? '')} failed (${printable(fault.message)}): it holds what came before\n`,
        );
      }
      told = true;
      // Whoever reads along may leave: that is their own affair.
      return codeOf(fault) === 'EPIPE' ? EXIT.held : EXIT.usage;
    },
  };
}

/** Throws a UserError where the session would be saved over the scenario that it is of. */
export function refuseOverwrite(path: string, save: string | undefined): void {
  if (save !== undefined && isSameFile(path, save))
    throw new UserError(`${save} is the scenario itself: choose another name for --save`);
}

function openFile(path: string, session: Session, options: ScenarioRunOptions): SessionFile {
  const how = { force: options.force === true };
  try {
    const redacts = options.live !== undefined && options.withTyped !== true;
    return redacts ? saveAtEnd(path, session, how) : saveTo(path, session, how);
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
