import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endpointOf } from '../../lab/network.ts';

const MOCKTTP_FILE = fileURLToPath(
  new URL('../../../.mockttp/node_modules/mockttp/dist/main.js', import.meta.url),
);

/** Where `make bench` put mockttp, as a URL. */
export const MOCKTTP = pathToFileURL(MOCKTTP_FILE).href;

/** Whether it is there. */
export function hasMockttp(): boolean {
  return existsSync(MOCKTTP_FILE);
}

/** Whether this machine has mitmdump, mitmproxy's program without a screen. */
export function hasMitmdump(): boolean {
  return spawnSync('mitmdump', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** ms that mitmdump has until it listens. */
const START = 20_000;

/** mitmdump in front of `to`: its port, and what ends it. */
export async function openMitmdump(to: string): Promise<{ port: number; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-bench-'));
  const port = await freePort();
  const child = spawn(
    'mitmdump',
    ['--quiet', '--ssl-insecure', '--listen-host', '127.0.0.1', '--listen-port', String(port)].concat([
      '--mode',
      `reverse:${to}`,
      '--set',
      `confdir=${folder}`,
    ]),
    { stdio: 'ignore' },
  );
  const close = (): Promise<void> =>
    ended(child).finally(() => rmSync(folder, { recursive: true, force: true }));
  const until = performance.now() + START;
  while (!(await answers(port))) {
    if (performance.now() < until && child.exitCode === null) continue;
    await close();
    throw new Error('mitmdump does not listen');
  }
  return { port, close };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = endpointOf(server);
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 100, false));
  });
}
