import { closeSync, openSync, readSync, realpathSync } from 'node:fs';

/** How a program is kept from what lies outside its own box, the temporary folder too. */
export type Confinement = 'snap' | 'flatpak';

/** Bytes of a program's file that are read: the whole of a script that starts another, and no more of anything else. */
const HEAD = 8 * 1024;

const BY_PATH: readonly (readonly [Confinement, RegExp])[] = [
  ['snap', /^\/(?:snap|var\/lib\/snapd)\/|\/bin\/snap$/],
  ['flatpak', /\/flatpak\/(?:app|exports)\/|\/bin\/flatpak$/],
];

const BY_SCRIPT: readonly (readonly [Confinement, RegExp])[] = [
  ['snap', /\/snap\/bin\/|\bsnap\s+run\b/],
  ['flatpak', /\bflatpak\s+run\b/],
];

/** Whether a program is a snap or a flatpak, by its path, by where links from there lead, or by what a script there starts. */
export function confinementOf(path: string, real: string, head: string): Confinement | undefined {
  const byPath = BY_PATH.find(([, pattern]) => pattern.test(path) || pattern.test(real));
  if (byPath !== undefined) return byPath[0];
  if (!head.startsWith('#!')) return undefined;
  return BY_SCRIPT.find(([, pattern]) => pattern.test(head))?.[0];
}

/** The same of the file at `path`, which is looked at. */
export function findConfinement(path: string): Confinement | undefined {
  return confinementOf(path, realPath(path), headOf(path));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The beginning of a file, byte for byte as Latin-1; nothing where it cannot be read. */
function headOf(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(HEAD);
    return bytes.toString('latin1', 0, readSync(file, bytes));
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
