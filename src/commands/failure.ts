import { UserError } from '../errors.ts';
import { machineFaultText } from '../machine-faults.ts';
import type { Play } from '../script/play/player.ts';
import { EXIT } from './exit.ts';

/** A fault of the machine's as a UserError with exit status 3; any other error as it is, since it is a bug of ours. */
export function labFailure(error: unknown, play: Pick<Play, 'hasOpened'>): unknown {
  const says = machineFaultText(error);
  if (says === undefined) return error;
  // A stage stands before its first step with the lab open: what ends then did start.
  const what = play.hasOpened() ? 'the lab broke down' : 'the lab could not start';
  return new UserError(`${what}: ${says}`, { exitCode: EXIT.lab });
}
