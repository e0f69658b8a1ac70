import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { openBesiegedLab } from '../tools/support/besieged-lab.ts';
import type { BesiegedFigures } from '../tools/support/besieged-lab.ts';
import { sendClients } from '../tools/support/hostile-clients.ts';
import { MB, report, tell } from './measure.ts';
import { openLibrary } from './proxies/library.ts';

// `node build/bench/hostile-clients.js [HOSTILE] [AT-ONCE] [GOOD]`: a lab in a process of its own, and many
// clients at once at one of its taps. Exits 1 where a good one was not served, or a socket is left.
const LAB = 'lab';
const LIBRARY = 'library';
const HOLD = 3_000;
const PATIENCE = 60_000;

if (process.argv[2] === LAB || process.argv[2] === LIBRARY) await besieged(process.argv[2]);
else await besiege(process.argv.slice(2).map(Number));

/** A lab, whose clients come to its tap, or to http-mitm-proxy as it comes, in front of the same bank. */
async function besieged(what: typeof LAB | typeof LIBRARY): Promise<void> {
  const lab = await openBesiegedLab();
  process.send?.(what === LAB ? lab.port : await openLibrary(lab.bank));
  process.on('message', (asked) => {
    if (asked === 'figures') process.send?.(lab.figures());
    else void close();
  });
  const close = async (): Promise<void> => {
    await lab.close();
    process.send?.(lab.figures());
    process.disconnect();
  };
}

/** What stands in a process of its own: its port, how to ask for its figures, the last ones when it has closed, and how to end it. */
interface Besieged {
  readonly port: number;
  readonly asked: (what: 'figures' | 'close') => Promise<BesiegedFigures>;
  readonly kill: () => void;
}

async function start(what: typeof LAB | typeof LIBRARY): Promise<Besieged> {
  // The library prints what its clients do.
  const output = what === LAB ? 'inherit' : 'ignore';
  const child = fork(fileURLToPath(import.meta.url), [what], { stdio: ['ignore', output, output, 'ipc'] });
  const heard = async (): Promise<unknown> => (await once(child, 'message'))[0];
  return {
    port: Number(await heard()),
    asked: async (question) => {
      child.send(question);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the child is this very file
      return (await heard()) as BesiegedFigures;
    },
    kill: () => void child.kill(),
  };
}

async function besiege([hostile = 10_000, atOnce = 2_000, good = 600]: readonly number[]): Promise<void> {
  const { port, asked } = await start(LAB);
  const began = performance.now();
  const counts = { hostile, atOnce, good, hold: HOLD, patience: PATIENCE };
  const { served, refused, slowest } = await sendClients(port, counts);
  const seconds = (performance.now() - began) / 1000;
  await wait(2_000);
  const { sockets } = await asked('figures');
  const last = await asked('close');
  report(
    `${good} good clients beside ${hostile} hostile, ${atOnce} at once`,
    `${served} served, ${refused} refused`,
    `${good} served`,
    served === good,
  );
  report('sockets 2 s after the last client', String(sockets), '0', sockets === 0);
  report(
    'connections that reached the tap, and ended',
    `${last.opened}, ${last.closed}`,
    'as many',
    last.opened === last.closed,
  );
  tell('of them gave way to others', String(last.gaveWay));
  tell('the slowest good client, and all of them', `${Math.round(slowest)} ms, ${seconds.toFixed(1)} s`);
  tell('exchanges read', String(last.exchanges));
  const library = await start(LIBRARY);
  const there = await sendClients(library.port, counts);
  const { peak: alone } = await library.asked('figures');
  library.kill();
  tell('good clients that http-mitm-proxy alone served', String(there.served));
  const most = alone + 1.5 * last.captured;
  report(
    'peak memory, with what was captured',
    `${(last.peak / MB).toFixed(0)} MB, ${(last.captured / MB).toFixed(1)} MB captured`,
    `at most ${(most / MB).toFixed(0)} MB: http-mitm-proxy alone ${(alone / MB).toFixed(0)} MB`,
    last.peak <= most,
  );
  for (const limit of last.limits) tell('limit', JSON.stringify(limit));
  process.exitCode = served === good && sockets === 0 ? 0 : 1;
}
