import { setTimeout as wait } from 'node:timers/promises';

import test from 'ava';

import { openBesiegedLab } from '../../tools/support/besieged-lab.ts';
import { sendClients } from '../../tools/support/hostile-clients.ts';

test('Well-behaved clients are served beside hostile ones, every connection is told, and none is left', async (t) => {
  const lab = await openBesiegedLab();
  t.teardown(() => lab.close());
  const { served } = await sendClients(lab.port, {
    hostile: 200,
    atOnce: 100,
    good: 20,
    hold: 500,
    patience: 60_000,
  });
  t.is(served, 20);
  while (lab.figures().sockets > 0) await wait(50);
  await lab.close();
  const { opened, closed, limits } = lab.figures();
  t.is(closed, opened);
  t.true(opened >= 220);
  t.deepEqual(limits, []);
});
