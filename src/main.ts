import { commandDone, guardProcess, reportFault } from './ending.ts';

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
await commandDone();
// All that was to be said has been handed over, and what may still be open is not waited for: that takes 5 ms off.
process.exit();
