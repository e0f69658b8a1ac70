import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Open files of processes that are looked through, at most: a large machine's take no more than a moment. */
const LOOKED_THROUGH = 100_000;

/** The addresses on which a listener stands in the way of one on 127.0.0.1, as Linux writes them on either kind of machine. */
const IN_THE_WAY = /^(?:0100007F|7F000001|0{8}|0{32}|0{16}FFFF00000100007F|0{16}0000FFFF7F000001)$/i;

/** The state of a socket that listens, as Linux writes it. */
const LISTENS = '0A';

/** The inodes of sockets that listen on a port of 127.0.0.1, from the text of /proc/net/tcp or tcp6 (proc_net_tcp.txt of Linux). */
export function listeningInodes(text: string, port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address = '', at] = local.split(':');
    return at === hexPort && state === LISTENS && IN_THE_WAY.test(address) && inode !== undefined
      ? [inode]
      : [];
  });
}

/**
 * Who listens on a port of 127.0.0.1, by its own name and its number, where Linux says so: without root it does of
 * this user's processes only.
 */
export function portHolder(port: number): string | undefined {
  const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(contents(`/proc/net/${table}`), port));
  if (inodes.length === 0) return undefined;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  let left = LOOKED_THROUGH;
  for (const pid of entries('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const file of entries(`/proc/${pid}/fd`)) {
      left -= 1;
      if (left < 0) return undefined;
      if (sockets.has(linkAt(`/proc/${pid}/fd/${file}`))) return `${nameOf(pid)} (process ${pid})`;
    }
  }
  return undefined;
}

/** The name of a process's file; that of its thread, which it chose itself, only where nothing else is to be had. */
function nameOf(pid: string): string {
  return basename(linkAt(`/proc/${pid}/exe`)) || contents(`/proc/${pid}/comm`).trim();
}

// Processes come and go meanwhile, and most belong to others: what cannot be read is nothing.

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
