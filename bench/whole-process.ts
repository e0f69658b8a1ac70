import { firstFrame, PROGRAM } from './first-frame.ts';
import { bareNode, inTurn, MB, report, runNode } from './measure.ts';

/** `plainsight run bank-login` and `plainsight demo` from outside, beside a Node that does nothing. */
export async function benchWholeProcess(): Promise<void> {
  const run = await inTurn(15, async () => (await runNode([PROGRAM, 'run', 'bank-login'])).ms, bareNode);
  report(
    'run bank-login, whole process, to a bare node',
    `${run.ratio.toFixed(1)} × (${run.a.toFixed(0)} ms to ${run.b.toFixed(0)} ms)`,
    'at most 9 ×',
    run.ratio <= 9,
  );
  const frame = await inTurn(11, async () => firstFrame(['demo', 'bank-login']), bareNode);
  report(
    'demo to its first full frame, to a bare node',
    `${frame.ratio.toFixed(1)} × (${frame.a.toFixed(0)} ms to ${frame.b.toFixed(0)} ms)`,
    'at most 10 ×',
    frame.ratio <= 10,
  );
  const { peak } = await runNode([PROGRAM, 'run', 'bank-login'], { peak: true });
  report('run bank-login, peak memory', `${(peak / MB).toFixed(0)} MB`, 'at most 150 MB', peak <= 150 * MB);
}
