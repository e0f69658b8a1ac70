import { UserError } from '../errors.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { factsOfType } from '../../lab/facts/fact-log.ts';
import { machineFaultText } from '../machine-faults.ts';
import { EXIT } from './exit.ts';

/** A fault of the machine's as a UserError with exit status 3; any other error as it is, since it is a bug of ours. */
export function labFailure(error: unknown, log: FactLog): unknown {
  const says = machineFaultText(error);
  if (says === undefined) return error;
  const [begun] = factsOfType(log, ['step-started']);
  const what = begun === undefined ? 'the lab could not start' : 'the lab broke down';
  return new UserError(`${what}: ${says}`, { exitCode: EXIT.lab });
}
