import type { FoundProgram } from '../../../programs/find.ts';
import { ProgramFault } from '../../../programs/program-fault.ts';
import type { Controls, StartOptions } from '../controls.ts';
import type { OutcomeOf } from '../door-errors.ts';

export function startFirefox(_f: FoundProgram, _t: string, _o: StartOptions, _x: OutcomeOf): Promise<Controls> {
  return Promise.reject(new ProgramFault('not yet'));
}
