import { setTimeout as wait } from 'node:timers/promises';

import type { GuardedProgram } from '../../programs/guarded.ts';
import { ProgramFault } from '../../programs/program-fault.ts';
import { BrowserRefused } from './conversation.ts';

/** What browsers say of little things on any machine. */
const CHATTER = /dbus|DBus|gcm|GPU|gpu|vaapi|ALSA|libva|Fontconfig|crash|Glx|DevTools listening|^\s*$/;

/** How long a browser that has broken off may take to be gone, in ms. */
const BREATH = 500;

/** Characters of the last line that are told. */
const LONGEST = 300;

/** Why a browser did not start, by the last that it said, and what to do where that is known. */
export function lastWords(title: string, how: string, said: string): string {
  const lines = said.split('\n').filter((line) => !CHATTER.test(line));
  const display = lines.find((line) => /display|DISPLAY|X server|Wayland|Xlib/i.test(line));
  if (display !== undefined)
    return `${title} can open no window here (${display.trim().slice(0, LONGEST)}): play it without --window, or on a desktop, as its user`;
  if (/path too long/i.test(said))
    return `${title} did not start, since the folder for temporary files has too long a name: set TMPDIR to another, such as /tmp`;
  const last = lines.at(-1)?.trim().slice(0, LONGEST) ?? '';
  return `${title} did not start (${how})${last === '' ? '' : `: ${last}`}`;
}

/** What `ready` gives. Rejects with a `ProgramFault` where the program ends before, says no, or is not ready in so many ms. */
export async function orGone<T>(
  ready: Promise<T>,
  program: GuardedProgram,
  within: number,
  words: (how: string) => string,
): Promise<T> {
  const ended = program.ended.then((how): never => {
    throw new ProgramFault(words(how));
  });
  ended.catch(() => undefined);
  const told = ready.catch(async (error: unknown): Promise<never> => {
    // A browser that ends breaks off what is said to it: how it ended says more.
    if (error instanceof BrowserRefused) await Promise.race([ended, wait(BREATH)]);
    throw error instanceof BrowserRefused ? new ProgramFault(words(error.message)) : error;
  });
  told.catch(() => undefined);
  const giveUp = new AbortController();
  const late = wait(within, undefined, { signal: giveUp.signal }).then((): never => {
    throw new ProgramFault(words(`it was not ready after ${within / 1000} s`));
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([told, ended, late]);
  } finally {
    giveUp.abort();
  }
}

/** Settles when a program that was asked to end has ended, or after so many ms. */
export async function endedWithin(
  within: number,
  { ended }: GuardedProgram,
  asked: Promise<unknown>,
): Promise<void> {
  asked.catch(() => undefined);
  const giveUp = new AbortController();
  const late = wait(within, undefined, { signal: giveUp.signal }).catch(() => undefined);
  await Promise.race([ended, late]);
  giveUp.abort();
}
