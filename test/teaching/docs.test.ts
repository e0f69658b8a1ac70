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

/** A page without what is another in every run. */
const counts = (page: string): string => page.replaceAll(/\d[\d,]*/g, '0');

test('the committed answers are what a run gives, but for counts and places', async (t) => {
  for (const scenario of scenarios.filter(({ id }) => ['bank-login', 'tampering'].includes(id))) {
    const facts = await playWhole(scenario, WORKSHEET_SEED, '0.0.0');
    t.is(counts(committed(scenario.id, 'answers.html')), counts(answeredWorksheet(scenario, facts)));
  }
});
