import { spawn } from 'node:child_process';

/** One run of a process, from outside: wall time in ms, peak memory in bytes where it could be read, and its output. */
export interface ProcessRun {
  readonly ms: number;
  readonly peak: number;
  readonly output: string;
}

/** Prints the peak memory of a process to its standard error as it ends, whatever the process is. */
const REPORT_PEAK = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(2, `peak ${process.resourceUsage().maxRSS * 1024}\\n`));",
)}`;

/** Runs a program of Node's to its end and times it. */
export function runNode(
  args: readonly string[],
  options: { readonly peak?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ProcessRun> {
  const extra = options.peak === true ? ['--import', REPORT_PEAK] : [];
  const began = performance.now();
  const child = spawn(process.execPath, [...extra, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('latin1')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const peak = Number(/^peak (\d+)$/m.exec(errors)?.[1] ?? Number.NaN);
      resolve({ ms: performance.now() - began, peak, output });
    });
  });
}

/** Bytes of a megabyte, as every figure counts them. */
export const MB = 1024 * 1024;

/** ms that a Node takes which does nothing. */
export async function bareNode(): Promise<number> {
  return (await runNode(['-e', '0'])).ms;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Measures two things in turn, A B A B …, and gives the median of each and of their ratios A/B, pair by pair. */
export async function inTurn(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ readonly a: number; readonly b: number; readonly ratio: number }> {
  await a();
  await b();
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push([await a(), await b()]);
  return {
    a: median(pairs.map(([first]) => first)),
    b: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}

/** One line of the result: what was measured, what it came to, and what it should be. */
export function report(what: string, came: string, target: string, held: boolean): void {
  process.stdout.write(`${held ? '✓' : '✗'} ${what.padEnd(52)} ${came.padEnd(44)} ${target}\n`);
}

/** One line of the result that has no target. */
export function tell(what: string, came: string): void {
  process.stdout.write(`  ${what.padEnd(52)} ${came}\n`);
}
