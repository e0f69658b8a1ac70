import test from 'ava';
import { ProgramFault } from '../../lab/programs/program-fault.ts';
import { labFailure } from '../../src/commands/failure.ts';

test('a lab that was open and ends is not said not to have started, whatever step there was', (t) => {
  const fault = new ProgramFault('nginx, which served the bank, ended (its guard ended)');
  const told = (opened: boolean): string => String(labFailure(fault, { hasOpened: () => opened }));
  t.is(told(true), `UserError: the lab broke down: ${fault.message}`);
  t.is(told(false), `UserError: the lab could not start: ${fault.message}`);
  const bug = new Error('bug');
  t.is(labFailure(bug, { hasOpened: () => true }), bug);
});
