import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { newScenario } from '../../src/commands/new.ts';
import { UserError } from '../../src/errors.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { schemaPath } from '../../src/script/guide/schema-file.ts';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'plainsight-new-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

test.serial('a new scenario is one that can be loaded, and names the schema where it is', async (t) => {
  const file = join(await folder(t), 'mine.yaml');
  t.is(await newScenario(file), 0);
  t.is((await readScenario(file)).id, 'mine');
  t.true((await readFile(file, 'utf8')).includes(`$schema=${schemaPath()}\n`));
});

test.serial('nothing is overwritten', async (t) => {
  const file = join(await folder(t), 'mine.yaml');
  await writeFile(file, 'precious');
  await t.throwsAsync(newScenario(file), { instanceOf: UserError, message: /there already/ });
  t.is(await readFile(file, 'utf8'), 'precious');
});

test.serial('a wrong name is told of, and nothing is written', async (t) => {
  const path = await folder(t);
  await t.throwsAsync(newScenario(join(path, 'mine.txt')), { instanceOf: UserError, message: /\.yaml/ });
  await t.throwsAsync(newScenario(join(path, 'no', 'mine.yaml')), {
    instanceOf: UserError,
    message: /folder does not exist/,
  });
  await t.throwsAsync(stat(join(path, 'mine.txt')));
});
