import { setTimeout as passing } from 'node:timers/promises';
import { KeyInput } from './key-input.ts';

/** Ends bracketed paste mode. */
const PASTE_OFF = '\u001b[?2004l';

/** How long a terminal may take to show what was written last, in ms. */
const SHOWING = 50;

let held: KeyInput | undefined;

/** The keys of this process's terminal, which is raw from now on. */
export function openTerminalKeys(): KeyInput {
  const keys = new KeyInput(process.stdin);
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
 * has it throws away what was written last. Takes little more than a second at most.
 */
export async function keysAtRest(): Promise<void> {
  if (held === undefined) return;
  const pressed = await held.rests();
  // A view that was new when it was left asks for marked pastes only now, when Ink has given that back already.
  process.stdout.write(PASTE_OFF);
  if (pressed) await passing(SHOWING);
}
