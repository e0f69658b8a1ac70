// Captures by the hundred, made on this machine and held against tshark: node build/bench/captures.js [--keep FOLDER [--again]], --again compares those that lie there
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCaptures } from './captures/make.ts';
import { saidByTshark, saidByUs } from './captures/compare.ts';

const { values } = parseArgs({ options: { keep: { type: 'string' }, again: { type: 'boolean' } } });
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'plainsight-captures-'));
mkdirSync(folder, { recursive: true });
const files =
  values.again === true
    ? readdirSync(folder)
        .filter((name) => /\.(?:cap|pcapng)$/.test(name))
        .map((name) => join(folder, name))
    : await makeCaptures(folder);
const sums = { connections: 0, http: 0, tls: 0 };
let different = 0;
let cut = 0;
for (const file of files) {
  const ours = saidByUs(file);
  const theirs = saidByTshark(file, ours.ports);
  // Of a packet that was cut tshark tells as much as is there; here a message is told whose head is whole.
  const compared = theirs.cut ? (['connections'] as const) : (['connections', 'http', 'tls'] as const);
  if (theirs.cut) cut += 1;
  for (const what of compared) {
    sums[what] += ours[what].length;
    const missing = theirs[what].filter((line) => !ours[what].includes(line));
    const more = ours[what].filter((line) => !theirs[what].includes(line));
    if (missing.length + more.length === 0) continue;
    different += 1;
    process.stdout.write(
      `${basename(file)}, ${what}: tshark alone ${JSON.stringify(missing.slice(0, 4))}, plainsight alone ${JSON.stringify(more.slice(0, 4))}\n`,
    );
  }
}
process.stdout.write(
  `${files.length} captures: ${sums.connections} connections, ${sums.http} requests and answers, ${sums.tls} fields of TLS compared (of ${cut} cut ones the connections alone); ${different} differences\n`,
);
if (values.keep === undefined) rmSync(folder, { recursive: true });
process.exitCode = different === 0 ? 0 : 1;
