/**
 * Whether a stage can be drawn: there is a terminal at both ends, and it can place a cursor. From then
 * on a terminal that is taken away is no fault: the signal that comes with it says enough.
 */
export function hasStage(): boolean {
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb' || !process.stdin.isTTY) return false;
  process.stdin.on('error', () => undefined);
  return true;
}

/** How many colours a stage on this process's terminal has: none where they are unwanted (https://no-color.org) or not there. */
export function terminalColours(): 0 | 16 {
  if ((process.env['NO_COLOR'] ?? '') !== '') return 0;
  return process.stdout.hasColors(16) ? 16 : 0;
}
