import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inTurn, report, runNode } from './measure.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/plainsight.js', import.meta.url));
const MB = 1024 * 1024;

/** `plainsight run bank-login` and `plainsight demo` from outside, beside a Node that does nothing. */
export async function benchWholeProcess(): Promise<void> {
  const run = await inTurn(
    15,
    async () => (await runNode([PROGRAM, 'run', 'bank-login'])).ms,
    async () => (await runNode(['-e', '0'])).ms,
  );
  report(
    'run bank-login, whole process, to a bare node',
    `${run.ratio.toFixed(1)} × (${run.a.toFixed(0)} ms to ${run.b.toFixed(0)} ms)`,
    'at most 12 ×',
    run.ratio <= 12,
  );
  const frame = await inTurn(11, firstFrame, async () => (await runNode(['-e', '0'])).ms);
  report(
    'demo to its first full frame, to a bare node',
    `${frame.ratio.toFixed(1)} × (${frame.a.toFixed(0)} ms to ${frame.b.toFixed(0)} ms)`,
    'at most 10 ×',
    frame.ratio <= 10,
  );
  const { peak } = await runNode([PROGRAM, 'run', 'bank-login'], { peak: true });
  report('run bank-login, peak memory', `${(peak / MB).toFixed(0)} MB`, 'at most 150 MB', peak <= 150 * MB);
}

/** ms until the demo has drawn both lanes down to its key line, on a terminal of 100 × 30. */
function firstFrame(): Promise<number> {
  const began = performance.now();
  const command = `stty cols 100 rows 30; exec '${process.execPath}' '${PROGRAM}' demo bank-login`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let screen = '';
  let drawn = Number.NaN;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (!Number.isNaN(drawn) || !screen.includes('BANK') || !screen.includes('quit')) return;
    drawn = performance.now() - began;
    child.stdin.write('q');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(drawn));
  });
}
