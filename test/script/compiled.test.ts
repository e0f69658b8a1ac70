import { readFileSync } from 'node:fs';
import test from 'ava';
import { findScenario, listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { compile, compiledScenario, contentName } from '../../src/script/catalogue/compiled.ts';
import { compileCatalogue } from '../../src/script/catalogue/compile.ts';
import { loadScenario } from '../../src/script/load.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';

test('what a build keeps of each scenario is the scenario, found by every byte of its file', async (t) => {
  const compiled: unknown = JSON.parse(await compileCatalogue());
  for (const { file } of await listCatalogue()) {
    const scenario = await readScenario(file);
    const kept = Object.entries(compiled ?? {}).find(([name]) => name === contentName(readFileSync(file)));
    t.deepEqual(kept?.[1], JSON.parse(JSON.stringify(compile(scenario))));
  }
});

test('a file that no build has read is read for itself', async (t) => {
  t.is(compiledScenario(Buffer.from('title: mine\n')), undefined);
  const file = findScenario('bank-login');
  t.deepEqual(await loadScenario(file), await readScenario(file));
});
