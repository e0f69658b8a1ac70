import { commandDone, FAULT_EXIT, guardProcess, reportFault } from './ending.ts';

/** How long what a command left open may keep the process alive after it, in ms. */
const LINGER = 1_000;

// The guard stands before anything large is loaded: a Ctrl-C while loading ends in order as well.
guardProcess();
const stalled = (): never =>
  process.exit(
    reportFault(new Error('the command is not done, and there is nothing left that it waits for')),
  );
process.once('beforeExit', stalled);
const { main } = await import('./cli.ts');
process.exitCode = await main(process.argv.slice(2));
process.off('beforeExit', stalled);
commandDone();
// After a fault nothing that may still be open is waited for, and else not for long.
if (process.exitCode === FAULT_EXIT) process.exit();
setTimeout(() => process.exit(), LINGER).unref();
