/** Whether a stage can be drawn: there is a terminal at both ends, and it can place a cursor. */
export function hasStage(): boolean {
  return process.stdout.isTTY && process.stdin.isTTY && process.env['TERM'] !== 'dumb';
}
