import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programVersion } from '../src/root.ts';
import { listCourse } from '../src/script/catalogue/catalogue.ts';
import { scenariosFolder } from '../src/script/catalogue/folder.ts';
import { loadScenario } from '../src/script/load.ts';
import {
  answeredWorksheet,
  guidePage,
  lessonsPage,
  WORKSHEET_SEED,
  worksheetOf,
} from '../src/teaching/guide/guide.ts';
import { playWhole } from '../src/teaching/handout/make-handout.ts';

// `make teaching`: writes docs/teaching anew, from the scenarios and a run of each. Needs what all scenarios need.
const folder = join(dirname(scenariosFolder()), 'docs', 'teaching');
const entries = (await listCourse()).flatMap(({ scenarios }) => scenarios);
const scenarios = await Promise.all(entries.map(({ file }) => loadScenario(file)));
for (const scenario of scenarios) {
  const own = join(folder, scenario.id);
  await mkdir(own, { recursive: true });
  const facts = await playWhole(scenario, WORKSHEET_SEED, programVersion());
  await writeFile(join(own, 'guide.md'), guidePage(scenario));
  await writeFile(join(own, 'worksheet.html'), worksheetOf(scenario));
  await writeFile(join(own, 'answers.html'), answeredWorksheet(scenario, facts));
}
await writeFile(join(folder, 'lessons.md'), lessonsPage(scenarios));
