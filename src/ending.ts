import { printable } from '../lab/text/printable.ts';
import { isExhausted, machineFaultText } from './machine-faults.ts';

/**
 * How this process ends when nobody asked it to be done: by a signal, or by a fault of plainsight's own.
 * Set up before anything else is loaded, so that there is no moment at which it does not hold.
 */

/** The exit status after a signal, as shells count it: 128 and the signal's number. */
export const SIGNAL_EXIT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that ends a run in order. */
export type EndingSignal = keyof typeof SIGNAL_EXIT;

/** What came between: a signal, or what was thrown where nobody caught it. */
export type Ending =
  | { readonly by: 'signal'; readonly signal: EndingSignal }
  | { readonly by: 'fault'; readonly error: unknown };

/** The exit status for a fault of plainsight itself. */
const FAULT_EXIT = 70;

/** The exit status where the machine has run out of something. */
const MACHINE_EXIT = 3;

/** How long a command may take to close what it has open, in ms; then the process ends without it. */
const PATIENCE = 5_000;

/** What the command under way does to end in order. */
let close: ((ending: Ending) => void) | undefined;
let last: (() => Promise<void>) | undefined;
let ending: Ending | undefined;
let patience: NodeJS.Timeout | undefined;

/** From now on a signal or a fault ends this process with one sentence or a stack, and the right exit status. */
export function guardProcess(): void {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => end({ by: 'signal', signal }));
  // A promise that is rejected with nobody to catch it comes here too.
  process.on('uncaughtException', (error) => end({ by: 'fault', error }));
  // A file that may not be larger is said by the write itself.
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined);
  // Whoever reads along may leave: what more there is to say is then said to nobody, and is no fault.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Hands the first ending to `call`, which closes what is open instead of the process ending at once.
 * It has 5 seconds. Returns what takes that back.
 */
export function onEnding(call: (ending: Ending) => void): () => void {
  close = call;
  return () => {
    if (close === call) close = undefined;
  };
}

/** Has the process wait for `call` after the last line, before it ends in order. */
export function beforeTheEnd(call: () => Promise<void>): void {
  last = call;
}

/** The command is done and has said how: nothing more is said of what ended it. Settles when the process may end. */
export async function commandDone(): Promise<void> {
  await last?.();
  clearTimeout(patience);
}

/** Says on standard error what ended the process, and gives the exit status for it. */
export function reportEnding(reason: Ending): number {
  if (reason.by === 'fault') return reportFault(reason.error);
  process.stderr.write(`plainsight: ended by ${reason.signal}; nothing is left open\n`);
  return SIGNAL_EXIT[reason.signal];
}

/**
 * Writes the stack of a fault of plainsight's own to standard error, and gives the exit status for it. Where the machine
 * has run out of something it is a sentence.
 */
export function reportFault(error: unknown): number {
  if (isExhausted(error)) {
    process.stderr.write(`plainsight: ${machineFaultText(error) ?? ''}\n`);
    return MACHINE_EXIT;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `plainsight: this is a bug of plainsight's own:\n${stack.split('\n').map(printable).join('\n')}\n`,
  );
  return FAULT_EXIT;
}

function end(reason: Ending): void {
  // A second Ctrl-C changes nothing: the first is being seen to, for 5 seconds at most.
  if (ending !== undefined && reason.by === 'signal') return;
  if (ending !== undefined || close === undefined) leave(reason);
  ending = reason;
  patience = setTimeout(() => leave(reason), PATIENCE).unref();
  close(reason);
}

/** Ends the process here and now. What holds the terminal gives it back on `exit`; the system closes the sockets. */
function leave(reason: Ending): never {
  process.exit(reportEnding(reason));
}
