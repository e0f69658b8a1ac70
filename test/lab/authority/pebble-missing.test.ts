import test from 'ava';

import { openPebble } from '../../../lab/authority/pebble.ts';
import { ProgramFault } from '../../../lab/programs/program-fault.ts';

test('Where Pebble is not installed, one sentence says how to get it', async (t) => {
  // This file has a process of its own.
  process.env['PATH'] = '';
  const error = await t.throwsAsync(openPebble({ httpPort: 1, tlsPort: 2, hosts: ['bank.test'] }), {
    instanceOf: ProgramFault,
  });
  t.regex(error.message, /^Pebble is not on this machine: /);
});
