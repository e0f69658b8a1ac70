// A very large saved session. With arguments it is one of the processes that benchReplay measures.
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grouped } from '../lab/text/count.ts';
import { openSession } from '../src/session/read.ts';
import { Director } from '../src/stage/director.ts';
import { Timeline } from '../src/stage/timeline.ts';
import { bigSession, writeSession } from '../tools/support/big-session.ts';
import { PROGRAM, firstFrame } from './first-frame.ts';
import { bareNode, inTurn, MB, report, runNode, tell } from './measure.ts';

const SEGMENTS = 1_000_000;
const STRIDE = 10_000;

/** Opens, steps through and exports a session of a million segments, about 1 GB of captured bytes. */
export async function benchReplay(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-bench-'));
  const file = join(folder, 'big.jsonl');
  try {
    writeSession(file, bigSession({ segments: SEGMENTS, bytes: 1024, steps: 10 }));
    const size = statSync(file).size;
    const what = `${grouped(SEGMENTS)} segments, ${grouped(Math.round(size / MB))} MB saved`;

    const opened = await inTurn(3, async () => firstFrame(['replay', file]), bareNode);
    report(
      `replay of ${what}: first frame`,
      `${opened.a.toFixed(0)} ms, ${opened.ratio.toFixed(1)} × a bare node`,
      'within 2,000 ms',
      opened.a <= 2_000,
    );
    const inside = await runNode([fileURLToPath(import.meta.url), file], { peak: true });
    process.stdout.write(inside.output);
    report(
      '  its peak memory, through all of it',
      `${mb(inside.peak)} MB`,
      'under 500 MB',
      inside.peak < 500 * MB,
    );

    const out = join(folder, 'big.pcapng');
    const exported = await runNode([PROGRAM, 'export', file, '--to', 'pcapng', '--output', out], {
      peak: true,
    });
    const read = await reading(file);
    const rate = statSync(out).size / MB / (exported.ms / 1000);
    report(
      '  export of it to pcapng',
      `${rate.toFixed(0)} MB/s, ${(read / exported.ms).toFixed(2)} × only reading it; peak ${mb(exported.peak)} MB`,
      'at least 50 MB/s',
      rate >= 50,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ms to read a file from end to end as bytes. */
async function reading(file: string): Promise<number> {
  const began = performance.now();
  for await (const chunk of createReadStream(file, { highWaterMark: MB })) void chunk;
  return performance.now() - began;
}

const mb = (bytes: number): string => (bytes / MB).toFixed(0);

/** In a process of its own: has the whole session indexed, and goes back and forth in it. */
async function walk(file: string): Promise<void> {
  const session = await openSession(file);
  const director = new Director(session, undefined, { live: false });
  let began = performance.now();
  let seen = began;
  let late = 0;
  const pulse = setInterval(() => {
    late = Math.max(late, performance.now() - seen);
    seen = performance.now();
  }, 1);
  await session.index();
  clearInterval(pulse);
  director.stop();
  const indexed = performance.now() - began;
  tell(
    '  its index, made behind the first frame',
    `${(indexed / 1000).toFixed(1)} s, no stretch over ${late.toFixed(0)} ms without a turn`,
  );
  const timeline = new Timeline(session);
  const slowest = { name: '', ms: 0 };
  const end = session.length;
  for (const [from, to] of [
    [0, STRIDE],
    [STRIDE, 0],
    [end - STRIDE, end],
    [end, end - STRIDE],
    [0, end],
    [end, Math.floor(end / 2)],
  ] as const) {
    timeline.stateAt(from);
    began = performance.now();
    timeline.stateAt(to);
    const ms = performance.now() - began;
    if (ms > slowest.ms) Object.assign(slowest, { name: `${grouped(from)} to ${grouped(to)}`, ms });
  }
  tell('  to another fact, the slowest of six leaps', `${slowest.ms.toFixed(0)} ms (${slowest.name})`);
  session.close();
}

const [file] = process.argv.slice(2);
if (process.argv[1] === fileURLToPath(import.meta.url) && file !== undefined) await walk(file);
