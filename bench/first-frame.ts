import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BACKGROUND_QUESTION } from '../src/terminal/background-answer.ts';

/** The program as it is built. */
export const PROGRAM = fileURLToPath(new URL('../../dist/plainsight.js', import.meta.url));

/** ms after which a program is ended that has not ended by itself. */
const LATE = 30_000;

/** ms until a command has drawn its stage down to the key line, on a terminal of 100 × 30. NaN where it never did. */
export function firstFrame(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const command = `stty cols 100 rows 30; exec '${process.execPath}' '${PROGRAM}' ${args.join(' ')}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let screen = '';
  let drawn = Number.NaN;
  child.stdout.on('data', (chunk: Buffer) => {
    const before = screen.length;
    screen += chunk.toString();
    // It answers what it is asked, as terminals do: that its background is black, and of what kind it is.
    if (screen.includes(BACKGROUND_QUESTION) && !screen.slice(0, before).includes(BACKGROUND_QUESTION))
      child.stdin.write('\u001b]11;rgb:0000/0000/0000\u001b\\\u001b[?62;22c');
    if (!Number.isNaN(drawn) || !screen.includes('BANK') || !screen.includes('quit')) return;
    drawn = performance.now() - began;
    // In the middle of a lesson it asks whether it is to be left.
    child.stdin.write('qq');
  });
  const late = setTimeout(() => child.kill(), LATE);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(late);
      resolve(drawn);
    });
  });
}
