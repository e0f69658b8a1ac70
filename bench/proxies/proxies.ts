import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MB, median, report, tell } from '../measure.ts';
import { Client } from './load.ts';
import type { Load } from './load.ts';
import type { OriginServer } from './origin.ts';
import { hasMitmdump, hasMockttp, openMitmdump } from './others.ts';
import type { RelayFigures, RelayName } from './relay.ts';

/** ms of one round, requests before it, and how many rounds there are: in each, one runs after the other. */
const ROUND = 1_000;
const WARM_UP = 2_000;
const ROUNDS = 5;

/** Requests after which memory is looked at. */
const MEMORY_REQUESTS = 40_000;

/** One way from the client to the origin. */
interface Way {
  readonly name: string;
  readonly relay?: RelayName;
  /** Where it is a program of the machine's. */
  readonly mitmdump?: (origin: OriginServer) => string;
  readonly missing?: string;
  readonly load: (origin: OriginServer) => Omit<Load, 'port'>;
}

const plain = (): Omit<Load, 'port'> => ({ host: 'bank.test' });
const sealed = (): Omit<Load, 'port'> => ({ host: 'bank.test', servername: 'bank.test' });

const HTTP: readonly Way[] = [
  { name: 'direct', load: plain },
  { name: 'pipe', relay: 'pipe', load: plain },
  { name: 'tap', relay: 'tap', load: plain },
  { name: 'library', relay: 'library', load: ({ http }) => ({ host: `127.0.0.1:${http}` }) },
  { name: 'pipe + library', relay: 'pipe-library', load: ({ http }) => ({ host: `127.0.0.1:${http}` }) },
  { name: 'watch', relay: 'watch', load: plain },
  ...others('http', 'mockttp', plain),
];

const HTTPS: readonly Way[] = [
  { name: 'direct', load: sealed },
  { name: 'pipe', relay: 'pipe-tls', load: sealed },
  { name: 'watch (tunnel)', relay: 'tunnel', load: sealed },
  {
    name: 'library, forging',
    relay: 'library',
    load: ({ https }) => {
      const through = `127.0.0.1:${https}`;
      return { host: through, servername: 'bank.test', through };
    },
  },
  { name: 'forge', relay: 'forge', load: sealed },
  ...others('https', 'mockttp-tls', sealed),
];

/** The proxies that we did not make, as far as they are there. */
function others(scheme: 'http' | 'https', relay: RelayName, load: Way['load']): readonly Way[] {
  return [
    {
      name: 'mockttp',
      relay,
      load,
      ...(!hasMockttp() && { missing: 'not installed: `make bench` brings it' }),
    },
    {
      name: 'mitmdump',
      mitmdump: (origin) => `${scheme}://127.0.0.1:${origin[scheme]}`,
      load,
      ...(!hasMitmdump() && { missing: 'not on this machine' }),
    },
  ];
}

interface Running {
  readonly load: Load;
  readonly child: ChildProcess | undefined;
  readonly close: () => Promise<void>;
}

/** The lab's path beside a bare pipe, http-mitm-proxy alone, and other proxies: requests a second over 32 connections, medians of the rounds, and memory. */
export async function benchProxies(only?: readonly string[]): Promise<void> {
  const [origin, closeOrigin] = await started<OriginServer>('origin');
  try {
    const http = await table('http', origin, HTTP, only);
    const https = await table('https', origin, HTTPS, only);
    target('http watch', http, 'watch', 'pipe + library');
    target('http tap', http, 'tap', 'pipe', 0.9);
    target('https tunnel', https, 'watch (tunnel)', 'pipe');
    target('https forge', https, 'forge', 'library, forging');
    await memory(origin);
  } finally {
    await closeOrigin();
  }
}

