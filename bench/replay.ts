// How a very large saved session opens and is stepped through: node build/bench/replay.js [segments]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJsonLine } from '../src/session/json.ts';
import { openSession } from '../src/session/read.ts';
import { Director } from '../src/stage/director.ts';
import { Timeline } from '../src/stage/timeline.ts';
import { bigSession, writeSession } from '../test/helpers/big-session.ts';

const MIB = 1024 * 1024;

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(52)} ${figure}\n`);
}

function rss(): string {
  return `${Math.round(process.memoryUsage.rss() / MIB)} MiB resident`;
}

function since(began: number): string {
  return `${Math.round(performance.now() - began)} ms`;
}

async function measure(path: string, size: number): Promise<void> {
  let began = performance.now();
  const session = await openSession(path);
  const director = new Director(session, undefined, { live: false });
  say('open to the first scene', `${since(began)}, ${rss()}`);
  let late = 0;
  let seen = performance.now();
  const pulse = setInterval(() => {
    late = Math.max(late, performance.now() - seen);
    seen = performance.now();
  }, 1);
  began = performance.now();
  await session.index();
  clearInterval(pulse);
  say('index the rest behind it', `${since(began)}, ${rss()}`);
  say('longest stretch without a turn meanwhile', `${Math.round(late)} ms`);
  director.stop();
  say('facts', session.length.toLocaleString('en-US'));

  const timeline = new Timeline(session);
  for (const [from, to] of [
    [0, 10_000],
    [10_000, 0],
    [0, session.length],
    [session.length, session.length - 10_000],
    [session.length - 10_000, session.length],
    [session.length, Math.floor(session.length / 2)],
    [Math.floor(session.length / 2), Math.floor(session.length / 2) + 10_000],
  ] as const) {
    timeline.stateAt(from);
    began = performance.now();
    timeline.stateAt(to);
    say(`from ${from.toLocaleString('en-US')} to ${to.toLocaleString('en-US')}`, `${since(began)}, ${rss()}`);
  }

  began = performance.now();
  let written = 0;
  for (const fact of session.facts) written += Buffer.byteLength(toJsonLine(fact)) + 1;
  const rate = Math.round(size / MIB / ((performance.now() - began) / 1000));
  say('read and write every fact again as JSON', `${since(began)}, ${rate} MiB/s, ${rss()}`);
  if (written !== size) throw new Error(`wrote ${written} bytes for ${size} bytes`);
  session.close();
}

const segments = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'plainsight-bench-'));
const file = process.argv[3] ?? join(folder, 'big.jsonl');
try {
  const size = writeSession(file, bigSession({ segments, bytes: 1024, steps: 10 }));
  say(
    `${segments.toLocaleString('en-US')} segments`,
    `${Math.round(size / MIB)} MiB, ${rss()} after writing it`,
  );
  await measure(file, size);
} finally {
  rmSync(folder, { recursive: true });
}
