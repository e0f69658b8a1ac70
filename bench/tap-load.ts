import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { MB, median, report } from './measure.ts';

const CONNECTIONS = 32;
const ROUND = 8_000;

/** The tap with recording beside a bare relay without, under the same small requests; and its memory under many. */
export async function benchTap(): Promise<void> {
  const origin = http.createServer((_request, response) => response.end('hello'));
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const port = String(portOf(origin));
  const pairs: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const tapped = await withRelay('tap', port, (relay) => rate(relay, ROUND));
    const piped = await withRelay('pipe', port, (relay) => rate(relay, ROUND));
    pairs.push(tapped / piped);
  }
  const ratio = median(pairs);
  report(
    'tap with recording, requests/s, to a bare pipe',
    `${ratio.toFixed(2)} ×`,
    'at least 0.90 ×',
    ratio >= 0.9,
  );

  let peak = 0;
  await withRelay('tap', port, async (relay, child) => {
    await rate(relay, 200_000);
    peak = await peakOf(child);
    return 0;
  });
  report(
    'tap under 200,000 requests, peak memory',
    `${(peak / MB).toFixed(0)} MB`,
    'under 200 MB',
    peak < 200 * MB,
  );
  origin.close();
  origin.closeAllConnections();
}

async function withRelay(
  kind: 'tap' | 'pipe',
  origin: string,
  use: (port: number, child: ChildProcess) => Promise<number>,
): Promise<number> {
  const child = fork(fileURLToPath(new URL('./relay.js', import.meta.url)), [kind, origin]);
  try {
    return await use(await numberFrom(child), child);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

async function peakOf(child: ChildProcess): Promise<number> {
  child.send('peak');
  return numberFrom(child);
}

async function numberFrom(child: ChildProcess): Promise<number> {
  const [message]: unknown[] = await once(child, 'message');
  return Number(message);
}

/** Requests a second over CONNECTIONS kept-alive connections. */
async function rate(port: number, requests: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = requests;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await get(port, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return requests / ((performance.now() - began) / 1000);
}

function get(port: number, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, agent }, (response) => {
        response.resume();
        response.once('end', () => resolve());
      })
      .once('error', reject);
  });
}

function portOf(server: http.Server): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}
