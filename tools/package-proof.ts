import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { programRoot } from '../src/root.ts';
import { proofOfPackage, proofRoom } from './package/proof.ts';
import { packPackage, stagePackage } from './package/stage.ts';

// `make proof`: packs the program anew, and runs all that it can do from the package alone, in an empty folder, with
// this Node and with each that --node names.
const { values } = parseArgs({ options: { node: { type: 'string', multiple: true, default: [] } } });
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const folder = join(programRoot(), 'build', 'package');
stagePackage(programRoot(), folder);
const { filename, size, unpackedSize } = packPackage(folder, join(folder, '..'));
say(`${filename}: ${size} bytes, ${unpackedSize} unpacked`);

const versions = [process.execPath, ...values.node].map((node) => {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(
      `${node} is no Node that starts: name the file, as in --node /opt/node-22/bin/node\n`,
    );
    process.exit(2);
  }
  return [node, stdout.trim()] as const;
});

for (const [node, version] of versions) {
  const room = proofRoom(join(folder, '..', filename), node);
  say(
    `Node ${version}, ${room.offline ? 'without any network' : 'npm offline; a network of its own needs unshare(1) and root'}`,
  );
  const began = performance.now();
  let done = 0;
  try {
    for await (const { command, npx, code, seconds, last } of proofOfPackage(room)) {
      done += 1;
      if (code !== 0) process.exitCode = 1;
      if (code === 0 && !npx) continue;
      const took = `${seconds.toFixed(1).padStart(5)} s`;
      say(code === 0 ? `✓ ${took}  npx ${command}` : `✗ ${took}  ${command}: ${last}`);
    }
  } finally {
    room.clear();
  }
  say(`${done} commands in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