async function table(
  scheme: 'http' | 'https',
  origin: OriginServer,
  ways: readonly Way[],
  only?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>();
  const present = ways.filter(({ name }) => only === undefined || name === 'direct' || only.includes(name));
  for (const { name, missing } of present) if (missing !== undefined) tell(`${scheme} ${name}`, missing);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const way of present.filter(({ missing }) => missing === undefined)) {
      const rate = await rateOf(scheme, origin, way);
      rates.set(way.name, [...(rates.get(way.name) ?? []), rate]);
    }
  const medians = new Map(Array.from(rates, ([name, all]) => [name, median(all)]));
  const direct = medians.get('direct') ?? Number.NaN;
  for (const [name, rate] of medians)
    tell(`${scheme} ${name}, requests/s`, `${Math.round(rate)} = ${(rate / direct).toFixed(2)} × direct`);
  return medians;
}

/** Requests a second of one round, in a process of its own: what is recorded stays within the lane's limits. */
async function rateOf(scheme: 'http' | 'https', origin: OriginServer, way: Way): Promise<number> {
  const { load, close } = await open(scheme, origin, way);
  try {
    const client = await Client.open(load);
    // Code is compiled as it runs.
    await client.count(WARM_UP);
    const rate = await client.rate(ROUND);
    client.close();
    return rate;
  } finally {
    await close();
  }
}

function target(
  what: string,
  rates: ReadonlyMap<string, number>,
  ours: string,
  theirs: string,
  least = 0.95,
): void {
  const [a, b] = [rates.get(ours), rates.get(theirs)];
  if (a === undefined || b === undefined) return;
  report(
    `${what}, to ${theirs}`,
    `${(a / b).toFixed(2)} ×`,
    `at least ${least.toFixed(2)} ×`,
    a / b >= least,
  );
}

async function open(scheme: 'http' | 'https', origin: OriginServer, way: Way): Promise<Running> {
  const [port, child, close] = await portOf(scheme, origin, way);
  return { load: { port, ...way.load(origin) }, child, close };
}

async function portOf(
  scheme: 'http' | 'https',
  origin: OriginServer,
  { relay, mitmdump }: Way,
): Promise<[port: number, child: ChildProcess | undefined, end: () => Promise<void>]> {
  if (mitmdump !== undefined) {
    const { port, close } = await openMitmdump(mitmdump(origin));
    return [port, undefined, close];
  }
  if (relay === undefined) return [origin[scheme], undefined, () => Promise.resolve()];
  const [port, end, child] = await started<number>('relay', relay, JSON.stringify(origin));
  return [port, child, end];
}

/** Starts one of the processes of this folder; gives what it tells first, and what ends it. */
async function started<Told>(
  name: 'origin' | 'relay',
  ...args: readonly string[]
): Promise<[told: Told, end: () => Promise<void>, child: ChildProcess]> {
  // http-mitm-proxy prints whom it makes certificates for, and every connection that a client ends.
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
  const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), args, { stdio: [...stdio] });
  const [told] = await once(child, 'message');
  const end = async (): Promise<void> => {
    child.kill();
    await once(child, 'exit');
  };
  return [told, end, child];
}

/** Peak memory of the library alone, and of the lab's path that records, after the same requests. */
async function memory(origin: OriginServer): Promise<void> {
  const figures: RelayFigures[] = [];
  for (const name of ['library', 'watch']) {
    const way = HTTP.find((one) => one.name === name);
    if (way === undefined) continue;
    const { load, child, close } = await open('http', origin, way);
    try {
      const client = await Client.open(load);
      await client.count(MEMORY_REQUESTS);
      client.close();
      child?.send('figures');
      const [told] = child === undefined ? [] : await once(child, 'message');
      figures.push(told);
    } finally {
      await close();
    }
  }
  const [alone, watch] = figures;
  if (alone === undefined || watch === undefined) return;
  const most = alone.peak + 1.5 * watch.captured;
  report(
    `peak memory, ${MEMORY_REQUESTS} requests, watch to library`,
    `${mb(watch.peak)} MB, ${mb(watch.captured)} MB captured; ${mb(alone.peak)} MB alone`,
    `at most ${mb(most)} MB`,
    watch.peak <= most,
  );
}

function mb(bytes: number): string {
  return (bytes / MB).toFixed(0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv.slice(2);
  await benchProxies(only.length > 0 ? only : undefined);
}
