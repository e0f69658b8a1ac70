import { KeyInput } from './key-input.ts';

/** Ends bracketed paste mode. */
const PASTE_OFF = '\u001b[?2004l';

let held: KeyInput | undefined;

/** The keys of this process's terminal, which is raw from now on; first those that were `typed` before. */
export function openTerminalKeys(typed: string): KeyInput {
  const keys = new KeyInput(process.stdin, typed);
  keys.setRawMode(true);
  // Whatever ends the process, nothing is pasted with marks into the shell.
  process.once('exit', () => void process.stdout.write(PASTE_OFF));
  return keys;
}

/** Keeps the terminal raw until the process ends, which a Ctrl-C then hastens as the signal does. */
export function holdToTheEnd(keys: KeyInput): void {
  held = keys;
  keys.hold(() => void process.emit('SIGINT', 'SIGINT'));
}

/**
 * Settles when nobody presses Ctrl-C any more on a terminal that is held: one that meets the terminal as a shell
 * has it throws away what was written last. Takes a second at most.
 */
export async function keysAtRest(): Promise<void> {
  await held?.rests();
}
