/**
 * Whether a stage can be drawn: there is a terminal at both ends, and it can place a cursor. From then
 * on a terminal that is taken away is no fault: the signal that comes with it says enough.
 */
export function hasStage(): boolean {
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb' || !process.stdin.isTTY) return false;
  process.stdin.on('error', () => undefined);
  return true;
}
