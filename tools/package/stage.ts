import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { packageManifest, PACKAGE_FILES } from './manifest.ts';
import type { ProjectManifest } from './manifest.ts';

/** The most that the package may take unpacked, in bytes. */
export const PACKAGE_SIZE = 8 * 1024 * 1024;

/** What npm says of a package that it wrote. */
export interface Packed {
  /** The name of the file, which is in the folder that was asked for. */
  readonly filename: string;
  /** Bytes, as a file and unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** Lays out in `folder`, made anew, what the package holds. Throws where the program at `root` is not built. */
export function stagePackage(root: string, folder: string, repository?: string): void {
  if (!existsSync(join(root, 'dist', 'plainsight.js'))) throw new Error('dist/ is not built: node build.js');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of [...PACKAGE_FILES, 'README.md', 'LICENSE'])
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => basename(path) !== '.cache',
    });
  const project: ProjectManifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = JSON.stringify(packageManifest(project, repository), undefined, 2);
  writeFileSync(join(folder, 'package.json'), `${manifest}\n`);
}

/** Packs what was laid out in `folder` into `to`. Asks no registry. Throws where it is larger than PACKAGE_SIZE. */
export function packPackage(folder: string, to: string): Packed {
  const args = ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', to];
  // On Windows npm is a script, which only a shell runs.
  const said = execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  // Either a list, or an object by the packages' names.
  const [packed]: Packed[] = Object.values(JSON.parse(said));
  if (packed === undefined) throw new Error('npm packed nothing');
  if (packed.unpackedSize > PACKAGE_SIZE)
    throw new Error(`the package takes ${packed.unpackedSize} bytes unpacked, more than ${PACKAGE_SIZE}`);
  return packed;
}
