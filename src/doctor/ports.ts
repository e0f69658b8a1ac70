import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { listenOn, preferredPorts } from '../../lab/network.ts';
import { codeOf } from '../errors.ts';
import { machineFaultText } from '../machine-faults.ts';
import type { Check } from './check.ts';
import { portHolder } from './port-holder.ts';

/** What the system says to a listener on a port of 127.0.0.1. */
export interface FoundPort {
  readonly port: number;
  /** Why it was refused; undefined where the port may be had. */
  readonly error?: unknown;
  /** The port that stands in, where one of those that the lab prefers is free. */
  readonly standIn?: number;
  /** Who has it, where the system says so. */
  readonly holder?: string;
  /** The lowest port that anybody may have, on Linux. */
  readonly lowest?: number;
}

const LOWEST = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

/** Asks the system for a port of 127.0.0.1 as the lab does, and gives it back at once. */
export async function findPort(port: number, platform: NodeJS.Platform): Promise<FoundPort> {
  const error = await refusal(port);
  if (error === undefined) return { port };
  let standIn: number | undefined;
  for (const other of preferredPorts(port))
    if (other !== port && standIn === undefined && (await refusal(other)) === undefined) standIn = other;
  const linux = platform === 'linux';
  const holder = linux && codeOf(error) === 'EADDRINUSE' ? portHolder(port) : undefined;
  const lowest = linux ? lowestPort() : undefined;
  return {
    port,
    error,
    ...(standIn !== undefined && { standIn }),
    ...(holder !== undefined && { holder }),
    ...(lowest !== undefined && { lowest }),
  };
}

async function refusal(port: number): Promise<unknown> {
  const server = createServer();
  try {
    await listenOn(server, port);
    await new Promise((resolve) => server.close(resolve));
    return undefined;
  } catch (error) {
    return error;
  }
}

function lowestPort(): number | undefined {
  try {
    return Number.parseInt(readFileSync(LOWEST, 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/** Whether one of the two real ports may be had, else which one stands in for it and who may have it. */
export function portCheck(found: FoundPort, platform: NodeJS.Platform): Check {
  const { port, error, standIn, holder } = found;
  const about = { name: `port-${port}`, title: `Port ${port}` };
  if (error === undefined) return { ...about, state: 'ok', details: { free: true }, found: 'free' };
  const code = codeOf(error);
  const details = {
    free: false,
    code,
    ...(standIn !== undefined && { standIn }),
    ...(holder !== undefined && { holder }),
  };
  const instead = `${standIn ?? 'any free port'} stands in`;
  if (code === 'EADDRINUSE') {
    const taken = `taken by ${holder ?? 'another program'}; ${instead}`;
    const todo = holder === undefined ? whoHasIt(port, platform) : 'to have the real one, end that program';
    return { ...about, state: 'note', details, found: taken, todo };
  }
  if (code === 'EACCES' || code === 'EPERM')
    return { ...about, state: 'note', details, ...refused(found, platform, instead) };
  const why = machineFaultText(error) ?? `the system says ${code || 'no more'}`;
  return { ...about, state: 'fail', details, found: 'the system lets nobody listen on it', todo: why };
}

function whoHasIt(port: number, platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'who has it: netstat -abno -p tcp';
  if (platform === 'darwin') return `who has it: sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  return `who has it: sudo ss -ltnp 'sport = :${port}'`;
}

function refused(
  { port, lowest }: FoundPort,
  platform: NodeJS.Platform,
  instead: string,
): { readonly found: string; readonly todo?: string } {
  if (platform === 'win32')
    return {
      found: `the system keeps it, for http.sys or in an excluded range; ${instead}`,
      todo: 'which ranges: netsh interface ipv4 show excludedportrange protocol=tcp',
    };
  if (platform === 'darwin')
    return { found: `on 127.0.0.1 it is for root alone; ${instead}, and nothing need be done` };
  if (lowest === undefined || lowest <= port) return { found: `the system refuses it; ${instead}` };
  return {
    found: `only root, or who has CAP_NET_BIND_SERVICE, may have a port below ${lowest}; ${instead}`,
    todo: 'to have the real one: sudo sysctl net.ipv4.ip_unprivileged_port_start=80',
  };
}
