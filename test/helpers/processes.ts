import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine. */
export interface ProcessSeen {
  readonly pid: number;
  readonly command: string;
}

/** The processes that a process has started, and those that these have; of Linux alone. What has ended and waits to be taken off is none. */
export function childrenOf(parent: number): readonly ProcessSeen[] {
  const own = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => seen(pid, parent));
  return own.flatMap((child) => [child, ...childrenOf(child.pid)]);
}

function seen(pid: string, parent: number): readonly ProcessSeen[] {
  try {
    const [, state, ppid] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    if (Number(ppid) !== parent || state === 'Z') return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid: Number(pid), command }];
  } catch {
    return [];
  }
}
