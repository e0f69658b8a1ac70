// Damaged captures through the command itself: node build/bench/open-command.js [--count 1000] [--seed S]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { madeCaptures } from '../tools/support/captures/made-captures.ts';
import { hostile, Random } from '../tools/support/fuzz.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
/** ms that one file may take, and bytes of heap: real ones take some tens of both. */
const LIMITS = { time: 60_000, heap: '--max-old-space-size=256' } as const;

const captures = madeCaptures();
const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
const file = join(folder, 'damaged.cap');
const codes = new Map<string, number>();
let findings = 0;
for (let input = 0; input < Number(values.count); input += 1) {
  writeFileSync(file, hostile(new Random(Number(values.seed), input), captures));
  const { status, signal, stderr } = spawnSync(
    process.execPath,
    [LIMITS.heap, 'dist/plainsight.js', 'open', file, input % 2 === 0 ? '--text' : '--json'],
    { encoding: 'utf8', timeout: LIMITS.time, maxBuffer: 64 * 1024 * 1024 },
  );
  const ended = String(signal ?? status);
  codes.set(ended, (codes.get(ended) ?? 0) + 1);
  if ((status === 0 || status === 2) && !/\n\s+at /.test(stderr)) continue;
  findings += 1;
  process.stdout.write(`input ${input}: ${ended}, ${stderr.slice(0, 400)}\n`);
}
rmSync(folder, { recursive: true });
const ends = [...codes].map(([code, count]) => `${count} ended with ${code}`).join(', ');
process.stdout.write(`${values.count} files through the command: ${ends}; ${findings} findings\n`);
process.exitCode = findings === 0 ? 0 : 1;
