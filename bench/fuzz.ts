// Hostile inputs by the million: node build/bench/fuzz.js [--count N] [--seconds N] [--seed S] [--from N] [target …]
// A target ends at its count, or when its time is over, whichever comes first. Each is a process of its own, watched from outside: one that hangs is ended and named.
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { counted, grouped } from '../lab/text/count.ts';
import { ENOUGH, fuzz } from '../tools/support/fuzz.ts';
import type { FuzzFinding } from '../tools/support/fuzz.ts';
import { FUZZ_TARGETS } from '../tools/support/fuzz-targets.ts';

/** Inputs between two looks at the memory, and between two signs of life. */
const LOOK = 50_000;
const SIGN = 200;
/** ms of a tick, and how many without a sign of life there are before a target hangs. A machine that was asleep, or stopped us, counts as one. */
const TICK = 1_000;
const SILENT = 60;
/** Bytes by which the least that is held may differ between the first half of the looks and the second. */
const GROWTH = 4 * 1024 * 1024;

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly from: number;
  /** Time for each target. */
  readonly seconds: number;
}

/** In the target's own process: gives it the inputs, and tells the parent how it goes. */
async function work(name: string, { count, seed, from, seconds: most }: Options): Promise<void> {
  const target = FUZZ_TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`There is no target ${name}.`);
  const held: number[] = [];
  const findings: FuzzFinding[] = [];
  const began = performance.now();
  let done = 0;
  while (done < count && findings.length < ENOUGH && performance.now() - began < most * 1000) {
    const some = Math.min(target.slow === true ? 1 : SIGN, count - done);
    findings.push(...(await fuzz(target, { seed, from: from + done, count: some })));
    done += some;
    process.send?.({ done });
    // What zlib holds of an input is let go in a later turn only.
    await setImmediate();
    if (done % LOOK !== 0) continue;
    globalThis.gc?.();
    await setImmediate();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    held.push(heapUsed + arrayBuffers);
  }
  const seconds = (performance.now() - began) / 1000;
  const half = Math.ceil(held.length / 2);
  const [first, last] = [Math.min(...held.slice(0, half)), Math.min(...held.slice(half))];
  const grew = held.length > 1 && last - first > GROWTH;
  for (const { input, why } of findings) process.stdout.write(`  ${name}, input ${input}: ${why}\n`);
  if (grew)
    process.stdout.write(`  ${name}, memory at each look: ${held.map((bytes) => mb(bytes)).join(' ')}\n`);
  const memory = held.length < 2 ? '' : `, memory ${mb(first)} → ${mb(last)} MB`;
  const rate = `${grouped(done)} inputs, ${(seconds / 60).toFixed(1)} min${memory}`;
  const failed = findings.length > 0 || grew;
  process.stdout.write(
    `${failed ? '✗' : '✓'} ${name.padEnd(14)} ${rate}, ${counted(findings.length, 'finding')}\n`,
  );
  process.exitCode = failed ? 1 : 0;
  process.disconnect?.();
}

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** Starts a target's process; resolves with whether all inputs were read as they should be. */
function watch(name: string, options: Options): Promise<boolean> {
  const args = [
    `--count=${options.count}`,
    `--seed=${options.seed}`,
    `--from=${options.from}`,
    `--seconds=${options.seconds}`,
    '--work',
    name,
  ];
  const child = fork(fileURLToPath(import.meta.url), args, {
    execArgv: ['--expose-gc', '--max-old-space-size=512'],
  });
  let done = 0;
  const hung = (): void => {
    process.stdout.write(
      `  ${name} hangs within inputs ${options.from + done} to ${options.from + done + SIGN}\n`,
    );
    child.kill('SIGKILL');
  };
  let silent = 0;
  const guard = setInterval(() => {
    silent += 1;
    if (silent === SILENT) hung();
  }, TICK);
  child.on('message', (sign: { readonly done: number }) => {
    ({ done } = sign);
    silent = 0;
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearInterval(guard);
      resolve(code === 0);
    });
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    from: { type: 'string', default: '0' },
    seconds: { type: 'string', default: 'Infinity' },
    work: { type: 'boolean', default: false },
  },
});
const options: Options = {
  count: Number(values.count),
  seed: Number(values.seed),
  from: Number(values.from),
  seconds: Number(values.seconds),
};
const [first = ''] = positionals;
if (values.work) await work(first, options);
else {
  const names = positionals.length > 0 ? positionals : FUZZ_TARGETS.map(({ name }) => name);
  process.stdout.write(
    `seed ${options.seed}, ${grouped(options.count)} inputs for each target${options.seconds === Infinity ? '' : `, or ${options.seconds} s`}\n`,
  );
  const queue = [...names];
  let held = true;
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (!(await watch(name, options))) held = false;
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  process.exitCode = held ? 0 : 1;
}
