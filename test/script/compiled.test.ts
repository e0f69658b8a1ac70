import { readFileSync } from 'node:fs';
import test from 'ava';
import { findScenario, listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { compileCatalogue } from '../../src/script/catalogue/compile.ts';
import {
  compiledCourse,
  compiledScenario,
  compileScenario,
  contentDigest,
} from '../../src/script/catalogue/compiled.ts';
import { parseCourse } from '../../src/script/catalogue/course-file.ts';
import { coursePath, scenariosFolder } from '../../src/script/catalogue/folder.ts';
import { isGroup } from '../../src/script/file/words.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { loadHead, loadScenario } from '../../src/script/load.ts';

/** What a build keeps under a name, by the content of its file. */
async function kept(under: 'scenarios' | 'courses', file: string): Promise<unknown> {
  const compiled: unknown = JSON.parse(await compileCatalogue());
  const all = isGroup(compiled) ? compiled[under] : undefined;
  return isGroup(all) ? all[contentDigest(readFileSync(file))] : undefined;
}

test('what a build keeps of each scenario is the scenario, found by every byte of its file', async (t) => {
  for (const { file } of await listCatalogue()) {
    const scenario = await readScenario(file);
    t.deepEqual(await kept('scenarios', file), JSON.parse(JSON.stringify(compileScenario(scenario))));
  }
});

test('what a build keeps of the course is the course', async (t) => {
  const file = coursePath(scenariosFolder());
  const { content } = parseCourse(readFileSync(file, 'utf8'));
  t.truthy(content);
  t.deepEqual(await kept('courses', file), content);
});

test('a file that no build has read is read for itself', async (t) => {
  for (const bytes of [Buffer.from('title: mine\n'), undefined]) {
    t.is(compiledScenario(bytes), undefined);
    t.is(compiledCourse(bytes), undefined);
  }
  const file = findScenario('bank-login');
  const { title, minutes, shows } = await readScenario(file);
  t.deepEqual(await loadScenario(file), await readScenario(file));
  t.deepEqual(await loadHead(file), { title, minutes, shows });
});
