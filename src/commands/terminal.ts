import { codeOf, UserError } from '../errors.ts';
import { EXIT } from './exit.ts';

/**
 * Whether a stage can be drawn: there is a terminal at both ends, and it can place a cursor. From then
 * on a terminal that is taken away is no fault: the signal that comes with it says enough.
 */
export function hasStage(): boolean {
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb' || !process.stdin.isTTY) return false;
  process.stdin.on('error', () => undefined);
  requireCurrentFolder();
  return true;
}

/** What draws the stage asks where it is. Throws a UserError, exit status 3, where the current folder is no more. */
function requireCurrentFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new UserError('the current folder is gone: go to one that is there', { exitCode: EXIT.lab });
  }
}
