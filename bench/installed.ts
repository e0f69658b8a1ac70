import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MB, tell } from './measure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How much is installed to run the program, and of how many packages it is made. */
export function benchInstalled(): void {
  const folders = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .toString()
    .trim()
    .split('\n')
    .filter((folder) => folder.includes('node_modules'));
  const packages = folders.reduce((sum, folder) => sum + sizeOf(folder, true), 0);
  const bundle = sizeOf(join(ROOT, 'dist'), false);
  tell(
    'installed at run time',
    `${folders.length} packages, ${(packages / MB).toFixed(1)} MB; bundled into dist/: ${(bundle / MB).toFixed(1)} MB`,
  );
}

/** Bytes of the files in a folder; a package's own node_modules are packages of their own. */
function sizeOf(folder: string, isPackage: boolean): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if ((isPackage && entry.name === 'node_modules') || entry.name === '.cache') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += sizeOf(path, isPackage);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}
