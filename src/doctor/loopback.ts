import { checkLoopback } from '../../lab/machine.ts';
import { machineFaultText } from '../machine-faults.ts';
import { codeOf } from '../errors.ts';
import type { Check } from './check.ts';

/** Makes a real connection over 127.0.0.1; gives what the system says where there is none. */
export async function findLoopback(): Promise<unknown> {
  try {
    await checkLoopback();
    return undefined;
  } catch (error) {
    return error;
  }
}

const UP: Readonly<Record<string, string>> = {
  linux: 'sudo ip link set lo up',
  darwin: 'sudo ifconfig lo0 up',
};

/** The interface itself is missing or down. */
const DOWN = new Set(['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** Whether the lab's connections can be made. */
export function loopbackCheck(error: unknown, platform: NodeJS.Platform): Check {
  const about = { name: 'loopback', title: 'Loopback' };
  if (error === undefined) return { ...about, state: 'ok', found: 'a connection over 127.0.0.1 works' };
  const code = codeOf(error);
  const up = DOWN.has(code) ? UP[platform] : undefined;
  return {
    ...about,
    state: 'fail',
    details: { code },
    found: `no connection over 127.0.0.1 can be made${code === '' ? '' : ` (${code})`}`,
    todo: up ?? machineFaultText(error) ?? 'look at what the firewall does to 127.0.0.1',
  };
}
