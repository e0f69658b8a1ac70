import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { listCourse } from '../../src/script/catalogue/catalogue.ts';
import { scenariosFolder } from '../../src/script/catalogue/folder.ts';
import { loadScenario } from '../../src/script/load.ts';
import {
  answeredWorksheet,
  guidePage,
  lessonsPage,
  WORKSHEET_SEED,
  worksheetOf,
} from '../../src/teaching/guide/guide.ts';
import { playWhole } from '../../src/teaching/handout/make-handout.ts';
import { worksheetQuestions } from '../../src/teaching/questions.ts';
import { needing } from '../helpers/needing.ts';
import { neededBy } from '../helpers/scenario-needs.ts';

const folder = join(dirname(scenariosFolder()), 'docs', 'teaching');
const entries = (await listCourse()).flatMap(({ scenarios }) => scenarios);
const scenarios = await Promise.all(entries.map(({ file }) => loadScenario(file)));

const committed = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');

test('every scenario has objectives, three questions and three tasks, and what students often think', (t) => {
  for (const scenario of scenarios) {
    const { id, tasks = [], teaching } = scenario;
    t.true((teaching?.objectives.length ?? 0) >= 2, id);
    t.true((teaching?.misconceptions.length ?? 0) >= 2, id);
    t.true(worksheetQuestions(scenario).length >= 3, id);
    t.true(tasks.length >= 3, id);
  }
});

test('the committed pages for teachers are those that the scenarios give', (t) => {
  for (const scenario of scenarios) {
    t.is(committed(scenario.id, 'guide.md'), guidePage(scenario), 'make teaching writes it anew');
    t.is(committed(scenario.id, 'worksheet.html'), worksheetOf(scenario), 'make teaching writes it anew');
  }
  t.is(committed('lessons.md'), lessonsPage(scenarios), 'make teaching writes it anew');
});

/**
 * A page without what is another in every run of one seed: the bank's session cookies, how many bytes of TLS and of captures
 * there are, in which frame a real server's answer comes, and where in a sealed stream its keys find something.
 */
function deterministic(page: string): string {
  return page
    .replaceAll(/(?<=<p>)(?![0-9a-f]{32}[:<])[\w-]{32}(?=[:<])/g, 'COOKIE')
    .replaceAll(/[\d,]+(?= bytes)|(?<=, frame )\d+|(?<=keys, at byte )[\d,]+/g, 'SOME');
}

for (const scenario of scenarios) {
  needing(neededBy(scenario), test.serial)(
    `the committed answers of ${scenario.id} are what a run gives`,
    async (t) => {
      const facts = await playWhole(scenario, WORKSHEET_SEED, '0.0.0');
      const page = committed(scenario.id, 'answers.html');
      t.is(
        deterministic(page),
        deterministic(answeredWorksheet(scenario, facts)),
        'make teaching writes it anew',
      );
    },
  );
}

test('of the answers little is left out when they are held against a run', (t) => {
  const page = committed('bank-login', 'answers.html');
  t.not(deterministic(page), page);
  for (const [right, wrong] of [
    [/port 80 · http: yes/, 'port 80 · http: no'],
    [/at byte \d+ of connection/, 'at byte 1 of connection'],
    [/<p>[0-9a-f]{32}</, `<p>${'0'.repeat(32)}<`],
    [/offset \d+/, 'offset 1'],
    [/In plain\./, 'In none.'],
  ] as const) {
    t.regex(page, right);
    t.not(deterministic(page.replace(right, wrong)), deterministic(page), String(right));
  }
});
