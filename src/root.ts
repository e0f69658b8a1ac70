import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds package.json and scenarios/: the nearest with a package.json above `from`, this module's
 * own URL unless said otherwise. Found from `src`, `build/src` and a bundle alike.
 */
export function programRoot(from: string = import.meta.url): string {
  let folder = dirname(fileURLToPath(from));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Plainsight's version, as package.json says. */
export function programVersion(): string {
  const { version } = packageFile();
  return typeof version === 'string' ? version : '0.0.0';
}

/** The versions of Node that it was tried with, as package.json says: `^22.20.0 || ^24.12.0 || ^26.12.0`. */
export function supportedNodes(): string {
  const { engines } = packageFile();
  return typeof engines === 'object' && engines !== null && 'node' in engines ? String(engines.node) : '*';
}

function packageFile(): { readonly version?: unknown; readonly engines?: unknown } {
  const read: unknown = JSON.parse(readFileSync(join(programRoot(), 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null ? read : {};
}
