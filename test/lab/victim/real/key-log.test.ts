import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { followKeyLog } from '../../../../lab/victim/real/key-log.ts';
import { until } from '../../../helpers/until.ts';

test('a key log is read as it grows: each line once, when it is whole, and no remarks', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'keys.log');
  writeFileSync(path, '# SSL/TLS secrets log file\nCLIENT_RANDOM a');
  const lines: string[] = [];
  const log = await followKeyLog(path, (line) => lines.push(line));
  await log.read();
  t.deepEqual(lines, []);
  appendFileSync(path, 'b cd\nEXPORTER_SECRET e f\n');
  await until(() => lines.length === 2);
  appendFileSync(path, '\nCLIENT_TRAFFIC_SECRET_0 g h\n');
  await log.close();
  t.deepEqual(lines, ['CLIENT_RANDOM ab cd', 'EXPORTER_SECRET e f', 'CLIENT_TRAFFIC_SECRET_0 g h']);
});
