import { closeSync, constants, fchmodSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';

/**
 * Opens a file for writing, empties it, and leaves it readable by its owner only, whatever its mode was: what
 * comes may hold passwords. A device keeps its mode. Throws what opening throws, and `ENXIO` for a FIFO that
 * nobody reads from: opening it would wait for somebody.
 */
export function openPrivate(path: string): number {
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO() === true)
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  const file = openSync(path, 'w', 0o600);
  if (fstatSync(file).isFile()) fchmodSync(file, 0o600);
  return file;
}

/** Writes all of the bytes, however many the system takes at once. Throws what writing throws. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
