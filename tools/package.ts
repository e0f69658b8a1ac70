import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programRoot } from '../src/root.ts';
import { packPackage, stagePackage } from './package/stage.ts';

// `make package`: lays out build/package/ and packs it as plainsight-VERSION.tgz, for `npx` and for a registry.
const { values } = parseArgs({ options: { repository: { type: 'string' } } });
const root = programRoot();
const folder = join(root, 'build', 'package');
stagePackage(root, folder, values.repository);
const { filename, size, unpackedSize, files } = packPackage(folder, root);
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
process.stdout.write(
  `${filename}: ${files.length} files, ${kilobytes(size)}, ${kilobytes(unpackedSize)} unpacked\n`,
);
